import Foundation
import Testing

/// The tick under RealtimeSanitizer, which the toolchain has as a static library: `clang` makes a shared one of it, and
/// the bench's `exercise` runs with that loaded before.
@Suite(.serialized) struct RealtimeTests {
    /// Built beside the test bundle.
    private static let bench = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0])
        .deletingLastPathComponent().appendingPathComponent("civicline-bench")

    @Test("in the tick nothing takes memory, locks or waits, whatever is asked of the engine")
    func tickIsRealtime() throws {
        let run = try Self.exercise([])
        #expect(run.status == 0, "\(run.output.suffix(4000))")
        #expect(run.output.contains("watched"), "\(run.output.suffix(4000))")
    }

    @Test("the sanitizer is awake: memory taken within a bracket ends the program with a report")
    func sanitizerSees() throws {
        let run = try Self.exercise(["--offend"])
        #expect(run.status != 0)
        #expect(run.output.contains("RealtimeSanitizer"))
        #expect(run.output.contains("unsafe-library-call"))
    }

    private static func exercise(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("civicline-rtsan-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let library = folder.appendingPathComponent("librtsan.so")
        let archive = try archive()
        let made = try run(
            archive.clang,
            ["-shared", "-o", library.path, "-Wl,--whole-archive", archive.path, "-Wl,--no-whole-archive", "-lm"])
        try #require(made.status == 0, "clang could not link RealtimeSanitizer: \(made.output)")
        return try run(
            bench.path, ["exercise"] + arguments,
            environment: ["LD_PRELOAD": library.path, "RTSAN_OPTIONS": "symbolize=0"])
    }

    /// The sanitizer's archive and the compiler beside it, from what `swiftc` says of its own place.
    private static func archive() throws -> (path: String, clang: String) {
        let told = try run("/usr/bin/env", ["swiftc", "-print-target-info"])
        let target = try JSONDecoder().decode(TargetInfo.self, from: Data(told.output.utf8))
        let usr = URL(fileURLWithPath: target.paths.runtimeResourcePath)
            .deletingLastPathComponent().deletingLastPathComponent()
        let versions = usr.appendingPathComponent("lib/clang")
        let name = "libclang_rt.rtsan-\(target.target.arch).a"
        let found = try FileManager.default.contentsOfDirectory(atPath: versions.path)
            .map { versions.appendingPathComponent("\($0)/lib/linux/\(name)").path }
            .first { FileManager.default.fileExists(atPath: $0) }
        let path = try #require(
            found, "the toolchain at \(usr.path) has no \(name): install a Swift toolchain with the sanitizers")
        return (path, usr.appendingPathComponent("bin/clang").path)
    }

    private struct TargetInfo: Decodable {
        struct Target: Decodable { var arch: String }
        struct Paths: Decodable { var runtimeResourcePath: String }
        var target: Target
        var paths: Paths
    }

    private static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
