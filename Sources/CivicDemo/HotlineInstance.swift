package import CivicCore
package import Foundation

/// A private hotline for a demonstration or a test: its own ports, its own data folder, gone afterwards.
package final class HotlineInstance: Sendable {
    package let folder: URL
    package let sip: SocketEndpoint
    package let http: SocketEndpoint
    package let rtpPorts: ClosedRange<UInt16>
    private let executable: String
    private let configuration: String
    private let root: URL
    private let extra: [String: String]

    /// - Parameters:
    ///   - executable: path of `civicline`.
    ///   - root: the project's folder, where `config` lies.
    ///   - configuration: below `root`.
    ///   - extra: more environment variables, such as `CIVICLINE_CALLS_MOST`.
    ///   - files: texts of files that variables name, such as `CIVICLINE_FILES_TRUNKS`.
    ///   - count: of ports for sound.
    package init(
        executable: String, root: URL, configuration: String = "config/civicline.yaml",
        extra: [String: String] = [:], files: [String: String] = [:], rtpPorts count: UInt16 = 1_000
    ) throws {
        self.executable = executable
        self.root = root
        self.configuration = configuration
        // Short: browsers make sockets in it, whose paths may have 107 bytes.
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "civicline-\(UUID().uuidString.prefix(13))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var named = extra
        for (variable, text) in files {
            let file = folder.appendingPathComponent("\(variable.lowercased()).yaml")
            try text.write(to: file, atomically: true, encoding: .utf8)
            named[variable] = file.path
        }
        self.extra = named
        let ports = FreePorts.take(2)
        sip = SocketEndpoint(host: "127.0.0.1", port: ports[0])
        http = SocketEndpoint(host: "127.0.0.1", port: ports[1])
        rtpPorts = FreePorts.range(count)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    package var data: URL { folder.appendingPathComponent("data") }

    private var environment: [String: String] {
        [
            "CIVICLINE_SIP_UDP": "\(sip)", "CIVICLINE_HTTP": "\(http)",
            "CIVICLINE_RTP_PORTS": "\(rtpPorts.lowerBound)-\(rtpPorts.upperBound)",
        ].merging(extra) { $1 }
    }

    /// Runs a sub-command of `civicline` on this instance's data to its end.
    @discardableResult
    package func command(_ arguments: [String], within limit: Duration = .seconds(120)) async throws -> String {
        let (code, output) = try await Programme.run(
            executable, arguments + ["--config", root.appendingPathComponent(configuration).path, "--data", data.path],
            environment: environment, within: limit)
        guard code == 0 else { throw DemoFailure("civicline \(arguments.joined(separator: " ")): \(output)") }
        return output
    }

    package func makeSampleCounty(citizens: Int = 5_000) async throws {
        try await command(["sample-county", "--citizens", String(citizens)])
    }

    /// Starts the daemon and returns when it answers.
    package func start() async throws -> Programme {
        let daemon = try Programme(
            executable,
            ["serve", "--config", root.appendingPathComponent(configuration).path, "--data", data.path],
            environment: environment,
            log: folder.appendingPathComponent("daemon-\(UUID().uuidString).log"))
        try await daemon.waitFor("CivicLine answers", within: .seconds(30))
        return daemon
    }

    /// A figure of `/metrics`, by name and, where it has them, labels as they are printed.
    package func figure(_ name: String) async throws -> Double {
        let figures = try await figures()
        guard let figure = figures[name] else {
            throw DemoFailure("there is no figure '\(name)' among \(figures.keys.sorted())")
        }
        return figure
    }

    /// All figures of `/metrics`.
    package func figures() async throws -> [String: Double] {
        let (_, page) = try await Programme.run("curl", ["-sS", "http://\(http)/metrics"])
        let lines = page.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let pairs = lines.compactMap { line in
            line.lastIndex(of: " ").map { (String(line[..<$0]), Double(line[$0...].dropFirst()) ?? .nan) }
        }
        return Dictionary(pairs) { $1 }
    }

    /// Waits until a figure fulfils `condition`.
    package func waitFor(
        _ name: String, within limit: Duration, _ condition: (Double) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        var last = Double.nan
        while ContinuousClock.now < deadline {
            last = try await figure(name)
            if condition(last) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw DemoFailure("\(name) stayed at \(last)")
    }
}

extension HotlineInstance {
    /// Starts the daemon where it is expected to refuse; its exit code and what it said.
    package func failingStart() async throws -> (code: Int32, output: String) {
        let log = folder.appendingPathComponent("failing-\(UUID().uuidString).log")
        let daemon = try Programme(
            executable,
            ["serve", "--config", root.appendingPathComponent(configuration).path, "--data", data.path],
            environment: environment, log: log)
        guard let code = await daemon.exitCode(within: .seconds(30)) else {
            await daemon.stop()
            throw DemoFailure("the daemon started although it should not have")
        }
        return (code, daemon.output)
    }
}
