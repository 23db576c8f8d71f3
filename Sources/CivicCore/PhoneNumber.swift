/// A caller's or callee's number: what the network said, and the key that it is found by.
///
/// The raw spelling is kept; `key` is E.164 (`+8613800000001`) where the number is a full public one, and the bare
/// digits for short codes and extensions, which have no E.164 form.
package struct PhoneNumber: Hashable, Sendable, Codable {
    package var raw: String
    package var key: String

    package init(raw: String, key: String) {
        self.raw = raw
        self.key = key
    }

    package var isE164: Bool { key.hasPrefix("+") }

    /// The last digits, for saying "the number ending in 0042" without showing the whole.
    package func suffix(_ count: Int) -> String { String(key.suffix(count)) }
}

/// How dialled and shown digits become E.164 in one country (ITU-T E.164, E.123).
package struct NumberingRule: Hashable, Sendable, Codable {
    /// `86`
    package var countryCode: String
    /// `00`
    package var internationalPrefix: String
    /// `0`; empty where the country has none.
    package var trunkPrefix: String
    /// A national number shorter than this (without the trunk prefix) is a short code or an extension.
    package var shortestNational: Int
    /// The area code put before local numbers; empty when local numbers are not completed.
    package var areaCode: String
    /// The number of digits of a local number that `areaCode` completes.
    package var localLength: Int

    package init(
        countryCode: String, internationalPrefix: String, trunkPrefix: String, shortestNational: Int,
        areaCode: String = "", localLength: Int = 8
    ) {
        self.countryCode = countryCode
        self.internationalPrefix = internationalPrefix
        self.trunkPrefix = trunkPrefix
        self.shortestNational = shortestNational
        self.areaCode = areaCode
        self.localLength = localLength
    }

    package static let china = NumberingRule(
        countryCode: "86", internationalPrefix: "00", trunkPrefix: "0", shortestNational: 10)

    /// The number behind `raw`, or `nil` when it holds no digits (anonymous callers).
    ///
    /// E.164 allows at most fifteen digits (§6.1); longer input is refused.
    package func number(from raw: String) -> PhoneNumber? {
        let plus = raw.first { !$0.isWhitespace } == "+"
        let digits = String(raw.unicodeScalars.filter { ("0"..."9").contains($0) })
        let isPhone = raw.unicodeScalars.allSatisfy { "0123456789+-. ()".unicodeScalars.contains($0) }
        guard isPhone, !digits.isEmpty, digits.count <= 20 else { return nil }
        if plus { return international(digits, raw: raw) }
        if !internationalPrefix.isEmpty, digits.hasPrefix(internationalPrefix), digits.count > 8 {
            return international(String(digits.dropFirst(internationalPrefix.count)), raw: raw)
        }
        if digits.hasPrefix(countryCode), digits.count >= countryCode.count + shortestNational {
            return international(digits, raw: raw)
        }
        let national =
            !trunkPrefix.isEmpty && digits.hasPrefix(trunkPrefix)
            ? String(digits.dropFirst(trunkPrefix.count)) : digits
        if national.count >= shortestNational { return international(countryCode + national, raw: raw) }
        if !areaCode.isEmpty, digits.count == localLength {
            return international(countryCode + areaCode + digits, raw: raw)
        }
        return PhoneNumber(raw: raw, key: digits)
    }

    private func international(_ digits: String, raw: String) -> PhoneNumber? {
        digits.count <= 15 && digits.count >= 3 ? PhoneNumber(raw: raw, key: "+" + digits) : nil
    }
}
