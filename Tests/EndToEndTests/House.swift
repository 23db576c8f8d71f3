import CivicDemo
import Foundation

/// Where the daemon and the project's files are, for tests that run the real thing.
enum House {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Built beside the test bundle.
    static let executable = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0])
        .deletingLastPathComponent().appendingPathComponent("civicline").path

    static func scenario(_ name: String) -> String {
        root.appendingPathComponent("Tests/EndToEndTests/Scenarios/\(name).xml").path
    }

    /// - Parameter files: texts of files that variables name.
    static func county(_ extra: [String: String] = [:], files: [String: String] = [:]) throws -> HotlineInstance {
        try HotlineInstance(executable: executable, root: root, extra: extra, files: files)
    }

    static func lab(_ extra: [String: String] = [:], files: [String: String] = [:]) throws -> HotlineInstance {
        try HotlineInstance(
            executable: executable, root: root, configuration: "config/lab/civicline.yaml", extra: extra, files: files)
    }
}

/// Load from sipp, a real SIP test tool, with its own verdict.
enum Sipp {
    struct Result {
        var code: Int32
        var output: String

        /// A figure of the final statistics screen, the cumulative column.
        func total(_ name: String) -> Int? {
            for line in output.split(separator: "\n").reversed() where line.contains(name) {
                if let last = line.split(separator: "|").last { return Int(last.trimmingCharacters(in: .whitespaces)) }
            }
            return nil
        }
    }

    static func arguments(
        _ instance: HotlineInstance, scenario: [String], number: String, calls: Int, rate: Int, limit: Int? = nil,
        from address: String = "127.0.0.1"
    ) -> [String] {
        let rtp = FreePorts.range(1_000)
        return scenario + [
            "\(instance.sip)", "-s", number, "-m", String(calls), "-r", String(rate), "-l", String(limit ?? calls),
            "-i", address, "-mi", address, "-p", String(FreePorts.take(1)[0]), "-mp", String(rtp.lowerBound),
            "-nostdin", "-timeout", "120",
            "-timeout_error",
        ]
    }

    static func run(_ arguments: [String]) async throws -> Result {
        let (code, output) = try await Programme.run("sipp", arguments, within: .seconds(150))
        return Result(code: code, output: output)
    }
}
