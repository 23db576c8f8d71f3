/// A small packer for pictures (RFC 1951, fixed codes): it looks for repeats one byte back and one row up only, which is
/// where flat areas and upright lines repeat.
enum Deflate {
    private static let shortest = 3
    private static let longest = 258

    /// - Parameter row: bytes of a row, at most 32768 for repeats from the row above.
    static func pack(_ bytes: [UInt8], row: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.write(1, count: 1)  // the last block
        bits.write(1, count: 2)  // fixed codes
        var index = 0
        while index < bytes.count {
            let near = length(in: bytes, at: index, distance: 1)
            let above = row <= 32768 ? length(in: bytes, at: index, distance: row) : 0
            let best = max(near, above)
            if best >= shortest {
                write(length: best, distance: near >= above ? 1 : row, to: &bits)
                index += best
            } else {
                write(symbol: Int(bytes[index]), to: &bits)
                index += 1
            }
        }
        write(symbol: 256, to: &bits)
        return bits.finished()
    }

    private static func length(in bytes: [UInt8], at index: Int, distance: Int) -> Int {
        guard index >= distance else { return 0 }
        let most = min(longest, bytes.count - index)
        var count = 0
        while count < most, bytes[index + count] == bytes[index + count - distance] { count += 1 }
        return count
    }

    /// The fixed codes of RFC 1951 §3.2.6, which go out from their highest bit.
    private static func write(symbol: Int, to bits: inout BitWriter) {
        switch symbol {
        case ..<144: bits.writeReversed(0x30 + symbol, count: 8)
        case ..<256: bits.writeReversed(0x190 + symbol - 144, count: 9)
        case ..<280: bits.writeReversed(symbol - 256, count: 7)
        default: bits.writeReversed(0xC0 + symbol - 280, count: 8)
        }
    }

    private static func write(length: Int, distance: Int, to bits: inout BitWriter) {
        if length == longest {
            write(symbol: 285, to: &bits)
        } else {
            // Lengths 3 to 10 have a code each; from there four codes for each further bit.
            let (code, extra, count) = bucket(length - shortest, codesPerBit: 4)
            write(symbol: 257 + code, to: &bits)
            bits.write(extra, count: count)
        }
        let (code, extra, count) = bucket(distance - 1, codesPerBit: 2)
        bits.writeReversed(code, count: 5)
        bits.write(extra, count: count)
    }

    /// The code of a value in a scheme where the first 2·n values have a code each and every n codes more carry one bit
    /// more (tables of RFC 1951 §3.2.5).
    private static func bucket(_ value: Int, codesPerBit: Int) -> (code: Int, extra: Int, count: Int) {
        if value < 2 * codesPerBit { return (value, 0, 0) }
        let top = Int.bitWidth - 1 - value.leadingZeroBitCount
        let count = top - codesPerBit.trailingZeroBitCount
        let code = codesPerBit * (count + 1) + (value >> count) - codesPerBit
        return (code, value & ((1 << count) - 1), count)
    }
}

private struct BitWriter {
    private var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var count = 0

    mutating func write(_ value: Int, count more: Int) {
        pending |= UInt64(value) << UInt64(count)
        count += more
        while count >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            count -= 8
        }
    }

    mutating func writeReversed(_ value: Int, count: Int) {
        for bit in (0..<count).reversed() { write(value >> bit & 1, count: 1) }
    }

    func finished() -> [UInt8] { count > 0 ? bytes + [UInt8(truncatingIfNeeded: pending)] : bytes }
}
