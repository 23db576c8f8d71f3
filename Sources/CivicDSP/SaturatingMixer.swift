/// Adds frames in 32 bits and comes back to 16 without wrapping.
///
/// A bridge clears one accumulator, adds every party once, and gives each party the sum less its own part:
///
///     clear ─▶ add(a) add(b) add(c) ─▶ resolve(less a) ─▶ to a
///                                   ├▶ resolve(less b) ─▶ to b
///                                   └▶ resolve(all)    ─▶ recorder
///
/// 65,535 parties at full scale and unit gain fit into the accumulator; louder gains fit accordingly fewer.
package enum SaturatingMixer {
    package static func clear(_ sum: inout MutableSpan<Int32>) {
        for index in sum.indices { sum[index] = 0 }
    }

    /// Adds a frame as it is.
    package static func add(_ frame: Span<Int16>, to sum: inout MutableSpan<Int32>) {
        precondition(sum.count >= frame.count)
        for index in frame.indices { sum[index] &+= Int32(frame[index]) }
    }

    /// Adds a frame through a gain, which moves on by the frame's length.
    ///
    /// The gain must stay within ±64 (36 dB), so that no product leaves 32 bits.
    package static func add(_ frame: Span<Int16>, gain: inout GainRamp, to sum: inout MutableSpan<Int32>) {
        precondition(sum.count >= frame.count)
        if gain.isSettled {
            if gain.current == 0 { return }
            if gain.current == 1 { return add(frame, to: &sum) }
            let factor = max(-64, min(64, gain.current))
            for index in frame.indices { sum[index] &+= Int32(factor * Float(frame[index])) }
        } else {
            for index in frame.indices {
                sum[index] &+= Int32(max(-64, min(64, gain.next())) * Float(frame[index]))
            }
        }
    }

    /// Writes the sum as 16-bit samples, held at full scale where it goes beyond.
    package static func resolve(_ sum: Span<Int32>, into output: inout MutableSpan<Int16>) {
        precondition(sum.count >= output.count)
        for index in output.indices { output[index] = Int16(clamping: sum[index]) }
    }

    /// Writes the sum less one party's own frame, which had been added as it is.
    package static func resolve(_ sum: Span<Int32>, less own: Span<Int16>, into output: inout MutableSpan<Int16>) {
        precondition(sum.count >= output.count && own.count >= output.count)
        for index in output.indices { output[index] = Int16(clamping: sum[index] &- Int32(own[index])) }
    }

    /// Scales a frame where it lies, held at full scale.
    package static func apply(_ gain: inout GainRamp, to frame: inout MutableSpan<Int16>) {
        if gain.isSettled && gain.current == 1 { return }
        for index in frame.indices {
            let product = max(-64, min(64, gain.next())) * Float(frame[index])
            frame[index] = Int16(clamping: Int32(product))
        }
    }
}
