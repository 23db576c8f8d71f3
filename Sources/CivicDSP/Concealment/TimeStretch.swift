/// Lengthens and shortens what is about to be played by one pitch period, so that nobody hears it.
///
///     shorten   ▔▔▔▔╲╱▔▔▔▔   two periods cross over into one
///     lengthen  ▔▔▔▔╳▔▔▔▔▔   the present one crosses over to the one before, and is played again
///
/// In quiet any period will do; in speech one whose two copies are alike.
package struct TimeStretch: Sendable {
    /// What may be changed now.
    package enum Care: Sendable {
        /// Quiet only, or a shift that makes no difference.
        case gentle
        /// Speech too, where it repeats well.
        case brisk
        /// Whatever it is, at the place where it makes the least difference: a noise that never repeats, after a while.
        case any
    }

    private let perMillisecond: Int

    /// - Parameter sampleRate: in Hz, a multiple of 1000.
    package init(sampleRate: Int) { perMillisecond = sampleRate / 1000 }

    /// Takes out one period after `start`.
    ///
    /// - Parameters:
    ///   - samples: history, then from `start` to `end` what is to be played.
    ///   - most: samples that may go at most.
    /// - Returns: How many samples went; `end` moves back by as many.
    package func shorten(
        _ samples: inout MutableSpan<Int16>, from start: Int, to end: Int, most: Int, care: Care
    ) -> Int {
        let available = end - start
        let piece = Self.whole(min(10 * perMillisecond, available / 3))
        let longest = min(most, 15 * perMillisecond, available / 2, available - piece)
        let shortest = 5 * perMillisecond / 2
        guard piece >= 4 * perMillisecond, longest >= shortest else { return 0 }
        let lag: Int
        if isQuiet(samples.span, start, start + 2 * longest) {
            lag = longest
        } else {
            let match = PitchSearch.later(
                in: samples.span, at: start, count: piece, lags: shortest...longest, step: max(1, perMillisecond / 8))
            guard match.likeness > likeness(care) else { return 0 }
            lag = match.lag
        }
        for index in 0..<lag {
            samples[start + index] = Self.cross(samples[start + index], samples[start + lag + index], index, lag)
        }
        for index in start + 2 * lag..<end { samples[index - lag] = samples[index] }
        return lag
    }

    /// Plays one period twice.
    ///
    /// - Parameters:
    ///   - samples: history, then from `start` to `end` what is to be played, then room.
    /// - Returns: How many samples came; `end` moves on by as many.
    package func lengthen(
        _ samples: inout MutableSpan<Int16>, from start: Int, to end: Int, most: Int, care: Care
    ) -> Int {
        let available = end - start
        let piece = Self.whole(min(10 * perMillisecond, available))
        let longest = min(15 * perMillisecond, available, start - piece, samples.count - end, max(most, 0))
        let shortest = 5 * perMillisecond / 2
        guard piece >= 4 * perMillisecond, longest >= shortest else { return 0 }
        let lag: Int
        if isQuiet(samples.span, start - longest, start + longest) {
            lag = longest
        } else {
            let match = PitchSearch.earlier(
                in: samples.span, at: start, count: piece, lags: shortest...longest, step: max(1, perMillisecond / 8))
            guard match.likeness > likeness(care) else { return 0 }
            lag = match.lag
        }
        var index = end - 1
        while index >= start {
            samples[index + lag] = samples[index]
            index -= 1
        }
        // What was at start + n lies at start + lag + n now, and start - lag + n is the period before.
        for index in 0..<lag {
            samples[start + index] = Self.cross(
                samples[start + lag + index], samples[start - lag + index], index, lag)
        }
        return lag
    }

    private func likeness(_ care: Care) -> Float {
        switch care {
        case .gentle: 0.9
        case .brisk: 0.6
        case .any: -1
        }
    }

    /// Under about -48 dBFS on average.
    private func isQuiet(_ samples: Span<Int16>, _ from: Int, _ to: Int) -> Bool {
        let energy = Level.energy(of: samples.extracting(from..<to))
        return energy < UInt64(to - from) * 8100
    }

    private static func whole(_ count: Int) -> Int { count & ~7 }

    @inline(__always)
    private static func cross(_ old: Int16, _ new: Int16, _ index: Int, _ length: Int) -> Int16 {
        let step = (Int32(new) - Int32(old)) * Int32(index + 1) / Int32(length + 1)
        return Int16(truncatingIfNeeded: Int32(old) + step)
    }
}
