import CivicCore
import CivicDSP
import CivicMedia
import Foundation
import Testing

/// Names the folder into which a child process records until it is killed.
private let crashFolder = "CIVICLINE_TEST_RECORDS_INTO"

@Suite("Recordings and crashes", .serialized)
struct RecordingCrashTests {
    /// Runs in the child only.
    @Test("a child records until it is killed", .enabled(if: ProcessInfo.processInfo.environment[crashFolder] != nil))
    func childRecords() async throws {
        let folder = try #require(ProcessInfo.processInfo.environment[crashFolder])
        try await withEngine { test in
            for format in RecordingFormat.allCases {
                let bridge = try test.engine.openBridge()
                let (leg, _) = try test.call(in: bridge, FarEnd.tone(600))
                test.engine.recordBridge(
                    bridge, to: "\(folder)/call.\(format)", format: format, left: .voice(of: leg),
                    right: .heard(by: leg), token: PlaybackToken(value: 1))
                if format == .wav {
                    test.engine.record(
                        leg, to: "\(folder)/message.wav", token: PlaybackToken(value: 2), longest: .seconds(600),
                        silence: nil, stopOnKey: false)
                }
            }
            _ = await test.wait { false }
        }
    }

    @Test("what a killed process leaves plays as it stands, and is completed and named at the next start")
    func killed() async throws {
        let folder = try RecordingFolder()
        let child = Process()
        let own = try String(contentsOfFile: "/proc/self/cmdline", encoding: .utf8).split(separator: "\0")
            .map(String.init)
        child.executableURL = URL(
            filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        child.arguments = Self.withoutFilters(own.dropFirst()) + ["--filter", "childRecords"]
        child.environment = ProcessInfo.processInfo.environment.merging([crashFolder: folder.path]) { $1 }
        child.standardOutput = FileHandle.nullDevice
        child.standardError = FileHandle.nullDevice
        try child.run()
        let names = ["call.opus", "call.wav", "message.wav"]
        let deadline = ContinuousClock.now + .seconds(30)
        while !(folder.size("call.opus.part") > 5_000 && folder.size("call.wav.part") > 30_000
            && folder.size("message.wav.part") > 30_000), child.isRunning, ContinuousClock.now < deadline
        {
            try? await Task.sleep(for: .milliseconds(5))
        }
        try #require(child.isRunning)
        kill(child.processIdentifier, SIGKILL)
        child.waitUntilExit()

        var seconds: [String: Double] = [:]
        for name in names {
            let copy = "as-it-stands-\(name)"
            try FileManager.default.copyItem(atPath: folder.file(name + ".part"), toPath: folder.file(copy))
            seconds[name] = try probedSeconds(folder.file(copy))
            #expect(try #require(seconds[name]) > 1)
            if name.hasSuffix("wav") {
                let sox = try run("sox", folder.file(copy), "-n", "stat")
                #expect(sox.status == 0 && !sox.output.contains("WARN"), "\(sox.output)")
            }
        }

        let recovered = RecordingLeftovers.complete(in: folder.path)
        #expect(recovered.map(\.file) == names.map(folder.file))
        for (name, found) in zip(names, recovered) {
            let duration = try #require(found.duration).inSeconds
            #expect(!folder.exists(name + ".part"))
            #expect(duration >= (seconds[name] ?? .infinity) - 0.01)
            #expect(try abs(probedSeconds(folder.file(name)) - duration) < 0.01)
        }
        #expect(try share(of: 600, in: folder.wav("call.wav").track(0).suffix(1600)) > 0.98)
        #expect(try run("opusinfo", folder.file("call.opus")).output.contains("WARNING") == false)
        #expect(RecordingLeftovers.complete(in: folder.path).isEmpty)
    }

    private static func withoutFilters(_ arguments: some Collection<String>) -> [String] {
        var kept: [String] = []
        var skips = false
        for argument in arguments {
            if skips || ["--filter", "--skip"].contains(argument) {
                skips.toggle()
            } else {
                kept.append(argument)
            }
        }
        return kept
    }

    @Test("a torn block at the end of a WAV file is cut off")
    func tornWAV() throws {
        let folder = try RecordingFolder()
        let header = WAVHeader(format: .alaw, sampleRate: 8000, channels: 2)
        let bytes = header.bytes(dataLength: 2) + [UInt8](repeating: 0xD5, count: 16_001)
        try Data(bytes).write(to: URL(filePath: folder.file("a.wav.part")))
        #expect(
            RecordingLeftovers.complete(in: folder.path) == [
                RecoveredRecording(file: folder.file("a.wav"), duration: .seconds(1))
            ])
        #expect(try folder.wav("a.wav").frameCount == 8000)
        #expect(folder.size("a.wav") == header.length + 16_000)
    }

    @Test(
        "what holds nothing, or is nothing of ours, stays aside",
        arguments: [[], Array("RIFF".utf8), [UInt8](repeating: 0x4F, count: 60), Array("OggS".utf8)])
    func useless(bytes: [UInt8]) throws {
        let folder = try RecordingFolder()
        try Data(bytes).write(to: URL(filePath: folder.file("a.opus.part")))
        #expect(
            RecordingLeftovers.complete(in: folder.path) == [
                RecoveredRecording(file: folder.file("a.opus"), duration: nil)
            ])
        #expect(try folder.bytes("a.opus.part") == bytes)
        #expect(!folder.exists("a.opus"))
    }

    @Test("a complete recording is never written over by a leftover of its name")
    func nameTaken() throws {
        let folder = try RecordingFolder()
        let header = WAVHeader(format: .alaw, sampleRate: 8000, channels: 2)
        let bytes = header.bytes(dataLength: 0) + [UInt8](repeating: 0xD5, count: 160)
        try Data(bytes).write(to: URL(filePath: folder.file("a.wav.part")))
        try Data([1, 2, 3]).write(to: URL(filePath: folder.file("a.wav")))
        #expect(RecordingLeftovers.complete(in: folder.path).first?.duration == nil)
        #expect(try folder.bytes("a.wav") == [1, 2, 3])
        #expect(folder.exists("a.wav.part"))
    }
}
