import Glibc

/// Turns bytes of a charset into text.
///
/// Only the charsets of the table are asked of `iconv`: its rarer tables have had weaknesses, and a stranger chooses the name.
package enum Charset {
    /// What `iconv` calls a charset that a message names; `nil` for UTF-8, ASCII and what is not known.
    private static func table(_ label: String) -> String? {
        switch label {
        // Who says GB2312 mostly means its supersets.
        case "gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312": "GB18030"
        case "big5", "big5-hkscs", "x-x-big5", "cp950": "BIG5-HKSCS"
        // As browsers read it (WHATWG Encoding §4.2).
        case "iso-8859-1", "latin1", "windows-1252", "cp1252": "WINDOWS-1252"
        case "shift_jis", "shift-jis", "sjis", "cp932": "CP932"
        case "euc-jp": "EUC-JP"
        case "euc-kr", "ks_c_5601-1987", "cp949": "CP949"
        case "koi8-r": "KOI8-R"
        case "koi8-u": "KOI8-U"
        case "tis-620", "windows-874": "CP874"
        case "utf-16": "UTF-16"
        case "utf-16le": "UTF-16LE"
        case "utf-16be": "UTF-16BE"
        case _ where label.hasPrefix("iso-8859-"):
            Int(label.dropFirst(9)).flatMap { (2...16).contains($0) && $0 != 12 ? "ISO-8859-\($0)" : nil }
        case _ where label.hasPrefix("windows-125"):
            Int(label.dropFirst(11)).flatMap { (0...8).contains($0) ? "WINDOWS-125\($0)" : nil }
        default: nil
        }
    }

    /// The text of `bytes` in the charset that was named; where none is, or it is not known, UTF-8, or GB 18030 where the
    /// bytes are no UTF-8. What is no text becomes U+FFFD.
    package static func text(_ bytes: [UInt8], _ label: String?) -> String {
        if let name = label.flatMap({ table($0.trimmed.lowercased()) }) {
            return converted(bytes, from: name) ?? String(decoding: bytes, as: UTF8.self)
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let isUTF8 = label?.trimmed.lowercased() == "utf-8"
        return (isUTF8 ? nil : converted(bytes, from: "GB18030")) ?? String(decoding: bytes, as: UTF8.self)
    }

    private static func converted(_ bytes: [UInt8], from name: String) -> String? {
        guard let converter = iconv_open("UTF-8", name), Int(bitPattern: converter) != -1 else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 3 / 2)
        var output = [CChar](repeating: 0, count: 4_096)
        input.withUnsafeMutableBufferPointer { input in
            var source = input.baseAddress
            var left = input.count
            while left > 0 {
                let failure: Int32 = output.withUnsafeMutableBufferPointer { output in
                    var target = output.baseAddress
                    var room = output.count
                    let result = iconv(converter, &source, &left, &target, &room)
                    let code = errno
                    text += output.prefix(output.count - room).map { UInt8(bitPattern: $0) }
                    return result == -1 ? code : 0
                }
                // E2BIG: there is more to come. What is no text is passed over, a byte at a time.
                guard failure != 0, failure != E2BIG, left > 0 else { continue }
                text += Array("\u{FFFD}".utf8)
                source = source?.advanced(by: 1)
                left -= 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
