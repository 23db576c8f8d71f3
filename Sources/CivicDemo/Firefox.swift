package import Foundation
import Glibc

/// A headless Firefox that is told what to do over Marionette, the protocol under its WebDriver: JSON lists with their length
/// in front, over a TCP connection.
package actor Firefox: Browser {
    private let programme: Programme
    /// Firefox lets no sound run where there is no sound device; this one is heard by nobody.
    private let soundServer: Programme
    private var socket: Int32 = -1
    private var lastID = 0
    private var received: [UInt8] = []

    /// - Parameters:
    ///   - folder: for its profile; removed by whoever owns it.
    ///   - hertz: of the tone that its microphone hears.
    package init(folder: URL, hertz: Int) async throws {
        let port = FreePorts.take(1)[0]
        let profile = folder.appendingPathComponent("profile")
        try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
        let preferences: [(String, String)] = [
            ("marionette.port", "\(port)"), ("media.navigator.permission.disabled", "true"),
            ("media.navigator.streams.fake", "true"), ("media.navigator.audio.fake_frequency", "\(hertz)"),
            ("media.autoplay.default", "0"),
            // Nothing of its own is looked for in the network.
            ("app.update.enabled", "false"), ("network.captive-portal-service.enabled", "false"),
            ("network.connectivity-service.enabled", "false"), ("browser.shell.checkDefaultBrowser", "false"),
            ("datareporting.policy.dataSubmissionEnabled", "false"), ("toolkit.telemetry.server", "\"\""),
            ("services.settings.server", "\"data:,\""),
        ]
        try preferences.map { "user_pref(\"\($0)\", \($1));\n" }.joined()
            .write(to: profile.appendingPathComponent("user.js"), atomically: true, encoding: .utf8)
        let soundSocket = folder.appendingPathComponent("sound").path
        soundServer = try Programme(
            "pulseaudio",
            [
                "-n", "--daemonize=no", "--exit-idle-time=-1", "--load=module-null-sink",
                "--load=module-native-protocol-unix socket=\(soundSocket) auth-anonymous=1",
            ], environment: ["HOME": folder.path, "XDG_RUNTIME_DIR": folder.path],
            log: folder.appendingPathComponent("pulseaudio.log"))
        for _ in 0..<100 where !FileManager.default.fileExists(atPath: soundSocket) {
            try await Task.sleep(for: .milliseconds(50))
        }
        programme = try Programme(
            "firefox-esr", ["--headless", "--marionette", "--no-remote", "--profile", profile.path, "about:blank"],
            environment: ["HOME": folder.path, "TMPDIR": folder.path, "PULSE_SERVER": "unix:\(soundSocket)"],
            log: folder.appendingPathComponent("firefox.log")
        )
        try await connect(to: port)
        _ = try await next(within: .seconds(20))  // it says who it is
        _ = try await command("WebDriver:NewSession", ["capabilities": [String: Any]()])
    }

    deinit {
        if socket >= 0 { Glibc.close(socket) }
    }

    package func open(_ address: String) async throws {
        _ = try await command("WebDriver:Navigate", ["url": address])
    }

    @discardableResult
    package func run(_ script: String) async throws -> String {
        // Without a sandbox the script is one of the page's own.
        let answer = try await command(
            "WebDriver:ExecuteScript",
            [
                "script": "return (async () => String(await (\(script))))()", "args": [Any](),
                "sandbox": NSNull(),
            ])
        return answer["value"] as? String ?? ""
    }

    package func close() async {
        await programme.stop()
        await soundServer.stop()
        if socket >= 0 { Glibc.close(socket) }
        socket = -1
    }

    // MARK: The protocol

    private func connect(to port: UInt16) async throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let deadline = ContinuousClock.now + .seconds(40)
        while ContinuousClock.now < deadline, programme.isRunning {
            socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if result == 0 { return }
            Glibc.close(socket)
            socket = -1
            try await Task.sleep(for: .milliseconds(100))
        }
        throw DemoFailure("Firefox does not listen; it said:\n\(programme.output.suffix(1_000))")
    }

    /// A command is `[0, id, name, parameters]`, its answer `[1, id, fault, result]`.
    private func command(_ name: String, _ parameters: [String: Any]) async throws -> [String: Any] {
        lastID += 1
        let message: [Any] = [0, lastID, name, parameters]
        let body = try JSONSerialization.data(withJSONObject: message)
        try send(Array("\(body.count):".utf8) + body)
        while true {
            let bytes = try await next(within: .seconds(40))
            guard let answer = try JSONSerialization.jsonObject(with: Data(bytes)) as? [Any], answer.count == 4,
                answer[1] as? Int == lastID
            else { continue }
            if let fault = answer[2] as? [String: Any] {
                throw DemoFailure("\(name): \(fault["message"] ?? fault)")
            }
            return answer[3] as? [String: Any] ?? [:]
        }
    }

    private func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw DemoFailure("Firefox has closed its connection") }
            rest = rest.dropFirst(count)
        }
    }

    private func next(within limit: Duration) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let colon = received.firstIndex(of: UInt8(ascii: ":")),
                let length = Int(String(decoding: received[..<colon], as: UTF8.self)),
                received.count > colon + length
            {
                let message = Array(received[(colon + 1)...(colon + length)])
                received.removeFirst(colon + 1 + length)
                return message
            }
            var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 0) > 0 else {
                try await Task.sleep(for: .milliseconds(10))
                continue
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { throw DemoFailure("Firefox has ended:\n\(programme.output.suffix(1_000))") }
            received += buffer[..<count]
        }
        throw DemoFailure("Firefox does not answer; it said:\n\(programme.output.suffix(1_000))")
    }
}
