/// Base64 of keys (RFC 4648 §4), strictly: one alphabet, no line breaks, no bits left over.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for place in 0..<3 { bits = bits << 8 | (place < group.count ? UInt32(group[start + place]) : 0) }
            for place in 0..<4 {
                text.append(
                    place > group.count ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Exactly `count` bytes, or `nil`. The padding may be left out, as some phones do.
    static func decode(_ text: Substring, count: Int) -> [UInt8]? {
        let digits = (count * 8 + 5) / 6
        let padded = (count + 2) / 3 * 4
        guard text.utf8.count == digits || text.utf8.count == padded else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var bits: UInt32 = 0
        var held = 0
        for (place, character) in text.utf8.enumerated() {
            if place >= digits {
                guard character == UInt8(ascii: "=") else { return nil }
                continue
            }
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = (bits << 6 | UInt32(value)) & 0xFFFF
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        guard bytes.count == count, bits & (1 << UInt32(held) - 1) == 0 else { return nil }
        return bytes
    }
}
