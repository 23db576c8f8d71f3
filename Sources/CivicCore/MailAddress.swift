import Foundation

/// An address of a mailbox, `local@domain` (RFC 5321 §4.1.2), of plain characters only, so that it can go onto the wire as it is.
package struct MailAddress: Codable, Hashable, Sendable {
    /// With the domain in lower case.
    package let text: String

    /// `nil` where `typed` is none.
    package init?(_ typed: String) {
        let typed = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (3...254).contains(typed.utf8.count),
            typed.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.forbidden.contains($0) })
        else { return nil }
        let parts = typed.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), Self.isDotted(parts[0]),
            Self.isDotted(parts[1]),
            parts[1].utf8.allSatisfy({ byte in
                byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
                    || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            })
        else { return nil }
        text = "\(parts[0])@\(parts[1].lowercased())"
    }

    package var domain: String { String(text.split(separator: "@").last ?? "") }

    private static let forbidden = Set("()<>[]:;,\\\"".utf8)

    private static func isDotted(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && !text.hasPrefix(".") && !text.hasSuffix(".") && !text.contains("..")
    }
}
