import Foundation
import Glibc

/// A real mail server on a free port of loopback, in a folder of its own; both are gone with the value. Where the program is
/// missing its making throws, so that the test fails.
final class MailPeer {
    struct NotThere: Error, CustomStringConvertible {
        var description: String
    }

    let folder: String
    let port: Int
    private let process = Process()

    /// Dovecot with the mailbox of `hotline`, password `secret`. Run by root it takes the user `nobody`, since it opens no
    /// mailbox of root's.
    static func dovecot() throws -> MailPeer {
        let peer = try MailPeer()
        let isRoot = geteuid() == 0
        let (user, group) = isRoot ? ("nobody", "nogroup") : (NSUserName(), try name(ofGroup: getegid()))
        let (uid, gid) = isRoot ? (65_534, 65_534) : (Int(geteuid()), Int(getegid()))
        let configuration = """
            base_dir = \(peer.folder)/run
            state_dir = \(peer.folder)/run
            log_path = /dev/stderr
            protocols = imap
            listen = 127.0.0.1
            ssl = no
            disable_plaintext_auth = no
            mail_location = maildir:\(peer.folder)/mail
            default_internal_user = \(user)
            default_internal_group = \(group)
            default_login_user = \(user)
            first_valid_uid = 1
            auth_mechanisms = plain
            passdb {
              driver = static
              args = password=secret
            }
            userdb {
              driver = static
              args = uid=\(uid) gid=\(gid) home=\(peer.folder)
            }
            service imap-login {
              chroot =
              inet_listener imap {
                port = \(peer.port)
              }
              inet_listener imaps {
                port = 0
              }
            }
            service anvil {
              chroot =
            }
            service stats {
              chroot =
            }

            """
        let file = peer.folder + "/dovecot.conf"
        try configuration.write(toFile: file, atomically: true, encoding: .utf8)
        for path in [peer.folder, file] where isRoot { chown(path, uid_t(uid), gid_t(gid)) }
        let program = ["/usr/sbin/dovecot", "-F", "-c", file]
        try peer.start(
            isRoot ? ["/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"] + program : program,
            until: "starting up")
        return peer
    }

    /// A receiver of mail; see `Fixtures/receiver.py`.
    static func receiver() throws -> MailPeer {
        let peer = try MailPeer()
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/receiver.py").path
        try peer.start(["/usr/bin/python3", script, String(peer.port), peer.folder], until: "ready")
        return peer
    }

    private init() throws {
        folder = NSTemporaryDirectory() + "civicmail-\(UUID().uuidString.prefix(8))"
        port = try Self.freePort()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        if process.isRunning {
            process.terminate()
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What the receiver took, in the order in which it came.
    func letters() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".eml") }
        return try names.sorted { $0.utf8.count == $1.utf8.count ? $0 < $1 : $0.utf8.count < $1.utf8.count }
            .map { String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\($0)")), as: UTF8.self) }
    }

    /// Runs a program until it says a word on either output.
    private func start(_ command: [String], until word: String) throws {
        guard let program = command.first(where: { !$0.contains("setpriv") && !$0.hasPrefix("--") }),
            FileManager.default.isExecutableFile(atPath: program)
        else { throw NotThere(description: "\(command) is not there; 'make test' installs it") }
        let output = Pipe()
        // A test's thread blocks signals and a child inherits that: without this it would never hear of its end.
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["--default-signal"] + command
        process.standardOutput = output
        process.standardError = output
        try process.run()
        var said = ""
        while !said.contains(word) {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw NotThere(description: "\(program) ended: \(said)") }
            said += String(decoding: piece, as: UTF8.self)
        }
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw NotThere(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func name(ofGroup id: gid_t) throws -> String {
        guard let entry = getgrgid(id) else { throw NotThere(description: "the group \(id) has no name") }
        return String(cString: entry.pointee.gr_name)
    }
}
