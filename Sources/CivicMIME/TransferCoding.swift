/// How bytes travel as text (RFC 2045 §6, RFC 2047 §4, RFC 3986 §2.1). Decoding passes over what does not belong there.
package enum TransferCoding {
    /// The body of a part with `Content-Transfer-Encoding: coding`.
    static func decoded(_ body: ArraySlice<UInt8>, _ coding: String) -> [UInt8] {
        switch coding.lowercased() {
        case "base64": base64Decoded(body)
        case "quoted-printable": quotedPrintableDecoded(body)
        default: Array(body)
        }
    }

    package static func base64Decoded(_ text: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text {
            if character == UInt8(ascii: "=") { break }
            guard let value = base64Value(character) else { continue }
            bits = bits << 6 | value
            count += 1
            if count == 4 {
                bytes += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8)]
                bytes.append(UInt8(truncatingIfNeeded: bits))
                (bits, count) = (0, 0)
            }
        }
        if count >= 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> (count == 3 ? 10 : 4))) }
        if count == 3 { bytes.append(UInt8(truncatingIfNeeded: bits >> 2)) }
        return bytes
    }

    private static func base64Value(_ character: UInt8) -> UInt32? {
        switch character {
        case 0x41...0x5A: UInt32(character - 0x41)
        case 0x61...0x7A: UInt32(character - 0x61 + 26)
        case 0x30...0x39: UInt32(character - 0x30 + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    static func quotedPrintableDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                continue
            }
            if let value = hexByte(text, at: index) {
                bytes.append(value)
                index += 2
                continue
            }
            // A soft line break; spaces before it do not count.
            var end = index
            while end < text.endIndex, text[end] == 0x20 || text[end] == 0x09 || text[end] == 0x0D { end += 1 }
            if end < text.endIndex, text[end] == 0x0A {
                index = end + 1
            } else if end == text.endIndex {
                index = end
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// RFC 2047 §4.2: as quoted-printable, with `_` for a space.
    static func qDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        quotedPrintableDecoded(ArraySlice(text.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }))
    }

    static func percentDecoded(_ text: some StringProtocol) -> [UInt8] {
        let text = Array(text.utf8)[...]
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), let value = hexByte(text, at: index + 1) {
                bytes.append(value)
                index += 3
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return bytes
    }

    private static func hexByte(_ text: ArraySlice<UInt8>, at index: Int) -> UInt8? {
        guard index + 1 < text.endIndex, let high = hexValue(text[index]), let low = hexValue(text[index + 1]) else {
            return nil
        }
        return high << 4 | low
    }

    private static func hexValue(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
