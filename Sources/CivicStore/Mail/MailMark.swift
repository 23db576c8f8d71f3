import CivicCRM
import Foundation

/// What stands in brackets in the subject of our letters, and in their message ids: `00050013-k7m2q9x4tz`.
///
/// A sender's address proves nobody. Whoever answers one of our letters has the mark, which is random, from it; with it and
/// from the address that it was sent to, a mail becomes a message of its case.
struct MailMark: Equatable, Sendable {
    var number: CaseNumber
    var token: String

    /// Without letters and digits that look alike.
    private static let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")

    /// Ten characters: 49 random bits.
    static func newToken(_ length: Int = 10) -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    init(number: CaseNumber, token: String) {
        self.number = number
        self.token = token
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, parts[1].count == 10, let number = CaseNumber(String(parts[0])) else { return nil }
        self.number = number
        token = parts[1].lowercased()
    }

    var text: String { "\(number.text)-\(token)" }
}
