import CivicDSP
import Testing

@Suite("Bringing a sum back to 16 bits")
struct MixLimiterTests {
    private func resolve(_ sum: [Int32], frame: Int = 160) -> (samples: [Int16], gains: [Float]) {
        var limiter = MixLimiter()
        var samples: [Int16] = []
        var gains: [Float] = []
        var output = [Int16](repeating: 0, count: frame)
        for start in stride(from: 0, to: sum.count - frame + 1, by: frame) {
            var span = output.mutableSpan
            limiter.resolve(sum.span.extracting(start..<start + frame), into: &span)
            samples += output
            gains.append(limiter.gain)
        }
        return (samples, gains)
    }

    @Test("what fits passes bit for bit")
    func transparent() {
        let tone = Signal.sine(frequency: 440, level: 0, count: 8000)
        #expect(resolve(tone.map(Int32.init)).samples == tone)
        #expect(resolve([Int32](repeating: -32767, count: 160)).samples == [Int16](repeating: -32767, count: 160))
    }

    @Test("a tone of several times full scale stays a tone, within 16 bits", arguments: [1.5, 4, 15])
    func loud(times: Float) {
        let tone = Signal.sine(frequency: 440, level: 0, count: 16_000)
        let samples = resolve(tone.map { Int32(Float($0) * times) }).samples
        let steady = samples[1600...]
        #expect(level(of: steady, at: 440) > -1)
        // Cut off at full scale, the third harmonic of 15 times full scale would stand at -10 dB.
        #expect(level(of: steady, at: 1320) < -45)
        #expect(samples.allSatisfy { $0 != .min })
    }

    @Test("the gain comes back to 1 within half a second, and never leaves 0…1")
    func release() {
        let sum = (0..<12_000).map {
            $0 < 800 ? Int32(200_000 * ($0 % 2 == 0 ? 1 : -1)) : Int32($0 % 2 == 0 ? 900 : -900)
        }
        let (samples, gains) = resolve(sum)
        #expect(gains.allSatisfy { $0 > 0 && $0 <= 1 })
        #expect(gains[4] < 0.17)
        #expect(gains[5 + 25] == 1)
        #expect(samples[8000...].allSatisfy { abs($0) == 900 })
        let changes = zip(gains, gains.dropFirst()).map { $1 - $0 }
        #expect(changes.allSatisfy { $0 < 160.0 / 2400 + 1e-4 })
    }

    @Test("survives any sum", arguments: [Int32.min, .max, 65_535 * 32_767])
    func extremes(value: Int32) {
        let samples = resolve([Int32](repeating: value, count: 320)).samples
        #expect(samples.allSatisfy { value < 0 ? $0 < -32_000 : $0 > 32_000 })
    }
}
