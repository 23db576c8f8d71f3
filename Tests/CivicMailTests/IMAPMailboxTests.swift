import CivicMail
import Foundation
import Testing

/// Against Dovecot.
@Suite(.serialized) struct IMAPMailboxTests {
    private static func server(_ peer: MailPeer, password: String = "secret") throws -> MailServer {
        var server = try #require(MailServer("imap://127.0.0.1:\(peer.port)"))
        server.user = "hotline"
        server.password = password
        return server
    }

    /// Puts a message into INBOX as a mail server does: into the Maildir, whole.
    private static func deliver(_ text: String, _ name: String, to peer: MailPeer) throws {
        let owner = try FileManager.default.attributesOfItem(atPath: peer.folder)
        for folder in ["", "/new", "/cur", "/tmp"] {
            let path = peer.folder + "/mail" + folder
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
        }
        let path = "\(peer.folder)/mail/new/\(name)"
        try text.replacing("\n", with: "\r\n").write(toFile: path, atomically: true, encoding: .utf8)
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o666]
        for key in [FileAttributeKey.ownerAccountID, .groupOwnerAccountID] { attributes[key] = owner[key] }
        try? FileManager.default.setAttributes(attributes, ofItemAtPath: path)
    }

    @Test("messages are found by their ids and sizes, read whole, and stay until they are moved")
    func reads() async throws {
        let peer = try MailPeer.dovecot()
        let mailbox = IMAPMailbox(try Self.server(peer))
        #expect(try await mailbox.messages(largerThan: 1_000).isEmpty)
        let small = "From: a@b.cn\nSubject: small\n\n停水\n.\nend\n"
        try Self.deliver(small, "1.a", to: peer)
        try Self.deliver("Subject: large\n\n" + String(repeating: "x\n", count: 2_000), "2.b", to: peer)
        let found = try await mailbox.messages(largerThan: 1_000)
        #expect(found.map(\.isLarge) == [false, true])
        let key = try #require(found.first).key
        let text = String(decoding: try await mailbox.message(key, most: 1_000), as: UTF8.self)
        #expect(text == small.replacing("\n", with: "\r\n"))
        let header = String(decoding: try await mailbox.header(found[1].key), as: UTF8.self)
        #expect(header.contains("large") && !header.contains("x\r\n"))
        // Reading marks it as seen; it is found all the same, also by another connection.
        let again = IMAPMailbox(try Self.server(peer))
        #expect(try await again.messages(largerThan: 1_000).map(\.key) == found.map(\.key))
    }

    @Test("a moved message is gone from INBOX; the folder is made at the first one")
    func moves() async throws {
        let peer = try MailPeer.dovecot()
        let mailbox = IMAPMailbox(try Self.server(peer))
        for name in ["1.a", "2.b"] { try Self.deliver("Subject: x\n\ny\n", name, to: peer) }
        for (key, _) in try await mailbox.messages(largerThan: 1_000) {
            try await mailbox.move(key, to: "CivicLine-held")
        }
        #expect(try await mailbox.messages(largerThan: 1_000).isEmpty)
        let kept = try FileManager.default.contentsOfDirectory(atPath: peer.folder + "/mail/.CivicLine-held/cur")
        let new = try FileManager.default.contentsOfDirectory(atPath: peer.folder + "/mail/.CivicLine-held/new")
        #expect(kept.count + new.count == 2)
    }

    @Test("a key of a mailbox that was made anew fetches nothing")
    func validity() async throws {
        let peer = try MailPeer.dovecot()
        let mailbox = IMAPMailbox(try Self.server(peer))
        try Self.deliver("Subject: x\n\ny\n", "1.a", to: peer)
        var key = try #require(try await mailbox.messages(largerThan: 1_000).first).key
        key.validity += 1
        await #expect(throws: MailServerError.self) { try await mailbox.message(key, most: 1_000) }
    }

    @Test("a message that is longer than asked for is not read")
    func tooLong() async throws {
        let peer = try MailPeer.dovecot()
        let mailbox = IMAPMailbox(try Self.server(peer))
        try Self.deliver("Subject: x\n\n" + String(repeating: "y\n", count: 50_000), "1.a", to: peer)
        let key = try #require(try await mailbox.messages(largerThan: 1_000).first).key
        await #expect(throws: MailServerError.self) { try await mailbox.message(key, most: 10_000) }
        // The next one works on a new connection.
        #expect(try await mailbox.messages(largerThan: 1_000).count == 1)
    }

    @Test("a wrong password and a server that is gone are errors without the name in them")
    func errors() async throws {
        let peer = try MailPeer.dovecot()
        let wrong = IMAPMailbox(try Self.server(peer, password: "wrong"))
        let error = await #expect(throws: MailServerError.self) { try await wrong.messages(largerThan: 1) }
        #expect(error?.description.contains("hotline") == false && error?.description.contains("wrong") == false)
        let gone = IMAPMailbox(try #require(MailServer("imap://127.0.0.1:1")))
        await #expect(throws: MailServerError.self) { try await gone.messages(largerThan: 1) }
    }
}
