package import CivicCore

extension MailAddress {
    /// The first mailbox of a field such as `From: =?utf-8?B?5byg5LiJ?= <zhang@example.cn>` (RFC 5322 §3.4).
    package static func mailbox(in field: String) -> (name: String?, address: MailAddress)? {
        var isQuoted = false
        var open: String.Index?
        for index in field.indices.prefix(2_000) {
            let character = field[index]
            if character == "\"" { isQuoted.toggle() }
            if isQuoted { continue }
            if character == "<" { open = index }
            if character == ">", let open, let address = MailAddress(String(field[field.index(after: open)..<index])) {
                let name = EncodedWords.decoded(String(field[..<open]).trimmed.replacing("\"", with: "")).trimmed
                return (name.isEmpty ? nil : name, address)
            }
        }
        let first = field.split { $0 == "," || $0.isWhitespace || $0 == "(" }.first { $0.contains("@") }
        return first.flatMap { MailAddress(String($0)) }.map { (nil, $0) }
    }
}
