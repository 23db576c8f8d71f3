import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

@Suite("Recordings of what a party says", .serialized)
struct EngineRecordingTests {
    @Test("a recording ends by a key, is told when its file is complete, and holds what was said")
    func recording() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "civic-\(UUID().uuidString)/message.wav").path
        defer { try? FileManager.default.removeItem(atPath: URL(filePath: file).deletingLastPathComponent().path) }
        try await withEngine(configure: { $0.recordingSyncInterval = .milliseconds(100) }) { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(800))
            #expect(await test.wait { far.sofar.packets.count > 10 })
            test.engine.record(
                leg, to: file, token: PlaybackToken(value: 9), longest: .seconds(20), silence: .seconds(5),
                stopOnKey: true)
            #expect(await test.wait { (try? Data(contentsOf: URL(filePath: file + ".part")).count) ?? 0 > 12_000 })
            // What a crash would leave behind plays up to the last time its header was put right.
            let meanwhile = try WAVFile(parsing: [UInt8](Data(contentsOf: URL(filePath: file + ".part"))))
            #expect(meanwhile.samples.count > 800)
            test.engine.injectDigit("#", from: leg)
            var told: (RecordingEnd, Duration, Bool)?
            #expect(
                await test.wait {
                    for case .recordingEnded(leg, PlaybackToken(value: 9), let end, let duration, let speech) in test
                        .news
                    {
                        told = (end, duration, speech)
                    }
                    return told != nil
                })
            #expect(told?.0 == .key("#"))
            #expect(told?.2 == true)
            let wav = try WAVFile(parsing: [UInt8](Data(contentsOf: URL(filePath: file))))
            #expect(wav.sampleRate == 8000 && wav.channels == 1)
            #expect(told?.1 == .microseconds(wav.samples.count * 125))
            try #require(wav.samples.count > 5000)
            #expect(share(of: 800, in: wav.samples[1600..<4800]) > 0.98)
        }
    }

    @Test("a silent recording ends by silence, heard no speech, and is as long as it took")
    func silentRecording() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "civic-\(UUID().uuidString).wav").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, _) = try test.call(in: bridge) { _ in .audio([Int16](repeating: 3, count: 160)) }
            test.engine.record(
                leg, to: file, token: PlaybackToken(value: 2), longest: .seconds(20), silence: .milliseconds(500),
                stopOnKey: true)
            #expect(
                await test.wait {
                    test.news.contains {
                        if case .recordingEnded(_, _, .silence, .milliseconds(500), heardSpeech: false) = $0 {
                            true
                        } else {
                            false
                        }
                    }
                })
        }
    }

    @Test("a recording that cannot be written fails, and says so")
    func failedRecording() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, _) = try test.call(in: bridge, FarEnd.tone(800))
            test.engine.record(
                leg, to: "/proc/nowhere/message.wav", token: PlaybackToken(value: 2), longest: .seconds(20),
                silence: nil, stopOnKey: false)
            #expect(
                await test.wait {
                    test.news.contains { if case .recordingEnded(_, _, .failed, _, _) = $0 { true } else { false } }
                })
        }
    }
}
