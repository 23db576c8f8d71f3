import CSpeexDSP

/// Why a resampler cannot be had.
package enum ResamplerError: Error, Equatable, Sendable {
    /// Rates must be 1000…192,000 Hz and the quality 0…10.
    case unsupported(from: Int, to: Int, quality: Int)
    case outOfMemory
}

/// Changes the sample rate of one channel, by speexdsp's windowed sinc filter bank.
package struct Resampler: ~Copyable {
    private let state: OpaquePointer
    package let inputRate: Int
    package let outputRate: Int

    /// - Parameters:
    ///   - from: rate of what comes in, in Hz.
    ///   - to: rate of what goes out, in Hz.
    ///   - quality: 0 (fast) to 10 (best), speexdsp's scale; 3 is its choice for VoIP, 8 suits prompts made once.
    package init(from: Int, to: Int, quality: Int = 5) throws(ResamplerError) {
        let rates = 1000...192_000
        guard rates.contains(from), rates.contains(to), (0...10).contains(quality) else {
            throw .unsupported(from: from, to: to, quality: quality)
        }
        guard let state = speex_resampler_init(1, UInt32(from), UInt32(to), Int32(quality), nil) else {
            throw .outOfMemory
        }
        self.state = state
        inputRate = from
        outputRate = to
    }

    deinit { speex_resampler_destroy(state) }

    /// Delay of the filter, in samples at the output's rate.
    package var latency: Int { Int(speex_resampler_get_output_latency(state)) }

    /// Leaves out the filter's delay at the beginning: for files, where the first sample should stay the first.
    package mutating func skipLatency() { _ = speex_resampler_skip_zeros(state) }

    /// Converts as much as fits, and keeps the filter's memory for the next call.
    ///
    /// - Returns: How many input samples were used and how many output samples written.
    package mutating func process(
        _ input: Span<Int16>, into output: inout MutableSpan<Int16>
    ) -> (consumed: Int, produced: Int) {
        var consumed = UInt32(clamping: input.count)
        var produced = UInt32(clamping: output.count)
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                if let from = source.baseAddress, let to = target.baseAddress {
                    _ = speex_resampler_process_int(state, 0, from, &consumed, to, &produced)
                } else {
                    (consumed, produced) = (0, 0)
                }
            }
        }
        return (Int(consumed), Int(produced))
    }

    /// Converts a whole recording; sample 0 stays sample 0, and the length is the same time.
    package static func convert(
        _ samples: [Int16], from: Int, to: Int, quality: Int = 8
    ) throws(ResamplerError) -> [Int16] {
        if from == to { return samples }
        var resampler = try Resampler(from: from, to: to, quality: quality)
        resampler.skipLatency()
        let wanted = (samples.count * to + from - 1) / from
        // The filter holds its last samples back until as many zeros have pushed them out.
        let padding = [Int16](repeating: 0, count: (resampler.latency + 1) * from / to + from / 1000 + 16)
        let source = samples + padding
        var output: [Int16] = []
        output.reserveCapacity(wanted)
        var block = [Int16](repeating: 0, count: 4096)
        var read = 0
        while output.count < wanted && read < source.count {
            var target = block.mutableSpan
            let step = resampler.process(source.span.extracting(read..<source.count), into: &target)
            if step.consumed == 0 && step.produced == 0 { break }
            read += step.consumed
            output += block.prefix(min(step.produced, wanted - output.count))
        }
        return output
    }
}
