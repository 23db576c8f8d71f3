import CivicDSP
import Foundation
import Testing

@Suite("A country's tones, played")
struct ProgressToneTests {
    @Test("plays China's busy tone: 450 Hz at -10 dBm0, 0.35 s on and off, without a click")
    func busy() throws {
        let samples = try #require(TonePlan.china[.busy]).samples(count: 16_000)
        for period in 0..<2 {
            let start = period * 5600
            let on = samples[(start + 80)..<(start + 2720)]
            #expect(abs(Level.dBm0(fromDBFS: level(of: on, at: 450)) - -10) < 0.1)
            #expect(samples[(start + 2800)..<(start + 5600)].allSatisfy { $0 == 0 })
        }
        let steepest = Level.sineAmplitude(dBFS: Level.dBFS(fromDBm0: -10)) * 2 * Double.pi * 450 / 8000 * 1.05
        let jumps = zip(samples, samples.dropFirst()).map { abs(Double($1) - Double($0)) }
        #expect((jumps.max() ?? 0) <= steepest)
    }

    @Test("sounds at once share the level, and a modulated one has it on the whole")
    func sounds() {
        for sound in [ToneSound([350, 440]), ToneSound([400, 425, 450]), ToneSound([400], modulation: 25)] {
            let samples = ProgressTone(steady: sound, level: -13).samples(count: 16_080)
            let whole = Level.dBm0(fromDBFS: Level.dBFS(of: Array(samples[80...]).span))
            #expect(abs(whole - -13) < 0.1, "\(sound)")
            for line in sound.lines {
                let share = level(of: samples[80...], at: line.frequency) - Level.dBFS(fromDBm0: -13)
                #expect(abs(share - 20 * log10(line.amplitude)) < 0.2, "\(sound) at \(line.frequency) Hz")
            }
        }
    }

    @Test("plays sounds in turn")
    func turns() {
        let tone = ProgressTone(steps: [
            .init(ToneSound([950]), 330), .init(ToneSound([1400]), 330), .init(ToneSound([1800]), 330),
            .init(.silence, 1000),
        ])
        let samples = tone.samples(count: 2 * 15_920)
        for start in [0, 15_920] {
            for (index, frequency) in [950.0, 1400, 1800].enumerated() {
                let part = samples[(start + index * 2640 + 80)..<(start + (index + 1) * 2640 - 80)]
                #expect(abs(Level.dBm0(fromDBFS: level(of: part, at: frequency)) - -10) < 0.1)
            }
        }
    }

    @Test("frames join as if it were one piece")
    func frames() throws {
        let tone = try #require(TonePlan.china[.congestion])
        let whole = tone.samples(count: 12_000)
        var generator = ProgressToneGenerator(tone)
        var pieces: [Int16] = []
        var frame = [Int16](repeating: 0, count: 160)
        for _ in 0..<75 {
            var output = frame.mutableSpan
            generator.generate(into: &output)
            pieces += frame
        }
        #expect(zip(whole, pieces).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
}
