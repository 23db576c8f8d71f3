package import CivicCore

/// Citizen identification number of GB 11643-1999: region, date of birth, sequence and a check sign.
///
///     110105 19491231 002 X
///     region birth    seq check
///
/// That it holds together says that it was keyed without a slip. It does not say whose it is.
package enum CitizenIDNumber {
    package static let length = 18

    /// The number as it is written, with X where a phone has the star; `nil` for one that cannot be.
    ///
    /// - Parameter today: nobody is born after it.
    package static func read(_ keys: String, today: LocalDate) -> String? {
        let signs = Array(keys.utf8)
        guard signs.count == length, signs.dropLast().allSatisfy(isDigit),
            let last = signs.last, isDigit(last) || last == UInt8(ascii: "*") || last == UInt8(ascii: "X")
        else { return nil }
        let digits = signs.map { isDigit($0) ? Int($0 - UInt8(ascii: "0")) : 10 }
        guard provinces.contains(number(digits[0..<2])), checks(digits),
            let birth = LocalDate(
                year: number(digits[6..<10]), month: number(digits[10..<12]), day: number(digits[12..<14])),
            birth <= today
        else { return nil }
        return keys.replacing("*", with: "X")
    }

    /// ISO 7064 MOD 11-2: the sum of each digit times 2^(place - 1) leaves 1, places counted from the right.
    private static func checks(_ digits: [Int]) -> Bool {
        digits.reduce(0) { (($0 * 2) + $1) % 11 } == 1
    }

    private static func isDigit(_ sign: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(sign) }

    private static func number(_ digits: ArraySlice<Int>) -> Int { digits.reduce(0) { $0 * 10 + $1 } }

    /// First two digits of a region (GB/T 2260); 81 to 83 are residents of Hong Kong, Macao and Taiwan, 91 others.
    private static let provinces: Set = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62,
        63, 64, 65, 71, 81, 82, 83, 91,
    ]
}
