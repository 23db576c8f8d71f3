import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

@Suite("The media engine over real sockets", .serialized)
struct MediaEngineTests {
    private static func sine(_ frequency: Double, seconds: Double) -> [Int16] {
        (0..<Int(seconds * 8000)).map { Int16(8000 * sin(2 * .pi * frequency * Double($0) / 8000)) }
    }

    @Test("a prompt of clip, pause and tone is heard at the far end, then silence, and its end is told")
    func prompt() async throws {
        try await withEngine(clips: ["zh-CN/welcome": Self.sine(400, seconds: 0.2)]) { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            test.engine.play(
                [
                    .clip("zh-CN/welcome"), .clip("missing"), .pause(milliseconds: 100),
                    .tone(frequencies: [1800], levelDBFS: -12, duration: .milliseconds(200)),
                ], to: leg, token: PlaybackToken(value: 7), loop: false, interruptible: true)
            let ended = await test.wait {
                test.news.contains {
                    if case .playbackEnded(leg, let token, .finished) = $0 { token.value == 7 } else { false }
                }
            }
            #expect(ended)
            #expect(await test.wait { far.sofar.audio.suffix(800).allSatisfy { abs($0) < 16 } })
            let audio = far.sofar.audio
            let start = try #require(audio.firstIndex { abs($0) > 500 })
            try #require(audio.count > start + 4000)
            #expect(share(of: 400, in: audio[start..<start + 1500]) > 0.99)
            #expect(audio[start + 1700..<start + 2300].allSatisfy { abs($0) < 16 })
            let tone = audio[start + 2500..<start + 3900]
            #expect(share(of: 1800, in: tone) > 0.99)
            let level = tone.map { Double($0) * Double($0) }.reduce(0, +) / Double(tone.count)
            #expect(abs(Level.dBFS(meanSquare: level) + 12) < 0.5)
            #expect(test.engine.counters().unknownClips == 1)
            // One stream: numbers and timestamps go up evenly.
            let packets = far.sofar.packets
            #expect(zip(packets, packets.dropFirst()).allSatisfy { $1.sequence &- $0.sequence == 1 })
            #expect(zip(packets, packets.dropFirst()).allSatisfy { $1.timestamp &- $0.timestamp == 160 })
            #expect(packets.first?.marker == true)
        }
    }

    @Test("a µ-law leg hears the same prompt")
    func muLaw() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            var plan = test.plan(for: far)
            plan.codec = .pcmu
            test.engine.connect(leg, plan)  // the far end reads A-law, so it hears a distorted tone: look at the level
            test.engine.play(
                [.tone(frequencies: [500], levelDBFS: -10, duration: .seconds(5))], to: leg,
                token: PlaybackToken(value: 1), loop: false, interruptible: false)
            #expect(await test.wait { far.sofar.audio.suffix(1600).contains { abs($0) > 500 } })
        }
    }

    @Test("two legs of a bridge hear each other and not themselves, and a gain of 0 parts them")
    func bridge() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (first, a) = try test.call(in: bridge, FarEnd.tone(600))
            let (second, b) = try test.call(in: bridge, FarEnd.tone(1100))
            #expect(await test.wait { a.sofar.audio.count > 4000 && b.sofar.audio.count > 4000 })
            #expect(share(of: 1100, in: a.sofar.audio.suffix(1600)) > 0.98)
            #expect(share(of: 600, in: b.sofar.audio.suffix(1600)) > 0.98)
            test.engine.hear(first, second, gain: 0)
            #expect(await test.wait { a.sofar.audio.suffix(1600).allSatisfy { abs($0) < 16 } })
            #expect(share(of: 600, in: b.sofar.audio.suffix(1600)) > 0.98)
        }
    }

    @Test("three parties: each hears the sum of the two others")
    func conference() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (_, a) = try test.call(in: bridge, FarEnd.tone(500))
            _ = try test.call(in: bridge, FarEnd.tone(900))
            _ = try test.call(in: bridge, FarEnd.tone(1400))
            #expect(
                await test.wait {
                    let audio = a.sofar.audio.suffix(1600)
                    return share(of: 900, in: audio) > 0.45 && share(of: 1400, in: audio) > 0.45
                })
            #expect(share(of: 500, in: a.sofar.audio.suffix(1600)) < 0.01)
        }
    }

    @Test("a party that is looped back hears itself")
    func loop() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(700))
            test.engine.loopBack(leg, true)
            #expect(await test.wait { share(of: 700, in: far.sofar.audio.suffix(1600)) > 0.98 })
        }
    }
}
