/// Tells one or two steady tones from speech in the far signal: on tones a filter must not learn, because they say
/// nothing of the path between them (ITU-T G.168 test 6).
struct NarrowBandDetector: Sendable {
    private var held = 0
    private var turn = 0
    private let stride: Int
    private let hold: Int
    private var isNarrow = false

    /// Share of the power outside of the two strongest tones under which the signal is narrow: -17 dB.
    private static let spread: Float = 0.02

    /// - Parameters:
    ///   - stride: windows of which one is looked at.
    ///   - hold: windows for which a verdict stands.
    init(stride: Int = 2, hold: Int = 6) {
        self.stride = stride
        self.hold = hold
    }

    /// Looks at the next window.
    mutating func update(_ spectrum: borrowing HopSpectrum) -> Bool {
        turn = turn + 1 >= stride ? 0 : turn + 1
        if held > 0 { held -= 1 }
        if turn == 0, measure(spectrum) { held = hold }
        return held > 0
    }

    private func measure(_ spectrum: borrowing HopSpectrum) -> Bool {
        // Bins in order of frequency, through Hann's window: three neighbours added up.
        var powers = InlineArray<132, Float>(repeating: 0)
        let (re, im) = (spectrum.re.span, spectrum.im.span)
        var before = (Float(0), Float(0))
        var here = bin(re, im, 0)
        before = (here.0, -here.1)  // at -½ bin: the mirror image
        var total: Float = 0
        for index in 0..<128 {
            let after = index < 127 ? bin(re, im, index + 1) : (here.0, -here.1)
            let smooth = (here.0 - 0.5 * (before.0 + after.0), here.1 - 0.5 * (before.1 + after.1))
            let power = smooth.0 * smooth.0 + smooth.1 * smooth.1
            powers[index + 2] = power
            total += power
            before = here
            here = after
        }
        guard total > 1e5 else { return false }
        var rest = total
        for _ in 0..<2 {
            var peak = 2
            for index in 2..<130 where powers[index] > powers[peak] { peak = index }
            for index in peak - 2...peak + 2 {
                rest -= powers[index]
                powers[index] = 0
            }
        }
        return rest < Self.spread * total
    }

    /// The complex value at the frequency (index + ½)·31.25 Hz.
    @inline(__always)
    private func bin(_ re: Span<SIMD8<Float>>, _ im: Span<SIMD8<Float>>, _ index: Int) -> (Float, Float) {
        let place = index & 1 == 0 ? index >> 1 : (255 - index) >> 1
        let (x, y) = (re[place >> 3][place & 7], im[place >> 3][place & 7])
        return index & 1 == 0 ? (x, y) : (x, -y)
    }
}
