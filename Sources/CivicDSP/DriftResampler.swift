import CSpeexDSP

/// Changes the rate of one channel by a ratio that can be bent a little while it runs, for two clocks that are nearly the
/// same: speexdsp's interpolating resampler, which keeps its phase when the ratio changes.
package struct DriftResampler: ~Copyable {
    /// The ratio is bent by no more than this, in millionths.
    package static let range = -900...900
    /// speexdsp multiplies two denominators in 32 bits when the ratio changes.
    private static let highestTerm = 65_535

    private let state: OpaquePointer
    private let inputRate: Int
    private let outputRate: Int
    private var terms: (input: Int, output: Int)
    /// How much faster than its nominal rate the input's clock runs, in millionths.
    package private(set) var drift = 0

    /// - Parameters:
    ///   - from: nominal rate of what comes in, in Hz.
    ///   - to: nominal rate of what goes out, in Hz.
    ///   - quality: 0 to 10, speexdsp's scale.
    package init(from: Int, to: Int, quality: Int = 5) throws(ResamplerError) {
        let rates = 4000...192_000
        guard rates.contains(from), rates.contains(to), (0...10).contains(quality) else {
            throw .unsupported(from: from, to: to, quality: quality)
        }
        let terms = Self.ratio(from, to, drift: 0)
        guard
            let state = speex_resampler_init_frac(
                1, UInt32(terms.input), UInt32(terms.output), UInt32(from), UInt32(to), Int32(quality), nil)
        else { throw .outOfMemory }
        self.state = state
        self.terms = terms
        inputRate = from
        outputRate = to
    }

    deinit { speex_resampler_destroy(state) }

    /// Bends the ratio: `drift` millionths more input than the rates say make the same output. The ratio that is taken
    /// may lie up to 15 millionths beside it.
    package mutating func bend(to drift: Int) {
        self.drift = max(Self.range.lowerBound, min(Self.range.upperBound, drift))
        let next = Self.ratio(inputRate, outputRate, drift: self.drift)
        guard next != terms else { return }
        terms = next
        _ = speex_resampler_set_rate_frac(
            state, UInt32(next.input), UInt32(next.output), UInt32(inputRate), UInt32(outputRate))
    }

    /// Converts as much as fits, and keeps the filter's memory for the next call.
    package mutating func process(
        _ input: Span<Int16>, into output: inout MutableSpan<Int16>
    ) -> (consumed: Int, produced: Int) {
        var consumed = UInt32(clamping: input.count)
        var produced = UInt32(clamping: output.count)
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                // Both buffers live through the call, which reads and writes no more than the counts say.
                if let from = source.baseAddress, let to = target.baseAddress {
                    _ = speex_resampler_process_int(state, 0, from, &consumed, to, &produced)
                } else {
                    (consumed, produced) = (0, 0)
                }
            }
        }
        return (Int(consumed), Int(produced))
    }

    /// The closest ratio of two whole numbers of which the second is not too large: the last convergent of the continued
    /// fraction, or the semiconvergent after it, whichever is nearer.
    private static func ratio(_ from: Int, _ to: Int, drift: Int) -> (input: Int, output: Int) {
        let (exactInput, exactOutput) = (from * (1_000_000 + drift), to * 1_000_000)
        var (before, last) = ((input: 0, output: 1), (input: 1, output: 0))
        var (numerator, denominator) = (exactInput, exactOutput)
        while denominator != 0 {
            let term = numerator / denominator
            let output = before.output + term * last.output
            guard output <= highestTerm else { break }
            (before, last) = (last, (before.input + term * last.input, output))
            (numerator, denominator) = (denominator, numerator - term * denominator)
        }
        guard denominator != 0 else { return last }
        let room = (highestTerm - before.output) / last.output
        let between = (input: before.input + room * last.input, output: before.output + room * last.output)
        func error(_ ratio: (input: Int, output: Int)) -> Double {
            abs(Double(ratio.input) / Double(ratio.output) - Double(exactInput) / Double(exactOutput))
        }
        return error(between) < error(last) ? between : last
    }
}
