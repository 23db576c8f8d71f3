import CivicDSP
import Foundation
import Testing

@Suite("Tones and levels")
struct ToneTests {
    @Test("makes the frequencies and levels asked for", arguments: [[450.0], [350, 440], [1800], [697, 1633]])
    func generator(frequencies: [Double]) {
        var tone = ToneGenerator(frequencies: frequencies, level: -12)
        let samples = frames(of: &tone, count: 60).dropFirst(160)
        for frequency in frequencies {
            #expect(abs(level(of: samples, at: frequency) - -12) < 0.1)
            #expect(level(of: samples, at: frequency + 60) < -45)
        }
        let expected = -12 + 10 * log10(Double(frequencies.count))
        #expect(abs(Level.dBFS(of: Array(samples).span) - expected) < 0.1)
    }

    @Test("joins frames without a jump, and begins and ends without a click")
    func smooth() {
        var tone = ToneGenerator(frequencies: [450], level: -12)
        var samples = frames(of: &tone, count: 10)
        tone.stop()
        samples += frames(of: &tone, count: 2)
        #expect(tone.isSilent)
        // The steepest slope of a 450 Hz sine at -12 dBFS is 2π·450/8000 of its amplitude a sample.
        let steepest = Level.sineAmplitude(dBFS: -12) * 2 * Double.pi * 450 / 8000 * 1.05
        let jumps = zip(samples, samples.dropFirst()).map { abs(Double($1) - Double($0)) }
        #expect((jumps.max() ?? 0) <= steepest)
        #expect(samples[0] == 0)
        #expect(samples.last == 0)
    }

    @Test("holds level and phase over a minute")
    func longRun() {
        var tone = ToneGenerator(frequencies: [450], level: -12)
        for _ in 0..<3000 { _ = frames(of: &tone, count: 1) }
        let samples = frames(of: &tone, count: 50)
        #expect(abs(level(of: samples[...], at: 450) - -12) < 0.05)
    }

    @Test("dials what the detector hears")
    func dial() throws {
        var generator = try #require(DTMFGenerator(digits: "12345*#ABCD6789012", on: 50, off: 50))
        var detector = DTMFDetector()
        var heard = ""
        var frame = [Int16](repeating: 0, count: 160)
        while true {
            let isLast = generator.isFinished
            var output = frame.mutableSpan
            generator.generate(into: &output)
            if case .started(let digit, _) = detector.process(frame.span) { heard.append(digit) }
            if isLast { break }
        }
        #expect(heard == "12345*#ABCD6789012")
        #expect(DTMFGenerator(digits: "12x") == nil)
    }

    @Test("dials at the levels asked for")
    func dialLevels() throws {
        var generator = try #require(DTMFGenerator(digits: "5", on: 200, off: 0, lowLevel: -9, highLevel: -7))
        var samples = [Int16](repeating: 0, count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        #expect(generator.isFinished)
        let steady = samples.dropFirst(80).dropLast(80)
        #expect(abs(Level.dBm0(fromDBFS: level(of: steady, at: 770)) - -9) < 0.2)
        #expect(abs(Level.dBm0(fromDBFS: level(of: steady, at: 1336)) - -7) < 0.2)
    }

    @Test("measures a level frame by frame", arguments: [0.0, -12, -40])
    func meter(dBFS: Double) {
        var meter = LevelMeter(timeConstant: 100)
        let sine = Signal.sine(frequency: 500, level: dBFS, count: 160)
        for _ in 0..<50 { meter.process(sine.span) }
        #expect(abs(meter.level - dBFS) < 0.15)
        #expect(abs(meter.smoothed - dBFS) < 0.15)
        #expect(abs(Double(meter.peak) - Level.sineAmplitude(dBFS: dBFS)) <= 20)
        for _ in 0..<5 { meter.process(Signal.silence(count: 160).span) }
        #expect(meter.level == Level.floor)
        #expect(abs(meter.smoothed - (dBFS - 4.8)) < 0.5)  // one time constant later (0.8⁵)
    }

    @Test("brings quiet and loud prompts to one active level, pauses aside", arguments: [-40.0, -23, -10])
    func loudness(dBFS: Double) throws {
        let voice = Signal.whiteNoise(level: dBFS, count: 16_000, seed: 3)
        let prompt = Signal.silence(count: 24_000) + voice + Signal.silence(count: 8000)
        let samples = Loudness.normalise(prompt, to: -23)
        let level = try #require(Loudness.activeLevel(of: samples))
        #expect(abs(level - -23) < 0.5)
        #expect(Loudness.isNormal(samples, at: -23))
        #expect(Loudness.isNormal(prompt, at: -23) == (dBFS == -23))
        #expect(Loudness.normalise(Signal.silence(count: 800)) == Signal.silence(count: 800))
    }

    @Test("never drives a peak past the limit")
    func peakLimit() {
        var prompt = Signal.whiteNoise(level: -40, count: 16_000, seed: 3)
        prompt[8000] = 20_000
        let samples = Loudness.normalise(prompt, to: -10, peakLimit: -3)
        #expect((samples.map(\.magnitude).max() ?? 0) <= 23_198)
    }

    @Test("a lively voice, whose peaks stand 20 dB above its level, still comes to the common level")
    func livelyVoice() throws {
        // Clicks of 2 ms on a quiet tone.
        var prompt = Signal.sine(frequency: 300, level: -30, count: 16_000)
        for start in stride(from: 400, to: 16_000, by: 1_600) {
            for index in start..<start + 16 { prompt[index] = index % 2 == 0 ? 12_000 : -12_000 }
        }
        let samples = Loudness.normalise(prompt, to: -19)
        #expect((samples.map(\.magnitude).max() ?? 0) <= 23_198)
        #expect(abs(try #require(Loudness.activeLevel(of: samples)) - -19) < 1)
        #expect(Loudness.isNormal(samples, at: -19))
    }

    private func frames(of tone: inout ToneGenerator, count: Int) -> [Int16] {
        var samples: [Int16] = []
        var frame = [Int16](repeating: 0, count: 160)
        for _ in 0..<count {
            var output = frame.mutableSpan
            tone.generate(into: &output)
            samples += frame
        }
        return samples
    }
}

/// Level of one frequency in dBFS, by correlation under a Hann window.
func level(of samples: ArraySlice<Int16>, at frequency: Double, sampleRate: Double = 8000) -> Double {
    var sum = (0.0, 0.0)
    var weights = 0.0
    for (index, sample) in samples.enumerated() {
        let window = 1 - cos(2 * .pi * (Double(index) + 0.5) / Double(samples.count))
        let angle = 2 * .pi * frequency / sampleRate * Double(index)
        sum.0 += window * Double(sample) * cos(angle)
        sum.1 += window * Double(sample) * sin(angle)
        weights += window
    }
    let amplitude = 2 * (sum.0 * sum.0 + sum.1 * sum.1).squareRoot() / weights
    return 20 * log10(max(amplitude, 1e-3) / 32767)
}
