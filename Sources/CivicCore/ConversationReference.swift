/// The name of one conversation in logs, pages, SIP headers and the ledger: `C-` and ten characters of Crockford's
/// base 32. It says nothing about the citizen.
package struct ConversationReference: Hashable, Sendable, Codable, CustomStringConvertible {
    package var text: String

    package init(text: String) {
        self.text = text
    }

    package init(using generator: inout some RandomNumberGenerator) {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        text = "C-" + String((0..<10).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] })
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
}
