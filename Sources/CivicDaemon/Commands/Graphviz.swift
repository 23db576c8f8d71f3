package import Foundation

/// Debian's `dot`, which lays out graphs.
package enum Graphviz {
    /// A graph that takes longer is not drawn.
    package static let deadline = Duration.seconds(30)

    /// The picture of a graph as SVG; every node and edge has a title.
    ///
    /// - Parameters:
    ///   - path: folders that programs are found in, with colons between; those of the environment where `nil`.
    ///   - deadline: after which `dot` is ended.
    package static func svg(of dot: String, path: String? = nil, deadline: Duration = deadline)
        throws(ConfigurationError) -> Data
    {
        let path = path ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
        guard let executable = executable("dot", on: path) else {
            throw ConfigurationError(
                line: "no program 'dot' is on PATH; install Debian's graphviz, or take --format dot")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "civicline-graph-\(UUID().uuidString)")
        let (input, picture, complaints) = (
            folder.appending(path: "graph.dot"), folder.appending(path: "graph.svg"),
            folder.appending(path: "complaints")
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(dot.utf8).write(to: input)
            try Data().write(to: complaints)
        } catch {
            throw ConfigurationError(line: "\(folder.path) cannot be written: \(error.localizedDescription)")
        }
        let status = try run(
            executable, ["-Tsvg", "-o", picture.path, input.path], complaints: complaints, deadline: deadline)
        guard status == 0, let data = FileManager.default.contents(atPath: picture.path), !data.isEmpty else {
            let said = (try? String(contentsOf: complaints, encoding: .utf8))?.prefix(500) ?? ""
            throw ConfigurationError(line: "dot made no picture (exit code \(status)): \(said)")
        }
        return data
    }

    private static func run(_ executable: String, _ arguments: [String], complaints: URL, deadline: Duration)
        throws(ConfigurationError) -> Int32
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: complaints.path) ?? FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw ConfigurationError(line: "\(executable) cannot be started: \(error.localizedDescription)")
        }
        let end = ContinuousClock.now + deadline
        while process.isRunning {
            guard ContinuousClock.now < end else {
                // A child takes over the blocked signals of the thread that starts it; this one is never blocked.
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                throw ConfigurationError(line: "dot did not end within \(deadline); the graph is too large for it")
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return process.terminationStatus
    }

    private static func executable(_ program: String, on path: String) -> String? {
        path.split(separator: ":").map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
