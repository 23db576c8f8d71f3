// Network byte order over spans. The caller has checked the length; these trap on a wrong offset, as any index does.

extension Span<UInt8> {
    package func bigEndianUInt16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    package func bigEndianUInt32(at offset: Int) -> UInt32 {
        UInt32(bigEndianUInt16(at: offset)) << 16 | UInt32(bigEndianUInt16(at: offset + 2))
    }
}

extension MutableSpan<UInt8> {
    package mutating func storeBigEndian(_ value: UInt16, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 1] = UInt8(truncatingIfNeeded: value)
    }

    package mutating func storeBigEndian(_ value: UInt32, at offset: Int) {
        storeBigEndian(UInt16(truncatingIfNeeded: value >> 16), at: offset)
        storeBigEndian(UInt16(truncatingIfNeeded: value), at: offset + 2)
    }
}
