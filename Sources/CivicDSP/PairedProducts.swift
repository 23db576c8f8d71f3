// Lane by lane, as the library's generic conversions between vectors are calls wherever the optimiser has no room left;
// written out, they become single instructions.

/// The lanes as 32-bit numbers.
@inline(__always)
func widened(_ lanes: SIMD8<Int16>) -> SIMD8<Int32> {
    SIMD8(
        Int32(lanes[0]), Int32(lanes[1]), Int32(lanes[2]), Int32(lanes[3]),
        Int32(lanes[4]), Int32(lanes[5]), Int32(lanes[6]), Int32(lanes[7]))
}

/// The lanes as 16-bit numbers.
@inline(__always)
func widened(_ lanes: SIMD8<UInt8>) -> SIMD8<Int16> {
    SIMD8(
        Int16(lanes[0]), Int16(lanes[1]), Int16(lanes[2]), Int16(lanes[3]),
        Int16(lanes[4]), Int16(lanes[5]), Int16(lanes[6]), Int16(lanes[7]))
}

/// The lower 8 bits of each lane.
@inline(__always)
func lowBytes(_ lanes: SIMD8<Int16>) -> SIMD8<UInt8> {
    SIMD8(
        UInt8(truncatingIfNeeded: lanes[0]), UInt8(truncatingIfNeeded: lanes[1]),
        UInt8(truncatingIfNeeded: lanes[2]), UInt8(truncatingIfNeeded: lanes[3]),
        UInt8(truncatingIfNeeded: lanes[4]), UInt8(truncatingIfNeeded: lanes[5]),
        UInt8(truncatingIfNeeded: lanes[6]), UInt8(truncatingIfNeeded: lanes[7]))
}

/// The lanes as floating-point numbers.
@inline(__always)
func floats(_ lanes: SIMD8<Int32>) -> SIMD8<Float> {
    SIMD8(
        Float(lanes[0]), Float(lanes[1]), Float(lanes[2]), Float(lanes[3]),
        Float(lanes[4]), Float(lanes[5]), Float(lanes[6]), Float(lanes[7]))
}

/// The lower 16 bits of each lane.
@inline(__always)
func narrowed(_ lanes: SIMD4<Int32>) -> SIMD4<Int16> {
    SIMD4(
        Int16(truncatingIfNeeded: lanes[0]), Int16(truncatingIfNeeded: lanes[1]),
        Int16(truncatingIfNeeded: lanes[2]), Int16(truncatingIfNeeded: lanes[3]))
}

/// Eight products of 16-bit numbers, added in pairs: one instruction on x86 and two on ARM.
@inline(__always)
func pairedProducts(_ a: SIMD8<Int16>, _ b: SIMD8<Int16>) -> SIMD4<Int32> {
    let products = widened(a) &* widened(b)
    return products.evenHalf &+ products.oddHalf
}
