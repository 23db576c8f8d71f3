import CivicDSP
import CivicMedia
import Testing

@Suite("A country's tones, played to a leg")
struct ToneStretchesTests {
    @Test("the configured country's busy tone is heard with its cadence, in whole periods, and ends")
    func busy() async throws {
        try await withEngine(configure: { $0.tones = .china }) { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            test.engine.play(
                [.progress("busy", duration: .milliseconds(2200)), .progress("no-such-tone", duration: .seconds(1))],
                to: leg, token: PlaybackToken(value: 3), loop: false, interruptible: true)
            let ended = await test.wait {
                test.news.contains { if case .playbackEnded(leg, _, .finished) = $0 { true } else { false } }
            }
            #expect(ended)
            let audio = far.sofar.audio
            let start = try #require(audio.firstIndex { abs($0) > 500 })
            try #require(audio.count > start + 16_000)
            // Three periods of 0.7 s, each with 0.35 s of 450 Hz.
            for period in 0..<3 {
                let begin = start + period * 5600
                #expect(share(of: 450, in: audio[begin + 80..<begin + 2700]) > 0.99)
                let pause = audio[begin + 2880..<min(audio.count, begin + 5500)]
                #expect(pause.allSatisfy { abs($0) < 16 })
            }
            #expect(audio[(start + 16_700)...].allSatisfy { abs($0) < 16 })
        }
    }
}
