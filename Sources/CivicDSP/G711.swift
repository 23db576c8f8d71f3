/// The two companding laws of ITU-T G.711, named as RTP/AVP names them.
package enum G711Law: String, Sendable, CaseIterable {
    case alaw = "PCMA"
    case mulaw = "PCMU"

    /// The code that decodes nearest to zero: what is sent when nothing is said.
    package var silence: UInt8 {
        switch self {
        case .alaw: 0xD5
        case .mulaw: 0xFF
        }
    }
}

/// Pulse code modulation of voice frequencies, ITU-T G.711: 8 bits a sample, 8000 samples a second.
///
/// Linear samples are 16 bits, with the law's 13 (A) or 14 (µ) bits at the top, as in the ITU-T G.191 tools. Both
/// directions are branch-free arithmetic: no table to warm up before the first frame.
package enum G711 {
    /// Encodes a frame with either law; `output` holds at least as many bytes as `pcm` has samples.
    package static func encode(_ pcm: Span<Int16>, law: G711Law, into output: inout MutableSpan<UInt8>) {
        switch law {
        case .alaw: encodeALaw(pcm, into: &output)
        case .mulaw: encodeMuLaw(pcm, into: &output)
        }
    }

    /// Decodes a frame with either law; `output` holds at least as many samples as `codes` has bytes.
    package static func decode(_ codes: Span<UInt8>, law: G711Law, into output: inout MutableSpan<Int16>) {
        switch law {
        case .alaw: decodeALaw(codes, into: &output)
        case .mulaw: decodeMuLaw(codes, into: &output)
        }
    }

    /// Encodes a frame by table 1 of G.711, even bits inverted.
    package static func encodeALaw(_ pcm: Span<Int16>, into output: inout MutableSpan<UInt8>) {
        precondition(output.count >= pcm.count)
        for index in pcm.indices { output[index] = alaw(pcm[index]) }
    }

    /// Decodes a frame by table 1 of G.711.
    package static func decodeALaw(_ codes: Span<UInt8>, into output: inout MutableSpan<Int16>) {
        precondition(output.count >= codes.count)
        for index in codes.indices { output[index] = linear(alaw: codes[index]) }
    }

    /// Encodes a frame by table 2 of G.711, all bits inverted; what exceeds the law's range is clipped to it.
    package static func encodeMuLaw(_ pcm: Span<Int16>, into output: inout MutableSpan<UInt8>) {
        precondition(output.count >= pcm.count)
        for index in pcm.indices { output[index] = mulaw(pcm[index]) }
    }

    /// Decodes a frame by table 2 of G.711.
    package static func decodeMuLaw(_ codes: Span<UInt8>, into output: inout MutableSpan<Int16>) {
        precondition(output.count >= codes.count)
        for index in codes.indices { output[index] = linear(mulaw: codes[index]) }
    }

    // The sign is a mask of ones for negative samples, so `sample ^ sign` is the magnitude less one for these: the
    // decision values themselves belong to the smaller step, as in G.191.

    @inline(__always)
    static func alaw(_ sample: Int16) -> UInt8 {
        let value = Int32(sample)
        let sign = value >> 31
        let magnitude = (value ^ sign) >> 4  // 0…2047
        let shift = Int32(27 &- (magnitude | 16).leadingZeroBitCount)  // segment 0 and 1 share the finest step
        let code = (shift << 4) &+ (magnitude >> shift)
        return UInt8(truncatingIfNeeded: (code | (~sign & 0x80)) ^ 0x55)
    }

    @inline(__always)
    static func linear(alaw code: UInt8) -> Int16 {
        let bits = Int32(code ^ 0x55)
        let segment = (bits >> 4) & 7
        let isCoarse = (segment &+ 7) >> 3  // 1 for segments 1…7
        let magnitude = (((bits & 15) << 4) &+ 8 &+ (isCoarse << 8)) << (segment &- isCoarse)
        let sign = ((bits & 0x80) >> 7) &- 1  // ones when the sign bit is 0: negative
        return Int16(truncatingIfNeeded: (magnitude ^ sign) &- sign)
    }

    @inline(__always)
    static func mulaw(_ sample: Int16) -> UInt8 {
        let value = Int32(sample)
        let sign = value >> 31
        let biased = min(((value ^ sign) >> 2) &+ 33, 0x1FFF)  // 33…8191
        let segment = Int32(26 &- biased.leadingZeroBitCount)  // 0…7
        let code = (segment << 4) | ((biased >> (segment &+ 1)) & 15)
        return UInt8(truncatingIfNeeded: ~(code | (sign & 0x80)))
    }

    @inline(__always)
    static func linear(mulaw code: UInt8) -> Int16 {
        let bits = Int32(~code)
        let segment = (bits >> 4) & 7
        let magnitude = ((((bits & 15) << 3) &+ 0x84) << segment) &- 0x84
        let sign = 0 &- ((bits & 0x80) >> 7)
        return Int16(truncatingIfNeeded: (magnitude ^ sign) &- sign)
    }
}
