import CivicDSP
import Testing

@Suite("Mixing, gain and rates")
struct MixingTests {
    @Test("gives each party the others, exactly")
    func conference() {
        let parties = [
            Signal.sine(frequency: 400, level: -12, count: 1600), Signal.sine(frequency: 700, level: -12, count: 1600),
            Signal.sine(frequency: 1100, level: -12, count: 1600),
        ]
        var sum = [Int32](repeating: 1, count: 1600)
        var accumulator = sum.mutableSpan
        SaturatingMixer.clear(&accumulator)
        for party in parties { SaturatingMixer.add(party.span, to: &accumulator) }
        var heard = [Int16](repeating: 0, count: 1600)
        var output = heard.mutableSpan
        let own = parties[1]
        SaturatingMixer.resolve(sum.span, less: own.span, into: &output)
        #expect(heard == Signal.mix(parties[0], parties[2]))
        #expect(level(of: heard[...], at: 700) < -70)
    }

    @Test("holds at full scale instead of wrapping")
    func saturation() {
        var sum = [Int32](repeating: 0, count: 4)
        var accumulator = sum.mutableSpan
        let loud: [Int16] = [32767, -32768, 32767, 1]
        for _ in 0..<100 { SaturatingMixer.add(loud.span, to: &accumulator) }
        var result = [Int16](repeating: 0, count: 4)
        var output = result.mutableSpan
        SaturatingMixer.resolve(sum.span, into: &output)
        #expect(result == [32767, -32768, 32767, 100])
    }

    @Test("survives any gain", arguments: [Float.infinity, 1e30, -1e30, 64, 0])
    func anyGain(gain: Float) {
        var ramp = GainRamp(gain)
        var frame: [Int16] = [32767, -32768, 0, 1]
        var output = frame.mutableSpan
        SaturatingMixer.apply(&ramp, to: &output)
        #expect(gain > 0 ? frame[0] == 32767 : frame[0] <= 0)
    }

    @Test("moves a gain evenly over its ramp, across frames, and not at all after it")
    func ramp() {
        var gain = GainRamp(0)
        gain.ramp(to: 1, over: 320)
        var values: [Float] = []
        for _ in 0..<400 { values.append(gain.next()) }
        let steps = zip(values, values.dropFirst()).map { $1 - $0 }
        #expect(steps.allSatisfy { $0 >= 0 && $0 < 1 / 300 })
        #expect(values[319] == 1)
        #expect(gain.isSettled)
        var skipped = GainRamp(0)
        skipped.ramp(to: 1, over: 320)
        skipped.skip(160)
        #expect(abs(skipped.current - values[159]) < 1e-4)
        skipped.skip(1000)
        #expect(skipped.current == 1)
    }

    @Test(
        "changes the rate and keeps length, place, frequency and level",
        arguments: [
            (44_100, 8000), (16_000, 8000), (22_050, 8000), (8000, 16_000), (48_000, 8000),
        ])
    func resamples(from: Int, to: Int) throws {
        let input = Signal.sine(frequency: 1000, level: -12, count: from, sampleRate: from)
        let output = try Resampler.convert(input, from: from, to: to)
        #expect(output.count == to)
        let middle = output[to / 10..<to - to / 10]
        #expect(abs(level(of: middle, at: 1000, sampleRate: Double(to)) - -12) < 0.1)
        // Sample 0 stays sample 0: the sine of the output's own rate fits.
        let ideal = Signal.sine(frequency: 1000, level: -12, count: to, sampleRate: to)
        let error = zip(output, ideal).dropFirst(to / 10).dropLast(to / 10).map { abs(Int($0) - Int($1)) }.max()
        #expect((error ?? .max) < 400)
    }

    @Test("keeps what lies above the new band out")
    func aliases() throws {
        let input = Signal.sine(frequency: 5000, level: -6, count: 16_000, sampleRate: 16_000)
        let output = try Resampler.convert(input, from: 16_000, to: 8000)
        #expect(Level.dBFS(of: Array(output.dropFirst(800).dropLast(800)).span) < -60)
    }

    @Test(
        "refuses rates and qualities that make no sense", arguments: [(0, 8000, 5), (8000, -1, 5), (8000, 16_000, 11)])
    func refuses(from: Int, to: Int, quality: Int) {
        #expect(throws: ResamplerError.unsupported(from: from, to: to, quality: quality)) {
            _ = try Resampler.convert([1], from: from, to: to, quality: quality)
        }
    }
}
