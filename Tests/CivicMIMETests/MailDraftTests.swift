import CivicCore
import CivicMIME
import Foundation
import Testing

struct MailDraftTests {
    private static let draft = MailDraft(
        from: MailAddress("hotline@county.example")!, fromName: "12345 县热线", to: MailAddress("li@example.cn")!,
        subject: "工单 0005 0013\r\nBcc: evil@example.cn", text: "您好\n号码 00050013", messageId: "<m.1@county.example>",
        inReplyTo: "<a@example.cn>\r\nX: y", isReply: true)

    @Test("what is sent is read back as it was written, and no text begins a field of its own")
    func roundTrip() throws {
        let bytes = Self.draft.bytes(at: Date(timeIntervalSince1970: 1_795_817_100))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("Date: Fri, 27 Nov 2026 22:05:00 +0000\r\n"))
        #expect(!text.contains("\r\nBcc") && !text.contains("\r\nX:"))
        let mail = try ReceivedMail(bytes)
        #expect(mail.sender?.text == "hotline@county.example" && mail.senderName == "12345 县热线")
        #expect(mail.text == "您好\n号码 00050013" && mail.messageId == "<m.1@county.example>")
        #expect(mail.automatic == .submitted)
    }

    @Test("lines are no longer than a mail server takes")
    func lineLength() {
        var draft = Self.draft
        draft.text = String(repeating: "水", count: 5_000)
        draft.subject = String(repeating: "水", count: 300)
        let lines = String(decoding: draft.bytes(at: Date(timeIntervalSince1970: 0)), as: UTF8.self)
            .split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 98 })
    }
}
