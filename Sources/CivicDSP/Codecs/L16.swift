/// Linear samples of 16 bits in network byte order (RFC 3551 §4.5.11).
package enum L16 {
    /// `output` has room for half as many samples as `payload` has bytes.
    package static func decode(_ payload: Span<UInt8>, into output: inout MutableSpan<Int16>) {
        let count = payload.count / 2
        precondition(output.count >= count)
        for index in 0..<count {
            output[index] = Int16(bitPattern: UInt16(payload[2 * index]) << 8 | UInt16(payload[2 * index + 1]))
        }
    }

    /// `output` has room for two bytes a sample.
    package static func encode(_ samples: Span<Int16>, into output: inout MutableSpan<UInt8>) {
        precondition(output.count >= 2 * samples.count)
        for index in samples.indices {
            output[2 * index] = UInt8(truncatingIfNeeded: samples[index] >> 8)
            output[2 * index + 1] = UInt8(truncatingIfNeeded: samples[index])
        }
    }
}
