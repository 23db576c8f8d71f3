package import CivicCore

/// One `a=crypto` line with one key (RFC 4568 §9.1).
///
///     a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<key and salt, base64>|2^48
///              tag suite                                              lifetime, may be left out
package struct CryptoAttribute: Equatable, Sendable {
    /// 1 to 9 digits; an answer repeats the tag of the line that it takes (§5.1.2).
    package var tag: Int
    package var suite: SRTPSuite
    /// The key for what the line's writer sends.
    package var master: Redacted<[UInt8]>

    package init(tag: Int, suite: SRTPSuite, master: Redacted<[UInt8]>) {
        self.tag = tag
        self.suite = suite
        self.master = master
    }

    /// Reads a line that we can honour in all that it says; `nil` for others, which are passed over (§5.1.2).
    ///
    /// That leaves out other suites, keys of a wrong length, several keys and those with an MKI, and session parameters
    /// that would change the packets. WSH is a wish, and a name that begins with `-` may be left out of account (§6.3).
    package init?(parsing value: String) {
        let fields = value.fields
        guard fields.count >= 3, fields.count <= 16, let tag = Self.number(fields[0], digits: 1...9),
            let suite = SRTPSuite(rawValue: fields[1].uppercased()), !fields[2].contains(";")
        else { return nil }
        for parameter in fields[3...] where !parameter.hasPrefix("-") && !parameter.uppercased().hasPrefix("WSH=") {
            return nil
        }
        let parts = fields[2].split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, first.lowercased().hasPrefix("inline:"),
            parts.count == 1 || Self.isLifetime(parts[1]),
            let master = Base64.decode(first.dropFirst(7), count: suite.masterLength)
        else { return nil }
        self.init(tag: tag, suite: suite, master: Redacted(master))
    }

    /// As it goes on the wire: with the key. Never for a log.
    var line: String { "\(tag) \(suite.rawValue) inline:\(Base64.encode(master.revealed))" }

    /// The lines of a stream that we can honour, in its order; of two with one tag, the first.
    static func usable(in media: MediaDescription) -> [CryptoAttribute] {
        var lines: [CryptoAttribute] = []
        for value in media.values(of: "crypto").prefix(SDPLimits.cryptoLines) {
            guard let line = CryptoAttribute(parsing: value), !lines.contains(where: { $0.tag == line.tag }) else {
                continue
            }
            lines.append(line)
        }
        return lines
    }

    /// `2^20` or `1048576`: packets, up to the 2⁴⁸ of SRTP (§6.1). Keeping to it is the sender's business.
    private static func isLifetime(_ text: Substring) -> Bool {
        if text.hasPrefix("2^") {
            return number(text.dropFirst(2), digits: 1...2).map { (1...48).contains($0) } ?? false
        }
        return number(text, digits: 1...15).map { $0 <= 1 << 48 } ?? false
    }

    /// A number without a zero in front.
    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.first != "0",
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }
}
