import CivicCore
import CivicDSP
import CivicMedia
import Foundation
import Testing

@Suite("Who hears whom", .serialized)
struct BridgeTests {
    @Test("sixteen parties at full scale neither wrap nor are cut off: their sum is turned down")
    func fullScale() async throws {
        // Without cancellers: what everybody says here is what everybody hears, as an echo would be.
        try await withEngine(pairs: 24, configure: { $0.echoCancellers = 0 }) { test in
            let bridge = try test.engine.openBridge()
            var ears: [FarEnd] = []
            // All 200 Hz and in no phase in particular: the sum of fifteen is a tone of many times full scale.
            for _ in 0..<MediaEngine.partiesPerBridge {
                ears.append(try test.call(in: bridge, FarEnd.tone(200, amplitude: 32_000)).1)
            }
            #expect(await test.wait { ears.allSatisfy { $0.sofar.audio.count > 12_000 } })
            for ear in ears {
                let audio = Array(ear.sofar.audio.suffix(3200))
                let steps = zip(audio, audio.dropFirst()).map { abs(Int($1) - Int($0)) }
                // A tone of 200 Hz at full scale moves by 5,150 a sample; A-law adds half a step of 1,024 twice. What
                // wraps jumps by 65,536; what is cut off moves far more than a tone of its height.
                #expect(steps.max() ?? .max <= 6_200)
                #expect(audio.map { abs(Int($0)) }.max() ?? 0 > 20_000)
                #expect(share(of: 200, in: audio) > 0.97)
            }
        }
    }

    @Test("a whisper is heard by the agent and not by the citizen, who goes on hearing the agent; a barge by both")
    func whisper() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (citizen, a) = try test.call(in: bridge, FarEnd.tone(500))
            let (agent, b) = try test.call(in: bridge, FarEnd.tone(900))
            let (supervisor, c) = try test.call(in: bridge, FarEnd.tone(1400))
            test.engine.hear(citizen, supervisor, gain: 0)
            func shares(_ ear: FarEnd) -> [Double] {
                let audio = ear.sofar.audio.suffix(3200)
                return [500, 900, 1400].map { share(of: $0, in: audio) }
            }
            #expect(
                await test.wait {
                    shares(a)[1] > 0.98 && shares(b)[0] > 0.45 && shares(b)[2] > 0.45 && shares(c)[0] > 0.45
                })
            #expect(shares(a)[2] < 1e-3)
            // Listening: heard by nobody, hears both.
            test.engine.hear(agent, supervisor, gain: 0)
            #expect(await test.wait { shares(b)[0] > 0.98 && shares(b)[2] < 1e-3 && shares(c)[1] > 0.45 })
            // Barging in, at half the level.
            test.engine.hear(citizen, supervisor, gain: 0.5)
            test.engine.hear(agent, supervisor, gain: 1)
            #expect(await test.wait { shares(b)[2] > 0.45 && abs(shares(a)[2] - 0.2) < 0.03 })
        }
    }

    /// A change of whatever kind while a steady tone is heard: no sample moves further than the tone, the ramp and the
    /// codec's rounding make it, where a hard switch would jump by up to the tone's height.
    @Test(
        "no change clicks: gain, hold, prompt, loop and leaving",
        arguments: ["gain", "hold", "prompt", "loop", "leave"])
    func noClick(change: String) async throws {
        // Where the machine does not run the far end in time, frames are made up, and these may step.
        for _ in 0..<5 {
            let (audio, wasConcealed) = try await listen(to: change)
            if wasConcealed { continue }
            #expect(audio.contains { abs($0) > 8000 })
            let steps = zip(audio, audio.dropFirst()).map { abs(Int($1) - Int($0)) }
            // The tone moves by 500 a sample, a step of 12,000 let go over 40 samples by 300; A-law's steps are 512.
            let most = 500 + 300 + 512 + 64
            #expect(steps.max() ?? .max <= most)
            return
        }
        Issue.record("the machine never ran the far end in time")
    }

    /// What a party hears of a steady tone while things change, and whether any frame of it was made up.
    private func listen(to change: String) async throws -> ([Int16], Bool) {
        var heard: [Int16] = []
        var concealed = 0
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (listener, ear) = try test.call(in: bridge) { _ in .audio([Int16](repeating: 0, count: 160)) }
            // 53 Hz: no two frames end in the same place of the wave.
            let (speaker, _) = try test.call(in: bridge, FarEnd.tone(53, amplitude: 12_000))
            #expect(await test.wait { ear.sofar.audio.suffix(160).contains { abs($0) > 8000 } })
            ear.forget()
            #expect(await test.wait { ear.sofar.audio.count > 800 })
            concealed = test.engine.counters().concealedFrames
            for round in 1...(change == "leave" ? 1 : 4) {
                for isOn in [true, false] {
                    switch change {
                    case "gain": test.engine.hear(listener, speaker, gain: isOn ? 0 : 1)
                    case "hold": test.engine.setHeld(listener, isOn)
                    case "loop": test.engine.loopBack(listener, isOn)
                    case "prompt" where isOn:
                        test.engine.play(
                            [.pause(milliseconds: 1000)], to: listener, token: PlaybackToken(value: 1), loop: true,
                            interruptible: false)
                    case "prompt": test.engine.stopPlaying(listener)
                    default: test.engine.close(speaker)
                    }
                    let count = ear.sofar.audio.count
                    #expect(await test.wait { ear.sofar.audio.count > count + 1600 + 37 * round })
                }
            }
            heard = ear.sofar.audio
            concealed = test.engine.counters().concealedFrames - concealed
        }
        return (heard, concealed > 0)
    }
}
