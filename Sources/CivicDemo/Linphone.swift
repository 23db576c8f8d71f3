package import CivicCore
package import Foundation
import Glibc

/// A real SIP phone of another make: linphonec from Debian, told what to do by the lines of its console.
package final class Linphone: Sendable {
    package let folder: URL
    private let programme: Programme
    private let console: Int32

    /// - Parameters:
    ///   - user: the SIP user.
    ///   - password: nil for a phone that registers nowhere.
    ///   - transport: `udp` or `tcp`.
    package init(
        user: String, password: String?, server: SocketEndpoint, transport: String = "udp", folder: URL
    ) async throws {
        self.folder = folder
        // Its database's folder; without it, it opens no port.
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent(".local/share/linphone"), withIntermediateDirectories: true)
        let port = FreePorts.take(1)[0]
        let rtp = FreePorts.range(100)
        let registration = password.map { password in
            """
            [proxy_0]
            reg_proxy=<sip:\(server);transport=\(transport)>
            reg_identity=sip:\(user)@\(server.host)
            reg_expires=60
            reg_sendregister=1
            publish=0

            [auth_info_0]
            username=\(user)
            passwd=\(password)
            realm=civicline

            """
        }
        let settings = """
            [sip]
            sip_port=\(transport == "udp" ? Int(port) : 0)
            sip_tcp_port=\(transport == "tcp" ? Int(port) : 0)
            sip_tls_port=0
            use_ipv6=0
            auto_net_state_mon=0
            contact="\(user)" <sip:\(user)@127.0.0.1>
            default_proxy=\(password == nil ? -1 : 0)
            register_only_when_network_is_up=0

            [rtp]
            audio_rtp_port=\(rtp.lowerBound)

            [sound]
            playback_dev_id=ANSI: none
            capture_dev_id=ANSI: none
            echocancellation=0

            [video]
            enabled=0

            [net]
            firewall_policy=0
            stun_server=

            \(registration ?? "")
            """
        let file = folder.appendingPathComponent("linphonerc")
        try settings.write(to: file, atomically: true, encoding: .utf8)
        let pipe = folder.appendingPathComponent("console").path
        guard mkfifo(pipe, 0o600) == 0 else { throw DemoFailure("no pipe at \(pipe)") }
        // Open for both, so that neither side waits for the other.
        console = open(pipe, O_RDWR)
        guard console >= 0 else { throw DemoFailure("the pipe \(pipe) cannot be opened") }
        programme = try Programme(
            "sh", ["-c", "exec linphonec -c '\(file.path)' < '\(pipe)'"],
            environment: ["HOME": folder.path],
            log: folder.appendingPathComponent("log"))
    }

    deinit { close(console) }

    /// Types a line: `call sip:…`, `answer`, `terminate`, `transfer 1 --to-call 2`, …
    package func type(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard bytes.withUnsafeBytes({ write(console, $0.baseAddress, $0.count) }) == bytes.count else {
            throw DemoFailure("the phone takes no commands any more")
        }
    }

    /// Asks it until it says that it is registered.
    package func waitForRegistration(within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        while !output.contains("registered, identity=") {
            guard ContinuousClock.now < deadline else {
                throw DemoFailure("linphonec is not registered:\n\(output.suffix(2_000))")
            }
            try type("status register")
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    package func waitFor(_ text: String, within limit: Duration) async throws {
        try await programme.waitFor(text, within: limit)
    }

    package var output: String { programme.output }

    package func stop() async {
        try? type("quit")
        await programme.stop()
    }
}
