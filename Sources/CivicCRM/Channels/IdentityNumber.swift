import Foundation

/// What is kept of a citizen identification number (GB 11643): enough to recognise its owner, not enough to write it.
///
///     5 1 0 1 0 7   1 9 5 4 0 3 1 2   0 0 2   X
///     division      date of birth     serial  check character (ISO/IEC 7064, MOD 11-2)
package struct IdentityNumber: Equatable, Sendable {
    /// Why a text is none.
    package enum Fault: Error, Equatable, Sendable {
        /// Not seventeen digits and a digit or X.
        case shape
        /// The date of birth does not exist or has not come.
        case date
        case checksum
    }

    /// The last four characters, upper case.
    package var suffix: String
    package var birthYear: Int

    package init(suffix: String, birthYear: Int) {
        self.suffix = suffix
        self.birthYear = birthYear
    }

    /// Reads what was typed; spaces, hyphens and full-width digits are taken.
    package init(typed: String, today: CivilDay) throws(Fault) {
        let characters = typed.filter { !$0.isWhitespace && $0 != "-" }.map { character in
            character.wholeNumberValue.map { $0 < 10 ? Character(String($0)) : character }
                ?? Character(character.uppercased())
        }
        guard characters.count == 18, let last = characters.last, last == "X" || last.isASCIIDigit,
            characters.dropLast().allSatisfy(\.isASCIIDigit)
        else { throw .shape }
        let text = String(characters)
        func number(_ range: Range<Int>) -> Int { Int(String(characters[range])) ?? 0 }
        guard let birth = CivilDay(year: number(6..<10), month: number(10..<12), day: number(12..<14)),
            birth.year >= 1880, birth <= today
        else { throw .date }
        guard Self.checkCharacter(of: characters.dropLast().compactMap(\.wholeNumberValue)) == last else {
            throw .checksum
        }
        suffix = String(text.suffix(4))
        birthYear = birth.year
    }

    /// The eighteenth character after seventeen digits.
    package static func checkCharacter(of digits: [Int]) -> Character {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return Array("10X98765432")[sum % 11]
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
