/// Encoded words in header fields: `=?gb18030?B?xOO6ww==?=` (RFC 2047).
package enum EncodedWords {
    /// The text with its encoded words decoded; white space between two of them is dropped (§6.2). A character that is
    /// split over two words, which §5 forbids and programs do, is put together again.
    package static func decoded(_ text: String) -> String {
        guard text.contains("=?") else { return text }
        let bytes = Array(text.utf8)
        var result = ""
        var pending: (charset: String, bytes: [UInt8])?
        var plain: [UInt8] = []
        func flush() {
            if let (charset, bytes) = pending { result += Charset.text(bytes, charset) }
            pending = nil
        }
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "="), let word = word(in: bytes, at: index) else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            index = word.end
            let isBetween = pending != nil && plain.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            if !isBetween {
                flush()
                result += String(decoding: plain, as: UTF8.self)
            }
            plain = []
            if let before = pending, before.charset == word.charset {
                pending = (word.charset, before.bytes + word.bytes)
            } else {
                flush()
                pending = (word.charset, word.bytes)
            }
        }
        flush()
        return result + String(decoding: plain, as: UTF8.self)
    }

    private static func word(in bytes: [UInt8], at start: Int) -> (charset: String, bytes: [UInt8], end: Int)? {
        let mark = UInt8(ascii: "?")
        guard start + 1 < bytes.count, bytes[start + 1] == mark else { return nil }
        // An encoded word has at most 75 characters (§2); longer ones are written all the same.
        let limit = min(bytes.count, start + 2_000)
        func next(_ from: Int) -> Int? { bytes[min(from, limit)..<limit].firstIndex(of: mark) }
        guard let first = next(start + 2), let second = next(first + 1), second == first + 2,
            let third = next(second + 1), third + 1 < bytes.count, bytes[third + 1] == UInt8(ascii: "=")
        else { return nil }
        // RFC 2231 §5: a language may follow the charset.
        let charset = String(decoding: bytes[(start + 2)..<first], as: UTF8.self).prefix { $0 != "*" }.lowercased()
        let content = bytes[(second + 1)..<third]
        switch bytes[first + 1] {
        case UInt8(ascii: "B"), UInt8(ascii: "b"):
            return (charset, TransferCoding.base64Decoded(content), third + 2)
        case UInt8(ascii: "Q"), UInt8(ascii: "q"): return (charset, TransferCoding.qDecoded(content), third + 2)
        default: return nil
        }
    }

    /// `text` for a header field: itself where it is short ASCII, else encoded words in UTF-8 of at most 75 characters,
    /// folded.
    package static func encoded(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
        if isPlain, text.utf8.count <= 60 { return text }
        var words: [String] = []
        var chunk: [UInt8] = []
        func close() {
            if !chunk.isEmpty { words.append("=?UTF-8?B?\(Base64.encoded(chunk))?=") }
            chunk = []
        }
        for character in text.unicodeScalars {
            let bytes = Array(String(character).utf8)
            if chunk.count + bytes.count > 45 { close() }
            chunk += bytes
        }
        close()
        return words.joined(separator: "\r\n ")
    }
}
