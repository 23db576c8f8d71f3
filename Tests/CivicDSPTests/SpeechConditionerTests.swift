import CivicDSP
import Foundation
import Testing

@Suite("Noise reduction and gain on a leg")
struct SpeechConditionerTests {
    @Test("brings quiet and loud speech to the target within four seconds", arguments: [-38.0, -30, -14])
    func target(level: Double) throws {
        let speech = speech(12_000, level: Level.dBm0(fromDBFS: level), seed: 4)
        let out = try conditioned(speech, agc: .init(target: -23, maxGain: 20), noiseReduction: nil)
        let before = try #require(Loudness.activeLevel(of: Array(out[32_000...])))
        #expect(abs(before - -23) < 2.5, "\(before) dBFS after 4 s")
        // As it comes in, the first half second is still near what it was.
        let early = try #require(Loudness.activeLevel(of: Array(out[..<4000])))
        #expect(abs(early - level) < 6)
    }

    @Test("raises no speech by more than it may")
    func maxGain() throws {
        let speech = speech(10_000, level: Level.dBm0(fromDBFS: -50), seed: 5)
        let out = try conditioned(speech, agc: .init(target: -23, maxGain: 9), noiseReduction: nil)
        let raised = Level.dBFS(of: Array(out[40_000...]).span) - Level.dBFS(of: Array(speech[40_000...]).span)
        #expect(abs(raised - 9) < 0.5)
    }

    @Test("never clips, also when a shout follows a whisper")
    func clipping() throws {
        let whisper = speech(6000, level: -40, seed: 6)
        let shout = speech(3000, level: -3, seed: 7).map { Int16(max(-32768, min(32767, Double($0) * 1.4))) }
        let out = try conditioned(whisper + shout, agc: .init(target: -15, maxGain: 30), noiseReduction: nil)
        #expect(out.allSatisfy { $0.magnitude <= 29_300 })
        #expect(out.contains { $0.magnitude > 20_000 })
    }

    @Test("noise in the pauses falls by what was asked for, and speech stays", arguments: [6.0, 12, 18])
    func noise(reduction: Double) throws {
        let count = 80_000
        let noise = Signal.whiteNoise(level: -50, count: count, seed: 8)
        let words = Signal.silence(count: 24_000) + speech(3000, level: -17, seed: 9)
        let out = try conditioned(
            Signal.mix(noise, words), agc: nil, noiseReduction: reduction)
        let pause = 60_000..<78_000
        let fall = Level.dBFS(of: Array(noise[pause]).span) - Level.dBFS(of: Array(out[pause]).span)
        #expect(abs(fall - reduction) < 2.5, "\(fall) dB")
        // A frame later, and no quieter than 1.5 dB.
        let spoken = 25_000..<47_000
        let loss = Level.dBFS(of: Array(words[spoken]).span) - Level.dBFS(of: Array(out[spoken]).span)
        #expect(abs(loss) < 1.5, "\(loss) dB")
    }

    @Test("pauses alone are not raised")
    func quiet() throws {
        let noise = Signal.whiteNoise(level: -58, count: 80_000, seed: 10)
        let out = try conditioned(noise, agc: .init(), noiseReduction: nil)
        #expect(abs(Level.dBFS(of: out.span) - -58) < 0.5)
    }

    @Test("keys before it are heard as ever, and after it as well")
    func keys() throws {
        var generator = try #require(DTMFGenerator(digits: "1597*#0", on: 80, off: 80))
        var keys = [Int16](repeating: 0, count: generator.totalLength)
        var output = keys.mutableSpan
        generator.generate(into: &output)
        let line = Signal.mix(
            Signal.silence(count: 16_000) + keys + Signal.silence(count: 4000),
            Signal.whiteNoise(level: -55, count: 30_000, seed: 11))
        var conditioner = try SpeechConditioner(agc: .init(), noiseReduction: 12)
        var before = DTMFDetector()
        var after = DTMFDetector()
        var heard = ("", "")
        for start in stride(from: 0, to: line.count - 159, by: 160) {
            var frame = Array(line[start..<start + 160])
            if case .started(let key, _) = before.process(frame.span) { heard.0.append(key) }
            var span = frame.mutableSpan
            conditioner.process(&span)
            if case .started(let key, _) = after.process(frame.span) { heard.1.append(key) }
        }
        #expect(heard.0 == "1597*#0")
        #expect(heard.1 == "1597*#0")
    }

    private func conditioned(
        _ samples: [Int16], agc: SpeechConditioner.AGC?, noiseReduction: Double?
    ) throws -> [Int16] {
        var conditioner = try SpeechConditioner(agc: agc, noiseReduction: noiseReduction)
        var out: [Int16] = []
        for start in stride(from: 0, to: samples.count - 159, by: 160) {
            var frame = Array(samples[start..<start + 160])
            var span = frame.mutableSpan
            conditioner.process(&span)
            out += frame
        }
        return out
    }
}
