/// What is heard at one moment of a progress tone: a sine, up to three at once, or one whose level swings.
package struct ToneSound: Hashable, Sendable {
    /// In Hz; none is silence.
    package var frequencies: [Double]
    /// How often a second the level of the only frequency swings, in Hz: 25 in E.180's "400 × 25".
    package var modulation: Double?

    /// E.180 states no depth; nine tenths leave the carrier heard throughout.
    static let modulationDepth = 0.9

    package init(_ frequencies: [Double], modulation: Double? = nil) {
        precondition(frequencies.count <= 3 && (modulation == nil || frequencies.count == 1))
        self.frequencies = frequencies
        self.modulation = modulation
    }

    package static let silence = ToneSound([])

    /// One steady sine of the sound.
    package struct Line: Hashable, Sendable {
        /// In Hz.
        package var frequency: Double
        /// Part of the sound's amplitude; the squares add up to 1.
        package var amplitude: Double
    }

    /// The sines that make up the sound. A carrier f modulated by m has side lines at f - m and f + m.
    package var lines: [Line] {
        guard let modulation, let carrier = frequencies.first else {
            let amplitude = 1 / Double(max(1, frequencies.count)).squareRoot()
            return frequencies.map { Line(frequency: $0, amplitude: amplitude) }
        }
        let side = Self.modulationDepth / 2
        let scale = 1 / (1 + 2 * side * side).squareRoot()
        return [
            Line(frequency: carrier - modulation, amplitude: side * scale), Line(frequency: carrier, amplitude: scale),
            Line(frequency: carrier + modulation, amplitude: side * scale),
        ]
    }
}

extension ToneSound: CustomStringConvertible {
    /// `450 Hz`, `350+440 Hz`, `400*25 Hz`, as the plans are written.
    package var description: String {
        func plain(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
        if frequencies.isEmpty { return "silence" }
        let sum = frequencies.map(plain).joined(separator: "+")
        return sum + (modulation.map { "*" + plain($0) } ?? "") + " Hz"
    }
}
