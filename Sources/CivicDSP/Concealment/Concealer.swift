/// Makes up what never came: the last pitch periods again and again, fading out within 60 ms (after ITU-T G.711
/// Appendix I, without its delay).
///
///     history …∿∿∿∿∿│ made up  ∿∿∿∿∿∿∿∿∿∿∿~~~~··· │ what comes next
///               └P┘ └─ 10 ms: one period, then two, then three, so that it does not buzz
///                                                 └ crossed over for 4 to 10 ms
///
/// It keeps no history of its own: whoever plays has one anyway. For any codec at 8 to 48 kHz.
package struct Concealer: Sendable {
    /// How long it goes on before silence (or comfort noise), in ms.
    package static let longest = 60
    /// History that it wants, in ms: three periods of 15 ms and a quarter for the seam.
    package static let history = 49

    /// Samples made up since the last that came.
    package private(set) var made = 0

    private let perMillisecond: Int
    private var cycle: [Int16]  // the periods, oldest first
    private var period = 0
    private var periods = 1  // in use
    private var position = 0  // the next sample, counted in `cycle`
    private var seam = 0  // samples over which two pieces are crossed
    private var offset: Float = 0  // what the first period misses to the last sample
    private var previous = 0  // where the old loop would go on, while a crossing lasts
    private var crossing = 0  // samples of it that are left

    /// - Parameter sampleRate: in Hz, a multiple of 1000.
    package init(sampleRate: Int) {
        precondition(sampleRate >= 8000 && sampleRate % 1000 == 0)
        perMillisecond = sampleRate / 1000
        cycle = [Int16](repeating: 0, count: 49 * perMillisecond)
    }

    package var isActive: Bool { made > 0 }

    /// Whether the fade is over.
    package var isSilent: Bool { made >= Self.longest * perMillisecond }

    /// What came has been joined; the next gap starts anew.
    package mutating func end() { made = 0 }

    /// How many samples the next packet should be crossed over with `conceal`: 4 ms and more after longer gaps.
    package var overlap: Int { min(10, 4 + made / (10 * perMillisecond) * 4) * perMillisecond }

    /// Looks at what was played last, at the beginning of a gap.
    ///
    /// - Parameter history: `history` ms of it.
    package mutating func begin(after history: Span<Int16>) {
        precondition(history.count >= cycle.count)
        let end = history.count
        let match = PitchSearch.earlier(
            in: history, at: end - 20 * perMillisecond, count: 20 * perMillisecond,
            lags: 5 * perMillisecond...15 * perMillisecond, step: max(1, perMillisecond / 8))
        let isVoiced = match.likeness > 0.4
        // Noise repeated at a short period would hum: the longest there is, three of them from the start.
        period = isVoiced ? match.lag : 15 * perMillisecond
        periods = isVoiced ? 1 : 3
        seam = period / 4
        for index in 0..<cycle.count { cycle[index] = history[end - cycle.count + index] }
        position = cycle.count - periods * period
        offset = Float(cycle[cycle.count - 1]) - Float(cycle[position - 1])
        crossing = 0
        made = 0
    }

    /// Makes up the next samples: at full level for 10 ms, then less and less until nothing is left after 60 ms.
    package mutating func conceal(into output: inout MutableSpan<Int16>) {
        for index in output.indices {
            output[index] = isSilent ? 0 : Int16(clamping: Int32(next() * gain()))
            made = min(made + 1, 1 << 30)
        }
    }

    private func gain() -> Float {
        let hold = 10 * perMillisecond
        let end = Self.longest * perMillisecond
        if made < hold { return 1 }
        return made < end ? Float(end - made) / Float(end - hold) : 0
    }

    private mutating func next() -> Float {
        if made == 10 * perMillisecond || made == 20 * perMillisecond, periods < 3 { widen() }
        var value = looped(position, periods)
        position = step(position, from: cycle.count - periods * period)
        if crossing > 0 {
            let weight = Float(crossing) / Float(seam + 1)
            value += weight * (looped(previous, periods - 1) - value)
            previous = step(previous, from: cycle.count - (periods - 1) * period)
            crossing -= 1
        }
        if made < seam { value += offset * Float(seam - made) / Float(seam + 1) }
        return value
    }

    /// One period more in the loop, crossed over from the old loop at the same phase.
    private mutating func widen() {
        previous = position
        crossing = seam
        periods += 1
        position = cycle.count - periods * period + (position - (cycle.count - (periods - 1) * period)) % period
    }

    @inline(__always)
    private func step(_ place: Int, from start: Int) -> Int { place + 1 < cycle.count ? place + 1 : start }

    /// A sample of the loop; its last quarter turns into what came before its first sample, so that it closes.
    @inline(__always)
    private func looped(_ place: Int, _ periods: Int) -> Float {
        let value = Float(cycle[place])
        let left = cycle.count - place
        guard left <= seam else { return value }
        let before = Float(cycle[place - periods * period])
        return value + Float(seam + 1 - left) / Float(seam + 1) * (before - value)
    }
}
