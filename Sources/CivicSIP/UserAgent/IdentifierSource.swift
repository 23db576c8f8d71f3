import Crypto

/// Tags, branches and Call-IDs that nobody can guess from those seen before: SHA-256 over a secret and a counter.
///
/// The same seed gives the same identifiers, so that tests in virtual time repeat exactly.
struct IdentifierSource: Sendable {
    private let secret: [UInt8]
    private var counter: UInt64 = 0

    init(seed: UInt64) {
        secret = Array(SHA256.hash(data: Array("CivicLine identifiers \(seed)".utf8)))
    }

    /// A key for another purpose, from which this one's secret cannot be had.
    func key(for purpose: String) -> [UInt8] {
        Array(SHA256.hash(data: secret + Array("key \(purpose)".utf8)))
    }

    /// 64 bits in hexadecimal.
    mutating func token() -> String {
        counter += 1
        return digest("token \(counter)")
    }

    mutating func branch() -> String { Via.magicCookie + token() }

    mutating func callID() -> String { token() + token() }

    /// A tag that comes out the same for each retransmission of a request that is answered without state (RFC 3261
    /// §8.2.7).
    func statelessTag(for text: String) -> String { digest("stateless \(text)") }

    /// From 0 up to, but not including, `bound`.
    mutating func number(below bound: Int) -> Int {
        Int((UInt64(token(), radix: 16) ?? 0) % UInt64(max(1, bound)))
    }

    private func digest(_ text: String) -> String {
        hexadecimal(SHA256.hash(data: secret + Array(text.utf8)).prefix(8))
    }
}
