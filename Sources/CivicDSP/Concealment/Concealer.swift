/// Makes up what never came: the last pitch period again and again, fading out within 50 ms (after ITU-T G.711
/// Appendix I, without its delay).
///
///     history …∿∿∿∿∿│ made up  ∿∿∿∿∿~~~~~~····· │ what comes next
///               └P┘ └─ joined to the last sample └─ crossed over for 2 to 4 ms
///
/// One period, a fade from the first sample on and short joins were chosen by PESQ: more periods, a fade that begins
/// later and longer joins all were worse. It keeps no history of its own: whoever plays has one anyway. For any codec at
/// 8 to 48 kHz.
package struct Concealer: Sendable {
    /// How long it goes on before silence (or comfort noise), in ms.
    package static let longest = 50
    /// History that it wants, in ms: 20 to compare with what lies up to 15 earlier, and some for a whole number.
    package static let history = 36

    /// Samples made up since the last that came.
    package private(set) var made = 0

    private let perMillisecond: Int
    private var cycle: [Int16]  // the last samples: a period and a quarter are in use
    private var period = 0
    private var position = 0  // the next sample, counted in `cycle`
    private var seam = 0  // a quarter of the period, over which its end turns into its beginning
    private var offset: Float = 0  // what the repeated period misses to the last sample

    /// - Parameter sampleRate: in Hz, a multiple of 1000.
    package init(sampleRate: Int) {
        precondition(sampleRate >= 8000 && sampleRate % 1000 == 0)
        perMillisecond = sampleRate / 1000
        cycle = [Int16](repeating: 0, count: 20 * perMillisecond)
    }

    package var isActive: Bool { made > 0 }

    /// Whether the fade is over.
    package var isSilent: Bool { made >= Self.longest * perMillisecond }

    /// What came has been joined; the next gap starts anew.
    package mutating func end() { made = 0 }

    /// How many samples the next packet should be crossed over with `conceal`: 2 ms, 4 ms after longer gaps.
    package var overlap: Int { (made < 10 * perMillisecond ? 2 : 4) * perMillisecond }

    /// Looks at what was played last, at the beginning of a gap.
    ///
    /// - Parameter history: `history` ms of it.
    package mutating func begin(after history: Span<Int16>) {
        precondition(history.count >= Self.history * perMillisecond)
        let end = history.count
        period =
            PitchSearch.earlier(
                in: history, at: end - 20 * perMillisecond, count: 20 * perMillisecond,
                lags: 5 * perMillisecond...15 * perMillisecond, step: max(1, perMillisecond / 8)
            ).lag
        seam = period / 4
        for index in 0..<cycle.count { cycle[index] = history[end - cycle.count + index] }
        position = cycle.count - period
        offset = Float(cycle[cycle.count - 1]) - Float(cycle[position - 1])
        made = 0
    }

    /// Makes up the next samples, less and less until nothing is left after `longest` ms.
    package mutating func conceal(into output: inout MutableSpan<Int16>) {
        let scale = 1 / Float(Self.longest * perMillisecond)
        for index in output.indices {
            output[index] = isSilent ? 0 : Int16(clamping: Int32(next() * (1 - Float(made) * scale)))
            made = min(made + 1, 1 << 30)
        }
    }

    private mutating func next() -> Float {
        var value = Float(cycle[position])
        let left = cycle.count - position
        if left <= seam {
            // The end of the period turns into what came before its beginning, so that the loop closes.
            let before = Float(cycle[position - period])
            value += Float(seam + 1 - left) / Float(seam + 1) * (before - value)
        }
        position = position + 1 < cycle.count ? position + 1 : cycle.count - period
        if made < seam { value += offset * Float(seam - made) / Float(seam + 1) }
        return value
    }
}
