/// The sound of the last 0.67 s in 5 bits a sample: 4 for each, and the size of their step for eight at a time.
///
/// Its noise lies 20 to 26 dB under the loudest sample of each ms, which leaves of a pair of tones all that is needed to
/// name it. 3.4 KB, within the value; a frame of 20 ms takes 0.06 µs to put by.
struct CoarseSound: Sendable {
    /// Samples that share a step: 1 ms.
    static let block = 8
    /// Milliseconds that are kept.
    static let length = 672

    /// The ms, on the owner's clock, up to which anything has been put by.
    private(set) var end = 0

    // By ms, modulo the length: eight samples of four bits, in two's complement, and the bits that each has lost.
    private var codes = InlineArray<672, UInt32>(repeating: 0)
    private var shifts = InlineArray<672, UInt8>(repeating: 0)
    /// Samples of a block that the last frame did not fill.
    private var partial = SIMD8<Int16>.zero
    private var filled = 0

    /// Puts a frame by whose first sample belongs to the ms `now`; what lies between it and the last one was silence.
    mutating func append(_ frame: Span<Int16>, at now: Int) {
        if frame.isEmpty { return }
        if now > end { skip(to: now) }
        var slot = end % Self.length
        var index = 0
        let bytes = frame.bytes
        while index < frame.count {
            if filled == 0 && index &+ Self.block <= frame.count {
                // Any bits make a block; the 16 bytes lie within the frame, as the line above has seen.
                put(bytes.unsafeLoadUnaligned(fromByteOffset: 2 &* index, as: SIMD8<Int16>.self), &slot)
                index &+= Self.block
            } else {
                partial[filled] = frame[index]
                filled += 1
                index += 1
                if filled == Self.block {
                    filled = 0
                    put(partial, &slot)
                }
            }
        }
    }

    /// Copies 20 ms from the ms `start` on, or what there is of them; gives their number.
    mutating func copy(from start: Int, into samples: inout InlineArray<160, Int16>) -> Int {
        let length = max(0, min(160 / Self.block, end - start))
        for offset in 0..<length {
            let isKept = start + offset >= max(0, end - Self.length)
            let slot = (start + offset) % Self.length
            let code = isKept ? codes[slot] : 0
            let shift = isKept ? Int32(shifts[slot]) : 0
            for lane in 0..<Self.block {
                // The middle of the step that a sample fell into.
                let value = (Int32(bitPattern: code &<< UInt32(28 &- 4 &* lane)) &>> 28) &<< shift
                samples[offset * Self.block + lane] = Int16(truncatingIfNeeded: value | (1 &<< shift) &>> 1)
            }
        }
        return length
    }

    private mutating func skip(to now: Int) {
        filled = 0
        for tick in max(end, now - Self.length)..<now {
            codes[tick % Self.length] = 0
            shifts[tick % Self.length] = 0
        }
        end = now
    }

    @inline(__always)
    private mutating func put(_ samples: SIMD8<Int16>, _ slot: inout Int) {
        // The highest bit that any of them uses.
        let magnitudes = samples ^ (samples &>> 15)
        let halves = unsafeBitCast(magnitudes.lowHalf | magnitudes.highHalf, to: UInt64.self)
        let quarter = halves | halves &>> 32
        let used = UInt16(truncatingIfNeeded: quarter | quarter &>> 16)
        let shift = max(0, 13 &- Int16(used.leadingZeroBitCount))
        let pairs = pairedProducts((samples &>> shift) & 15, SIMD8(1, 16, 1, 16, 1, 16, 1, 16))
        codes[slot] =
            UInt32(truncatingIfNeeded: pairs[0]) | UInt32(truncatingIfNeeded: pairs[1]) &<< 8
            | UInt32(truncatingIfNeeded: pairs[2]) &<< 16 | UInt32(truncatingIfNeeded: pairs[3]) &<< 24
        shifts[slot] = UInt8(truncatingIfNeeded: shift)
        slot = slot &+ 1 == Self.length ? 0 : slot &+ 1
        end &+= 1
    }
}
