import CivicDSP
import Testing

@Suite("Doubling and halving the rate")
struct HalfBandResamplerTests {
    private func up(_ samples: [Int16]) -> [Int16] {
        var resampler = HalfBandResampler()
        var result: [Int16] = []
        for start in stride(from: 0, to: samples.count, by: 160) {
            var frame = [Int16](repeating: 0, count: 320)
            var output = frame.mutableSpan
            resampler.up(samples.span.extracting(start..<start + 160), into: &output)
            result += frame
        }
        return result
    }

    private func down(_ samples: [Int16]) -> [Int16] {
        var resampler = HalfBandResampler()
        var result: [Int16] = []
        for start in stride(from: 0, to: samples.count, by: 320) {
            var frame = [Int16](repeating: 0, count: 160)
            var output = frame.mutableSpan
            resampler.down(samples.span.extracting(start..<start + 320), into: &output)
            result += frame
        }
        return result
    }

    @Test("speech frequencies pass within 0.1 dB both ways", arguments: [200.0, 1000, 2000, 3000, 3400])
    func passes(frequency: Double) {
        let narrow = Signal.sine(frequency: frequency, level: -12, count: 8000)
        let wide = up(narrow)
        #expect(abs(level(of: wide[1600..<14_400], at: frequency, sampleRate: 16_000) - -12) < 0.1)
        let tone = Signal.sine(frequency: frequency, level: -12, count: 16_000, sampleRate: 16_000)
        #expect(abs(level(of: down(tone)[800..<7200], at: frequency) - -12) < 0.1)
    }

    @Test("images and aliases are 60 dB down", arguments: [500.0, 2000, 3300])
    func rejects(frequency: Double) {
        let wide = up(Signal.sine(frequency: frequency, level: -6, count: 8000))
        #expect(level(of: wide[1600..<14_400], at: 8000 - frequency, sampleRate: 16_000) < -66)
        let tone = Signal.sine(frequency: 8000 - frequency, level: -6, count: 16_000, sampleRate: 16_000)
        #expect(level(of: down(tone)[800..<7200], at: frequency) < -66)
    }

    @Test("there and back is the same signal 23 samples later, whatever the frame")
    func roundTrip() {
        let narrow = Signal.speechLike(count: 16_000, seed: 2)
        let back = down(up(narrow))
        var resampler = HalfBandResampler(frame: 80)
        var halves: [Int16] = []
        for start in stride(from: 0, to: narrow.count, by: 80) {
            var frame = [Int16](repeating: 0, count: 160)
            var output = frame.mutableSpan
            resampler.up(narrow.span.extracting(start..<start + 80), into: &output)
            halves += frame
        }
        #expect(halves == up(narrow))
        var (power, error) = (0.0, 1.0)
        for index in 100..<15_900 {
            power += Double(narrow[index - 23]) * Double(narrow[index - 23])
            error +=
                Double(Int(back[index]) - Int(narrow[index - 23])) * Double(Int(back[index]) - Int(narrow[index - 23]))
        }
        #expect(power / error > 3000)  // 35 dB: what lies above 3.4 kHz is rolled off
    }

    @Test("full scale does not wrap")
    func fullScale() {
        let square = (0..<1600).map { $0 / 8 % 2 == 0 ? Int16.max : Int16.min }
        let wide = up(square)
        #expect(wide.dropFirst(200).contains(.max) && wide.dropFirst(200).contains(.min))
    }
}
