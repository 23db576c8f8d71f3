import CivicDSP
import Foundation
import Testing

@Suite("DTMF generation, ITU-T Q.23")
struct DTMFGeneratorTests {
    @Test(
        "makes the pair of each key within 0.1 Hz, and nothing else above -50 dB",
        arguments: Array(DTMFKeypad.keys), [8000, 16_000])
    func frequencies(key: Character, sampleRate: Int) throws {
        let pair = try #require(DTMFKeypad.frequencies(of: key))
        let tone = Array(try generated(String(key), on: 220, off: 0, sampleRate: sampleRate)[(sampleRate / 100)...])
        let rate = Double(sampleRate)
        let length = sampleRate / 10
        for frequency in [pair.low, pair.high] {
            let first = phase(of: tone[..<length], at: frequency, from: 0, rate)
            let second = phase(of: tone[length..<2 * length], at: frequency, from: length, rate)
            let turn = remainder(second - first, 2 * .pi)
            #expect(abs(turn / (2 * .pi * 0.1)) < 0.1)  // over 100 ms
        }
        let expected =
            pow(10, Level.dBFS(fromDBm0: -9) / 10) + pow(10, Level.dBFS(fromDBm0: -7) / 10)  // mean squares add
        let steady = Array(tone[..<(2 * length)])
        let level = Level.dBFS(of: steady.span)
        #expect(abs(level - 10 * log10(expected)) < 0.05)
        let rest = residue(steady[...], pair: pair, rate: rate)
        #expect(rest < -50)
    }

    @Test("keeps tones and pauses to the sample, and can be cut anywhere", arguments: [7, 80, 160, 333])
    func timing(frame: Int) throws {
        let whole = try generated("15", on: 50, off: 60)
        var generator = try #require(DTMFGenerator(digits: "15", on: 50, off: 60))
        var pieces: [Int16] = []
        while !generator.isFinished {
            var piece = [Int16](repeating: 1, count: frame)
            var output = piece.mutableSpan
            generator.generate(into: &output)
            pieces += piece
        }
        #expect(Array(pieces.prefix(whole.count)) == whole)
        #expect(pieces.dropFirst(whole.count).allSatisfy { $0 == 0 })
        #expect(whole.count == 8 * 220)
        for pause in [400..<880, 1280..<1760] { #expect(whole[pause].allSatisfy { $0 == 0 }) }
        for tone in [0..<400, 880..<1280] {
            let level = Level.dBFS(of: Array(whole[tone]).span)
            #expect(abs(level - Level.dBFS(fromDBm0: -7) - 10 * log10(1 + pow(10, -0.2))) < 0.2)
        }
    }

    @Test("passes Q.24's receiver at its shortest, through both laws", arguments: G711Law.allCases)
    func shortest(law: G711Law) throws {
        let tones = try generated(DTMFKeypad.keys, on: 40, off: 40)
        var line = DTMFTestSignal()
        line.pause(Double(tones.count) / 8)
        line.add(Signal.silence(count: 2400) + tones)
        #expect(line.digits(law: law) == DTMFKeypad.keys)
    }

    private func generated(_ keys: String, on: Int, off: Int, sampleRate: Int = 8000) throws -> [Int16] {
        var generator = try #require(DTMFGenerator(digits: keys, on: on, off: off, sampleRate: sampleRate))
        var samples = [Int16](repeating: 0, count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        return samples
    }

    private func correlation(
        of samples: ArraySlice<Int16>, at frequency: Double, from start: Int, _ rate: Double
    ) -> (real: Double, imaginary: Double) {
        var sum = (real: 0.0, imaginary: 0.0)
        var weights = 0.0
        for (index, sample) in samples.enumerated() {
            let window = 1 - cos(2 * .pi * (Double(index) + 0.5) / Double(samples.count))
            let angle = 2 * .pi * frequency / rate * Double(start + index)
            sum.real += window * Double(sample) * cos(angle)
            sum.imaginary -= window * Double(sample) * sin(angle)
            weights += window
        }
        return (2 * sum.real / weights, 2 * sum.imaginary / weights)
    }

    private func phase(of samples: ArraySlice<Int16>, at frequency: Double, from start: Int, _ rate: Double) -> Double {
        let sum = correlation(of: samples, at: frequency, from: start, rate)
        return atan2(sum.imaginary, sum.real)
    }

    /// What is left, in dB below the whole, once the two tones are taken out.
    private func residue(_ samples: ArraySlice<Int16>, pair: (low: Double, high: Double), rate: Double) -> Double {
        var rest = samples.map(Double.init)
        for frequency in [pair.low, pair.high] {
            let sum = correlation(of: samples, at: frequency, from: 0, rate)
            for index in rest.indices {
                let angle = 2 * .pi * frequency / rate * Double(index)
                rest[index] -= sum.real * cos(angle) - sum.imaginary * sin(angle)
            }
        }
        let power = rest.reduce(0) { $0 + $1 * $1 } / samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        return 10 * log10(power)
    }
}
