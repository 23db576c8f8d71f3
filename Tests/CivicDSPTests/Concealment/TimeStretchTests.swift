import CivicDSP
import Foundation
import Testing

@Suite("Lengthening and shortening")
struct TimeStretchTests {
    private let history = 400

    /// What a sine's recurrence x[n+1] - 2cos(w)x[n] + x[n-1] leaves: a click stands out of it.
    private func residual(_ samples: [Int16], _ frequency: Double) -> Double {
        let c = 2 * cos(2 * .pi * frequency / 8000)
        return (1..<samples.count - 1).map {
            abs(Double(samples[$0 + 1]) - c * Double(samples[$0]) + Double(samples[$0 - 1]))
        }.max() ?? 0
    }

    @Test("a tone is lengthened without a click, whatever its frequency", arguments: [83.0, 110, 147, 211, 333, 440])
    func lengthens(frequency: Double) {
        var samples = Signal.sine(frequency: frequency, level: -6, count: 800) + Signal.silence(count: 200)
        var span = samples.mutableSpan
        let added = TimeStretch(sampleRate: 8000).lengthen(&span, from: history, to: 800, most: 120, care: .gentle)
        #expect((20...120).contains(added))
        #expect(residual(Array(samples[..<(800 + added)]), frequency) < 16_000 * 0.03)
    }

    @Test("a tone is shortened without a click, whatever its frequency", arguments: [83.0, 110, 147, 211, 333, 440])
    func shortens(frequency: Double) {
        var samples = Signal.sine(frequency: frequency, level: -6, count: 800)
        var span = samples.mutableSpan
        let removed = TimeStretch(sampleRate: 8000).shorten(&span, from: history, to: 800, most: 120, care: .gentle)
        #expect((20...120).contains(removed))
        #expect(residual(Array(samples[..<(800 - removed)]), frequency) < 16_000 * 0.03)
    }

    @Test("silence is shortened by as much as may go")
    func silence() {
        var samples = Signal.whiteNoise(level: -65, count: 800, seed: 1)
        var span = samples.mutableSpan
        let removed = TimeStretch(sampleRate: 8000).shorten(&span, from: history, to: 800, most: 77, care: .gentle)
        #expect(removed == 77)
    }

    @Test("loud noise, which no shift resembles, is left alone")
    func noise() {
        var samples = Signal.whiteNoise(level: -15, count: 1000, seed: 1)
        let before = samples
        var span = samples.mutableSpan
        let stretch = TimeStretch(sampleRate: 8000)
        let removed = stretch.shorten(&span, from: history, to: 800, most: 120, care: .brisk)
        let added = stretch.lengthen(&span, from: history, to: 800, most: 120, care: .brisk)
        #expect(removed == 0 && added == 0)
        #expect(samples == before)
    }

    @Test("with too little to work on nothing happens", arguments: [0, 10, 40])
    func short(count: Int) {
        var samples = Signal.sine(frequency: 200, level: -6, count: history + count)
        var span = samples.mutableSpan
        let stretch = TimeStretch(sampleRate: 8000)
        let removed = stretch.shorten(&span, from: history, to: history + count, most: 120, care: .brisk)
        let added = stretch.lengthen(&span, from: history, to: history + count, most: 120, care: .brisk)
        #expect(removed == 0 && added == 0)
    }
}
