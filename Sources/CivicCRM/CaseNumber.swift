/// A case's number as citizens hear and key it: eight digits, the last a check digit (Luhn mod 10, ISO/IEC 7812-1
/// annex B), so that one wrong or two swapped keys are caught before anyone looks it up.
package struct CaseNumber: Hashable, Codable, Sendable, CustomStringConvertible {
    package var text: String

    /// Reads keyed or spoken digits; `nil` when the length or the check digit is wrong.
    package init?(_ keyed: String) {
        let digits = keyed.utf8.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.map { Int($0 - 48) }
        guard digits.count == 8, Self.luhnSum(digits, doublingLast: false) % 10 == 0 else { return nil }
        text = digits.map(String.init).joined()
    }

    /// The number of the `serial`-th case, 0…9,999,999.
    package init(serial: Int) {
        precondition((0...9_999_999).contains(serial))
        let body = String(serial + 10_000_000).dropFirst()
        let digits = body.utf8.map { Int($0 - 48) }
        text = body + String((10 - Self.luhnSum(digits, doublingLast: true) % 10) % 10)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = CaseNumber(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a case number")
        }
        self = number
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    private static func luhnSum(_ digits: [Int], doublingLast: Bool) -> Int {
        digits.reversed().enumerated().reduce(0) { sum, place in
            let doubled = place.offset.isMultiple(of: 2) == doublingLast ? place.element * 2 : place.element
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
    }
}
