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
/// directions are branch-free arithmetic, eight samples at a time: no table that a thousand legs would have to share the
/// cache with. A law's segments are powers of two with 16 steps each, so a code is the exponent and the top of the
/// fraction of a floating-point number.
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
        encode(pcm, into: &output) {
            alaw($0)
        } eight: { samples in
            let sign = samples &>> 15
            let magnitude = (samples ^ sign) &>> 4
            // Below 16, the finest step is as wide as that of the segment above it.
            let code = pointwiseMax(tops(of: magnitude) &- 2080, pointwiseMin(magnitude, SIMD8(repeating: 15)))
            return (code | (~sign & 0x80)) ^ 0x55
        }
    }

    /// Decodes a frame by table 1 of G.711.
    package static func decodeALaw(_ codes: Span<UInt8>, into output: inout MutableSpan<Int16>) {
        decode(codes, into: &output) {
            linear(alaw: $0)
        } eight: { codes in
            let bits = codes ^ 0x55
            // The lowest segment is as fine as the one above it.
            let steps = whole(steps(of: bits))
            let magnitudes = steps &+ pointwiseMin(steps &- 256, SIMD8.zero)
            let sign = ((bits & 0x80) &>> 7) &- 1
            return (magnitudes ^ sign) &- sign
        }
    }

    /// Encodes a frame by table 2 of G.711, all bits inverted; what exceeds the law's range is clipped to it.
    package static func encodeMuLaw(_ pcm: Span<Int16>, into output: inout MutableSpan<UInt8>) {
        encode(pcm, into: &output) {
            mulaw($0)
        } eight: { samples in
            let sign = samples &>> 15
            let biased = pointwiseMin(((samples ^ sign) &>> 2) &+ 33, SIMD8(repeating: 0x1FFF))
            return ~((tops(of: biased) &- 2112) | (sign & 0x80))
        }
    }

    /// Decodes a frame by table 2 of G.711.
    package static func decodeMuLaw(_ codes: Span<UInt8>, into output: inout MutableSpan<Int16>) {
        decode(codes, into: &output) {
            linear(mulaw: $0)
        } eight: { codes in
            let bits = ~codes & 0xFF
            let magnitudes = whole(steps(of: bits) - 132)
            let sign = SIMD8<Int16>.zero &- (bits &>> 7)
            return (magnitudes ^ sign) &- sign
        }
    }

    // Eight at a time, and what is left one by one.

    @inline(__always)
    private static func encode(
        _ pcm: Span<Int16>, into output: inout MutableSpan<UInt8>, one: (Int16) -> UInt8,
        eight: (SIMD8<Int16>) -> SIMD8<Int16>
    ) {
        precondition(output.count >= pcm.count)
        let bytes = pcm.bytes
        var index = 0
        output.withUnsafeMutableBufferPointer { room in
            guard let room = UnsafeMutableRawPointer(room.baseAddress) else { return }
            while index &+ 8 <= pcm.count {
                // Any bits make a block; both lie within their spans by the loop's condition and the precondition.
                let block = bytes.unsafeLoadUnaligned(fromByteOffset: 2 &* index, as: SIMD8<Int16>.self)
                room.storeBytes(of: lowBytes(eight(block)), toByteOffset: index, as: SIMD8<UInt8>.self)
                index &+= 8
            }
        }
        while index < pcm.count {
            output[index] = one(pcm[index])
            index += 1
        }
    }

    @inline(__always)
    private static func decode(
        _ codes: Span<UInt8>, into output: inout MutableSpan<Int16>, one: (UInt8) -> Int16,
        eight: (SIMD8<Int16>) -> SIMD8<Int16>
    ) {
        precondition(output.count >= codes.count)
        let bytes = codes.bytes
        var index = 0
        output.withUnsafeMutableBufferPointer { room in
            guard let room = UnsafeMutableRawPointer(room.baseAddress) else { return }
            while index &+ 8 <= codes.count {
                // As above.
                let block = bytes.unsafeLoadUnaligned(fromByteOffset: index, as: SIMD8<UInt8>.self)
                room.storeBytes(of: eight(widened(block)), toByteOffset: 2 &* index, as: SIMD8<Int16>.self)
                index &+= 8
            }
        }
        while index < codes.count {
            output[index] = one(codes[index])
            index += 1
        }
    }

    /// Exponent and four bits of the fraction of each number, as 16 · (127 + exponent) + bits.
    @inline(__always)
    private static func tops(of numbers: SIMD8<Int16>) -> SIMD8<Int16> {
        let bits = unsafeBitCast(floats(widened(numbers)), to: SIMD8<Int32>.self) &>> 19
        return SIMD8(lowHalf: narrowed(bits.lowHalf), highHalf: narrowed(bits.highHalf))
    }

    /// The middle of each code's step in its segment: 132 · 2^segment for a step 0, and a sixteenth of 128 · 2^segment
    /// more for each further one.
    @inline(__always)
    private static func steps(of bits: SIMD8<Int16>) -> SIMD8<Float> {
        unsafeBitCast((widened(bits & 0x7F) &<< 19) &+ (134 &<< 23 | 1 &<< 18), to: SIMD8<Float>.self)
    }

    /// Whole numbers of at most 16 bits out of floating-point ones: their last bits once 1.5 · 2²³ is added.
    @inline(__always)
    private static func whole(_ numbers: SIMD8<Float>) -> SIMD8<Int16> {
        let bits = unsafeBitCast(numbers + 12_582_912, to: SIMD8<Int32>.self)
        return SIMD8(lowHalf: narrowed(bits.lowHalf), highHalf: narrowed(bits.highHalf))
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
