package import CivicCore
package import Foundation
import Glibc

/// A real SIP proxy between phones and the hotline: kamailio from Debian, with a face for either side.
///
/// It writes Record-Route for both faces (RFC 5658) and Path into REGISTER (RFC 3327), and registers nobody itself.
package final class Kamailio: Sendable {
    /// Where phones send to.
    package let inner: SocketEndpoint
    /// Where the hotline hears it from.
    package let outer: SocketEndpoint
    private let programme: Programme

    package init(folder: URL) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let ports = FreePorts.take(2)
        inner = SocketEndpoint(host: "127.0.0.1", port: ports[0])
        outer = SocketEndpoint(host: "127.0.0.1", port: ports[1])
        let modules = ["tm", "sl", "rr", "pv", "maxfwd", "textops", "siputils", "path"]
        let configuration = """
            debug=1
            log_stderror=yes
            children=2
            auto_aliases=no
            listen=udp:\(inner)
            listen=udp:\(outer)
            \(modules.map { "loadmodule \"\($0).so\"" }.joined(separator: "\n"))
            modparam("rr", "enable_double_rr", 1)

            request_route {
                if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
                if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
                loose_route();
                if ($Rp == \(inner.port)) { $fs = "udp:\(outer)"; } else { $fs = "udp:\(inner)"; }
                if (!has_totag()) {
                    if (is_method("INVITE")) { record_route(); }
                    if (is_method("REGISTER")) { add_path(); }
                }
                t_relay();
            }

            """
        let file = folder.appendingPathComponent("kamailio.cfg")
        try configuration.write(to: file, atomically: true, encoding: .utf8)
        // Its parent ends its children on SIGTERM, which this process may have blocked: `env` lets it through.
        programme = try Programme(
            "env",
            [
                "--default-signal", "/usr/sbin/kamailio", "-f", file.path, "-DD", "-E", "-Y", folder.path, "-w",
                folder.path, "-m", "64", "-M", "4",
            ],
            log: folder.appendingPathComponent("log"))
        // It answers a request with no hops left by itself.
        for _ in 0..<100 {
            let answer = try? await Programme.run(
                "sipsak", ["-m", "0", "-vv", "-s", "sip:probe@\(inner)"], within: .seconds(5))
            if answer?.output.contains("483 Too Many Hops") == true { return }
            guard programme.isRunning else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw DemoFailure("kamailio did not start:\n\(programme.output.suffix(2_000))")
    }

    deinit {
        guard programme.isRunning else { return }
        kill(programme.processIdentifier, SIGTERM)
        usleep(500_000)
    }

    package func stop() async { await programme.stop() }
}
