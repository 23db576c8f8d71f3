/// Brings a sum of voices back to 16 bits by turning it down where it is too loud, instead of cutting its peaks off.
///
/// A frame is known whole before it goes out, so the gain falls along a straight line that reaches every loud sample in
/// time; it rises again slowly:
///
///     gain 1 ───╲                     ╱───   released at 1 in 300 ms
///                ╲______held_________╱
///
/// Nothing is delayed, and what fits into 16 bits passes bit for bit.
package struct MixLimiter: Sendable {
    /// The loudest sample that goes out.
    private static let ceiling: Float = 32767
    /// Rise of the gain per sample: from 0 to 1 in 300 ms at 8 kHz.
    private static let release: Float = 1 / 2400

    /// Linear gain of the last sample.
    package private(set) var gain: Float = 1

    package init() {}

    /// Writes the sum as 16-bit samples.
    package mutating func resolve(_ sum: Span<Int32>, into output: inout MutableSpan<Int16>) {
        precondition(sum.count >= output.count)
        var peak: Int32 = 0
        for index in output.indices { peak = max(peak, sum[index].magnitudeClamped) }
        if gain == 1 && peak <= 32767 {
            for index in output.indices { output[index] = Int16(truncatingIfNeeded: sum[index]) }
            return
        }
        // The line falls as steeply as the most pressing sample asks, and ends at what the loudest one asks.
        let least = min(1, Self.ceiling / Float(max(peak, 1)))
        var slope = Self.release
        for index in output.indices {
            let magnitude = Float(sum[index].magnitudeClamped)
            guard magnitude * (gain + slope * Float(index + 1)) > Self.ceiling else { continue }
            slope = min(slope, (Self.ceiling / magnitude - gain) / Float(index + 1))
        }
        let lowest = slope < 0 ? min(least, gain) : 0
        for index in output.indices {
            gain = min(1, max(lowest, gain + slope))
            output[index] = Int16(clamping: Int32((Float(sum[index]) * gain).rounded(.towardZero)))
        }
    }
}

extension Int32 {
    /// The absolute value, with that of the smallest number held at the largest.
    @inline(__always)
    fileprivate var magnitudeClamped: Int32 { self == .min ? .max : (self < 0 ? -self : self) }
}
