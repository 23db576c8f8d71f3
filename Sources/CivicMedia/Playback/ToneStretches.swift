import CivicCore
import CivicDSP

/// Renders tones on the control side, so that playing one costs the tick no more than a clip.
///
///     attack 5 ms │ one period, repeated │ release 5 ms
///
/// The period is one second for whole Hz, and ten seconds for others, which are rounded to 0.1 Hz.
enum ToneStretches {
    private static let edge = 40  // samples, 5 ms

    /// - Parameter duration: held between 10 ms and a day.
    static func tone(_ frequencies: [Double], level: Double, duration: Duration) -> [Playback.Stretch] {
        let wanted = frequencies.prefix(2).filter { $0 >= 1 && $0 < 4000 }
        let samples = Int(max(10, min(86_400_000, duration.milliseconds))) * 8
        guard !wanted.isEmpty else { return [.pause(samples: samples)] }
        let isWhole = wanted.allSatisfy { $0 == $0.rounded() }
        let exact = wanted.map { isWhole ? $0 : ($0 * 10).rounded() / 10 }
        let period = period(of: exact, level: min(0, level), samples: isWhole ? 8000 : 80000)
        let attack = (0..<edge).map { scale(period[$0], Double($0) / Double(edge)) }
        let release = (0..<edge).map { step in
            scale(period[(samples - edge + step) % period.count], Double(edge - 1 - step) / Double(edge))
        }
        let steady = Array(period[edge...] + period[..<edge])
        return [
            .codes(codes(of: attack)), .repeated(codes(of: steady), samples: samples - 2 * edge),
            .codes(codes(of: release)),
        ]
    }

    /// A tone of a plan with its cadence: as many whole periods as fit into `duration`, or a part of the first.
    ///
    /// - Parameter duration: held between 10 ms and a day.
    static func tone(_ tone: ProgressTone, duration: Duration) -> [Playback.Stretch] {
        let samples = Int(max(10, min(86_400_000, duration.milliseconds))) * 8
        if tone.isSteady {
            // Whole periods of every line: a second of it, from where its rise is over.
            let isWhole = tone.steps[0].sound.lines.allSatisfy { $0.frequency == $0.frequency.rounded() }
            let period = isWhole ? 8000 : 80000
            let all = tone.samples(count: period + 2 * edge)
            let count = min(samples, 2 * edge)
            let steady = Array(all[(2 * edge)...])
            let held = max(0, samples - count - edge)
            let release = (0..<edge).map { step in
                scale(steady[(held + step) % period], Double(edge - 1 - step) / Double(edge))
            }
            return [
                .codes(codes(of: Array(all[..<count]))), .repeated(codes(of: steady), samples: held),
                .codes(codes(of: release)),
            ]
        }
        let period = tone.period * 8
        let length = samples < period ? samples : samples / period * period
        return [.repeated(codes(of: tone.samples(count: period)), samples: length)]
    }

    /// Keys as tone pairs, 100 ms on and 80 ms off; `nil` for what is no key.
    static func dial(_ digits: String) -> [Playback.Stretch]? {
        guard !digits.isEmpty, var generator = DTMFGenerator(digits: digits, on: 100, off: 80) else { return nil }
        var samples = [Int16](repeating: 0, count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        return [.codes(codes(of: samples))]
    }

    private static func period(of frequencies: [Double], level: Double, samples: Int) -> [Int16] {
        var generator = ToneGenerator(frequencies: frequencies, level: level, ramp: 0)
        var period = [Int16](repeating: 0, count: samples)
        var output = period.mutableSpan
        generator.generate(into: &output)
        return period
    }

    private static func scale(_ sample: Int16, _ factor: Double) -> Int16 { Int16(Double(sample) * factor) }

    private static func codes(of samples: [Int16]) -> [UInt8] {
        var codes = [UInt8](repeating: 0, count: samples.count)
        var output = codes.mutableSpan
        G711.encodeALaw(samples.span, into: &output)
        return codes
    }
}
