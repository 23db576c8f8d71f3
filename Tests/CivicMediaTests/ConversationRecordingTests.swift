import CivicCore
import CivicDSP
import CivicMedia
import Foundation
import Synchronization
import Testing

@Suite("Recording a conversation", .serialized)
struct ConversationRecordingTests {
    private static let token = PlaybackToken(value: 77)

    private func report(in test: EngineHarness) async throws -> RecordingReport {
        var report: RecordingReport?
        _ = await test.wait {
            for case .conversationRecorded(_, Self.token, let told) in test.news { report = told }
            return report != nil
        }
        return try #require(report)
    }

    @Test("each party is on a track of its own, both on one clock, and the file has its name only when it is complete")
    func twoTracks() async throws {
        let folder = try RecordingFolder()
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge, FarEnd.tone(600))
            let (_, b) = try test.call(in: bridge, FarEnd.tone(1100))
            #expect(await test.wait { a.sofar.audio.count > 4000 && b.sofar.audio.count > 4000 })
            test.engine.recordBridge(
                bridge, to: folder.file("call.wav"), format: .wav, left: .voice(of: citizen),
                right: .heard(by: citizen), token: Self.token)
            #expect(await test.wait { folder.size("call.wav.part") > 12_000 })
            #expect(!folder.exists("call.wav"))
            test.engine.stopRecordingBridge(bridge)
            let report = try await report(in: test)
            #expect(report.end == .stopped)
            #expect(report.masked.isEmpty)
            #expect(!folder.exists("call.wav.part"))
            let wav = try folder.wav("call.wav")
            #expect(wav.channels == 2 && wav.format == .alaw && wav.sampleRate == 8000)
            #expect(report.duration == .microseconds(wav.frameCount * 125))
            let last = wav.frameCount - 3200
            #expect(share(of: 600, in: wav.track(0)[last...]) > 0.98)
            #expect(share(of: 1100, in: wav.track(1)[last...]) > 0.98)
            #expect(try abs(probedSeconds(folder.file("call.wav")) - report.duration.inSeconds) < 0.001)
        }
    }

    @Test("what the citizen is sent is recorded: the prompt instead of the others, and all others without the citizen")
    func prompts() async throws {
        let folder = try RecordingFolder()
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge, FarEnd.tone(600))
            _ = try test.call(in: bridge, FarEnd.tone(1100))
            _ = try test.call(in: bridge, FarEnd.tone(1500))
            #expect(await test.wait { a.sofar.audio.count > 4000 })
            test.engine.play(
                [.tone(frequencies: [350], levelDBFS: -12, duration: .seconds(60))], to: citizen,
                token: PlaybackToken(value: 1), loop: true, interruptible: false)
            #expect(await test.wait { share(of: 350, in: a.sofar.audio.suffix(1600)) > 0.98 })
            test.engine.recordBridge(
                bridge, to: folder.file("call.wav"), format: .wav, left: .heard(by: citizen),
                right: .voices(exceptOf: citizen), token: Self.token)
            #expect(await test.wait { folder.size("call.wav.part") > 12_000 })
            test.engine.closeBridge(bridge)  // the end of the conversation is the end of the recording
            _ = try await report(in: test)
            let wav = try folder.wav("call.wav")
            try #require(wav.track(1).count >= 4800)
            let right = wav.track(1)[1600..<4800]
            #expect(share(of: 350, in: wav.track(0)[1600..<4800]) > 0.98)
            #expect(share(of: 1100, in: right) > 0.45 && share(of: 1500, in: right) > 0.45)
            #expect(share(of: 600, in: right) < 0.01)
        }
    }

    @Test("under the mask stands silence, of a length that is told and marked, and it ends by its deadline")
    func mask() async throws {
        let folder = try RecordingFolder()
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge, FarEnd.tone(600))
            _ = try test.call(in: bridge, FarEnd.tone(1100))
            #expect(await test.wait { a.sofar.audio.count > 4000 })
            test.engine.recordBridge(
                bridge, to: folder.file("call.wav"), format: .wav, left: .voice(of: citizen),
                right: .voices(exceptOf: citizen), token: Self.token)
            #expect(await test.wait { folder.size("call.wav.part") > 8_000 })
            test.engine.maskRecording(of: bridge, for: .milliseconds(400))
            #expect(await test.wait { folder.size("call.wav.part") > 24_000 })
            test.engine.stopRecordingBridge(bridge)
            let report = try await report(in: test)
            let stretch = try #require(report.masked.first)
            #expect(report.masked.count == 1)
            #expect(abs(report.maskedDuration.milliseconds - 400) <= 20)  // a frame, where the order came between two
            let wav = try folder.wav("call.wav")
            let masked = stretch.start..<stretch.start + stretch.length
            try #require(wav.frameCount > masked.upperBound + 1600)
            for track in [wav.track(0), wav.track(1)] {
                #expect(track[masked].allSatisfy { abs($0) <= 8 })
                #expect(track[..<masked.lowerBound].suffix(800).contains { abs($0) > 4000 })
                #expect(track[masked.upperBound...].prefix(800).contains { abs($0) > 4000 })
            }
            // The cue point in the file, and a reader that is not ours.
            let cue = try #require(try folder.bytes("call.wav").firstRange(of: Array("cue ".utf8)))
            let place = try folder.bytes("call.wav")[cue.lowerBound + 32..<cue.lowerBound + 36]
            #expect(place.reversed().reduce(0) { $0 << 8 | Int($1) } == stretch.start)
            #expect(try abs(probedSeconds(folder.file("call.wav")) - report.duration.inSeconds) < 0.001)
            #expect(try run("soxi", "-s", folder.file("call.wav")).output.contains("\(wav.frameCount)"))
        }
    }

    @Test("a mask is taken away before its deadline")
    func unmask() async throws {
        let folder = try RecordingFolder()
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge, FarEnd.tone(600))
            #expect(await test.wait { a.sofar.packets.count > 10 })
            test.engine.recordBridge(
                bridge, to: folder.file("call.wav"), format: .wav, left: .voice(of: citizen),
                right: .heard(by: citizen), token: Self.token)
            test.engine.maskRecording(of: bridge, for: .seconds(3600))
            #expect(await test.wait { folder.size("call.wav.part") > 8_000 })
            test.engine.maskRecording(of: bridge, for: .zero)
            #expect(await test.wait { folder.size("call.wav.part") > 24_000 })
            test.engine.stopRecordingBridge(bridge)
            let report = try await report(in: test)
            #expect(report.masked.count == 1)
            #expect(try share(of: 600, in: folder.wav("call.wav").track(0).suffix(1600)) > 0.98)
        }
    }

    @Test("a disk that stands still costs the file some frames, which are counted and silent, and the tick nothing")
    func slowDisk() async throws {
        let folder = try RecordingFolder()
        let isStuck = Atomic<Bool>(false)
        let slow = RecordingDisk { bytes, offset, descriptor in
            while isStuck.load(ordering: .acquiring) { usleep(1000) }
            return RecordingDisk.system.write(bytes, offset, descriptor)
        }
        try await withEngine(configure: {
            $0.recordingDisk = slow
            $0.recordingBuffer = .milliseconds(160)
        }) { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge, FarEnd.tone(600))
            #expect(await test.wait { a.sofar.packets.count > 10 })
            test.engine.recordBridge(
                bridge, to: folder.file("call.wav"), format: .wav, left: .voice(of: citizen),
                right: .heard(by: citizen), token: Self.token)
            #expect(await test.wait { folder.size("call.wav.part") > 8_000 })
            isStuck.store(true, ordering: .releasing)
            #expect(await test.wait { test.engine.counters().recorderFramesDropped >= 10 })
            let (phases, packets) = (test.engine.counters().phases, a.sofar.packets.count)
            #expect(
                await test.wait {
                    test.engine.counters().phases > phases + 200 && a.sofar.packets.count > packets + 10
                })
            isStuck.store(false, ordering: .releasing)
            let size = folder.size("call.wav.part")
            #expect(await test.wait { folder.size("call.wav.part") > size + 16_000 })
            test.engine.stopRecordingBridge(bridge)
            let report = try await report(in: test)
            let lost = test.engine.counters().recorderFramesDropped
            #expect(report.dropped >= .milliseconds(20 * lost))  // and ticks that the machine did not run
            let wav = try folder.wav("call.wav")
            #expect(report.duration == .microseconds(wav.frameCount * 125))
            let silent = stride(from: 0, to: wav.frameCount, by: 160).count {
                wav.track(0)[$0..<$0 + 160].allSatisfy { abs($0) <= 8 }
            }
            #expect(silent >= lost)
            #expect(share(of: 600, in: wav.track(0).suffix(1600)) > 0.98)
        }
    }

    @Test("Opus in Ogg holds the two tracks apart and the time exactly, as readers that are not ours see it")
    func opus() async throws {
        let folder = try RecordingFolder()
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge, FarEnd.tone(600))
            _ = try test.call(in: bridge, FarEnd.tone(1100))
            #expect(await test.wait { a.sofar.audio.count > 4000 })
            test.engine.recordBridge(
                bridge, to: folder.file("call.opus"), format: .opus, left: .voice(of: citizen),
                right: .heard(by: citizen), token: Self.token)
            #expect(await test.wait { folder.size("call.opus.part") > 4_000 })
            test.engine.stopRecordingBridge(bridge)
            let report = try await report(in: test)
            let info = try run("opusinfo", folder.file("call.opus"))
            #expect(info.status == 0 && !info.output.contains("WARNING"), "\(info.output)")
            let decoded = try run(
                "ffmpeg", "-v", "error", "-c:a", "libopus", "-i", folder.file("call.opus"), "-ar", "8000",
                folder.file("back.wav"))
            #expect(decoded.status == 0 && decoded.output.isEmpty, "\(decoded.output)")
            let wav = try folder.wav("back.wav")
            try #require(wav.channels == 2)
            #expect(abs(Double(wav.frameCount) / 8000 - report.duration.inSeconds) < 0.002)
            let middle = 3200..<6400
            #expect(share(of: 600, in: wav.track(0)[middle]) > 0.97)
            #expect(share(of: 1100, in: wav.track(1)[middle]) > 0.97)
            #expect(share(of: 1100, in: wav.track(0)[middle]) < 1e-4)
        }
    }

    @Test(
        "a conversation that cannot be recorded goes on, and the failure is told", arguments: RecordingFormat.allCases)
    func failure(format: RecordingFormat) async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge, FarEnd.tone(600))
            test.engine.recordBridge(
                bridge, to: "/proc/nowhere/call", format: format, left: .voice(of: citizen),
                right: .heard(by: citizen), token: Self.token)
            #expect(try await report(in: test).end == .failed)
            let packets = a.sofar.packets.count
            #expect(await test.wait { a.sofar.packets.count > packets + 5 })
        }
    }
}
