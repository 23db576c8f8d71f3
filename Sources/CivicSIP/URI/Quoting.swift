/// The text inside a `quoted-string` (RFC 3261 §25.1) with its escapes undone; other text comes back as it is.
func unquoted(_ text: String) -> String {
    // By bytes: a quote and an accent after it are one character.
    let quote = UInt8(ascii: "\"")
    guard text.utf8.count >= 2, text.utf8.first == quote, text.utf8.last == quote else { return text }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8.dropFirst().dropLast() {
        if byte == UInt8(ascii: "\\"), !isEscaped {
            isEscaped = true
        } else {
            bytes.append(byte)
            isEscaped = false
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// `text` as a `quoted-string`. Line ends, which it cannot hold, become spaces.
func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x00...0x08, 0x0B...0x0C, 0x0E...0x1F, 0x7F:
            bytes += [UInt8(ascii: "\\"), byte]
        case 0x0A, 0x0D: bytes.append(UInt8(ascii: " "))
        default: bytes.append(byte)
        }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
}

/// `text` with `%XX` escapes undone (RFC 3261 §19.1.2); a `%` without two hex digits stays.
func percentDecoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    let source = Array(text.utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < source.count {
        if source[index] == UInt8(ascii: "%"), index + 2 < source.count, let high = source[index + 1].hexDigitValue,
            let low = source[index + 2].hexDigitValue
        {
            bytes.append(high << 4 | low)
            index += 3
        } else {
            bytes.append(source[index])
            index += 1
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// `text` with every byte outside of `allowed` written as `%XX`.
func percentEncoded(_ text: String, allowing allowed: (UInt8) -> Bool) -> String {
    guard !text.utf8.allSatisfy(allowed) else { return text }
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        if allowed(byte) {
            bytes.append(byte)
        } else {
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

extension UInt8 {
    var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
