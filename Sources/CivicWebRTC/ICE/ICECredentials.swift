package import CivicCore

/// What proves that a connectivity check is meant for one leg (RFC 8445 §5.3): a name of that leg and a password.
package struct ICECredentials: Equatable, Sendable {
    package var username: String
    package var password: Redacted<String>

    package init(username: String, password: Redacted<String>) {
        self.username = username
        self.password = password
    }

    /// Fresh ones: 48 bits of name and 144 of password, where 24 and 128 are asked for.
    package static func make() -> ICECredentials {
        ICECredentials(username: word(8), password: Redacted(word(24)))
    }

    /// Letters and digits, `+` and `/` (ice-char): six bits each.
    private static func word(_ length: Int) -> String {
        let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var random = SystemRandomNumberGenerator()
        return String((0..<length).map { _ in signs[Int.random(in: 0..<signs.count, using: &random)] })
    }
}
