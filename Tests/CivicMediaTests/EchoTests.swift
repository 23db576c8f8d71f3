import CivicCore
import CivicDSP
import CivicMedia
import Foundation
import Testing

@Suite("Our own voice, come back", .serialized)
struct EchoTests {
    @Test("a line that sends our prompt back 120 ms later gets a canceller, and the other party hears it no more")
    func cancels() async throws {
        let (without, never) = try await heardByTheOther(echoCancellers: 0)
        let (with, frames) = try await heardByTheOther(echoCancellers: 4)
        #expect(never == 0)
        #expect(frames > 100)
        #expect(without > -45, "the echo is there when nobody takes it away")
        #expect(with < without - 20)
    }

    @Test("a line without an echo is looked at for a while, and what it has borrowed goes to the next one")
    func givesBack() async throws {
        try await withEngine(clips: ["talk": Self.talk(seconds: 14)], pairs: 8) {
            $0.echoCancellers = 1
        } _: { test in
            let bridge = try test.engine.openBridge()
            // Nothing comes back but a faint noise.
            let murmur: @Sendable (Int) -> FarEnd.Frame = { tick in
                .audio(Signal.whiteNoise(level: -75, count: 160, seed: UInt64(tick)))
            }
            let (first, a) = try test.call(in: bridge, murmur)
            #expect(await test.wait { a.sofar.packets.count > 5 })
            test.engine.play(
                [.clip("talk")], to: first, token: PlaybackToken(value: 1), loop: true, interruptible: false)
            try await Task.sleep(for: .milliseconds(9_500))
            // The one observer is free again: a second line's echo is found although the first still speaks.
            let other = try test.engine.openBridge()
            let (second, b) = try test.call(in: other)
            Self.reflect(b, delay: 960)
            test.engine.play(
                [.clip("talk")], to: second, token: PlaybackToken(value: 2), loop: true, interruptible: false)
            #expect(await test.wait { test.engine.counters().cancelledFrames > 50 })
        }
    }

    // The jitter buffer finds its depth in the first seconds, and each change of it moves the echo.
    /// Level in dBFS that a second party hears in the last second of a prompt to the first, and frames cancelled.
    private func heardByTheOther(echoCancellers: Int) async throws -> (Double, Int) {
        var result = (0.0, 0)
        try await withEngine(clips: ["talk": Self.talk(seconds: 12)], pairs: 8) {
            $0.echoCancellers = echoCancellers
        } _: { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge)
            Self.reflect(a, delay: 960)
            let (_, b) = try test.call(in: bridge, FarEnd.tone(440, amplitude: 0))
            #expect(await test.wait { a.sofar.packets.count > 5 && b.sofar.packets.count > 5 })
            test.engine.play(
                [.clip("talk")], to: citizen, token: PlaybackToken(value: 1), loop: true, interruptible: false)
            try await Task.sleep(for: .milliseconds(11_000))
            let tail = Array(b.sofar.audio.suffix(8_000))
            result = (Level.dBFS(of: tail.span), test.engine.counters().cancelledFrames)
        }
        return result
    }

    /// Makes a far end send back what it hears, 10 dB down and `delay` samples later.
    private static func reflect(_ far: FarEnd, delay: Int) {
        far.say { [weak far] tick in
            let heard = far?.sofar.audio ?? []
            let start = tick * 160 - delay - 1_600
            let frame = (start..<start + 160).map { index in
                heard.indices.contains(index) ? Int16(Double(heard[index]) * 0.316) : 0
            }
            return .audio(frame)
        }
    }

    /// Noise in syllables: broad-band, and with the rhythm of speech.
    private static func talk(seconds: Int) -> [Int16] {
        let noise = Signal.whiteNoise(level: -16, count: seconds * 8_000, seed: 7)
        return noise.enumerated().map { index, sample in
            let swell = 0.5 + 0.5 * sin(2 * .pi * 4 * Double(index) / 8_000)
            return Int16(Double(sample) * swell)
        }
    }
}
