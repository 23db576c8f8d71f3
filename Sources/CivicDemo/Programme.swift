package import Foundation

/// A program started for a demonstration or a test; ended with it.
package final class Programme: @unchecked Sendable {
    // `Process` is not Sendable; it is set up before anyone else sees it and then only asked and told to end.
    private let process: Process
    package let name: String
    /// What it printed, standard output and error together.
    package let log: URL

    /// Starts `executable` (a path, or a name to be found on PATH) and lets it run.
    package init(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], log: URL,
        folder: URL? = nil
    ) throws {
        name = URL(fileURLWithPath: executable).lastPathComponent
        self.log = log
        process = Process()
        process.executableURL = URL(fileURLWithPath: try Self.path(of: executable))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = folder }
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try? output.close()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package var isRunning: Bool { process.isRunning }
    package var processIdentifier: Int32 { process.processIdentifier }
    package var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Waits for the end; `nil` when it is still running after `limit`.
    package func exitCode(within limit: Duration) async -> Int32? {
        let deadline = ContinuousClock.now + limit
        while process.isRunning {
            guard ContinuousClock.now < deadline else { return nil }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return process.terminationStatus
    }

    /// Waits until the output holds `text`.
    package func waitFor(_ text: String, within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        while !output.contains(text) {
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw DemoFailure("\(name) did not say '\(text)'; it said:\n\(output.suffix(2_000))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Asks it to end (SIGTERM), then ends it (SIGKILL).
    @discardableResult
    package func stop(within limit: Duration = .seconds(5)) async -> Int32? {
        if process.isRunning { kill(process.processIdentifier, SIGTERM) }
        if let code = await exitCode(within: limit) { return code }
        kill(process.processIdentifier, SIGKILL)
        return await exitCode(within: .seconds(5))
    }

    /// Ends it at once, as a power cut would (SIGKILL).
    package func killAtOnce() async {
        kill(process.processIdentifier, SIGKILL)
        _ = await exitCode(within: .seconds(5))
    }

    /// Runs a program to its end and gives back its output.
    package static func run(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:],
        within limit: Duration = .seconds(60)
    ) async throws -> (code: Int32, output: String) {
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("civicline-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: log) }
        let programme = try Programme(executable, arguments, environment: environment, log: log)
        guard let code = await programme.exitCode(within: limit) else {
            await programme.stop()
            throw DemoFailure("\(executable) did not end within \(limit)")
        }
        return (code, programme.output)
    }

    private static func path(of executable: String) throws -> String {
        if executable.contains("/") { return executable }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(executable)") {
            return "\(folder)/\(executable)"
        }
        throw DemoFailure("'\(executable)' is not installed; 'make test' installs it")
    }
}

/// Something that should have happened did not.
package struct DemoFailure: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
