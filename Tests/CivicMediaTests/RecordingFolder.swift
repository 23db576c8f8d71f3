import CivicDSP
import Foundation
import Testing

/// A folder that goes with the test.
final class RecordingFolder {
    let path = FileManager.default.temporaryDirectory.appending(path: "civic-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
    func bytes(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(filePath: file(name)))) }
    func size(_ name: String) -> Int { (try? bytes(name).count) ?? 0 }

    func wav(_ name: String) throws -> WAVFile { try WAVFile(parsing: bytes(name)) }
}

extension WAVFile {
    /// One of the channels.
    func track(_ index: Int) -> [Int16] { (0..<frameCount).map { samples[$0 * channels + index] } }
}

/// Runs another program's command and gives what it wrote, both streams.
func run(_ tool: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// Length in seconds, as ffprobe reads it.
func probedSeconds(_ file: String) throws -> Double {
    let result = try run(
        "ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "default=nw=1:nk=1", file)
    return try #require(Double(result.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(result.output)")
}
