import CivicCRM
import Testing

struct IdentityNumberTests {
    static let today = CivilDay(year: 2026, month: 11, day: 27)!

    @Test(
        "reads a number whose check character fits, however it is spaced",
        arguments: [
            // The example of GB 11643-1999 and one more with X.
            ("11010519491231002X", "002X", 1949), ("440524188001010014", "0014", 1880),
            (" 110105 19491231 002x ", "002X", 1949), ("１１０１０５１９４９１２３１００２Ｘ", "002X", 1949),
        ])
    func reads(typed: String, suffix: String, year: Int) throws {
        let typed = typed.replacing("Ｘ", with: "X")
        #expect(
            try IdentityNumber(typed: typed, today: Self.today) == IdentityNumber(suffix: suffix, birthYear: year))
    }

    @Test("every wrong last character is found out", arguments: "0123456789")
    func wrongCheck(last: Character) {
        #expect(throws: IdentityNumber.Fault.checksum) {
            try IdentityNumber(typed: "11010519491231002\(last)", today: Self.today)
        }
    }

    @Test("one wrong digit or two swapped ones are found out")
    func slips() throws {
        let right = Array("440524188001010014")
        for index in right.indices.dropLast() {
            var wrong = right
            wrong[index] = right[index] == "9" ? "8" : Character(String(right[index].wholeNumberValue! + 1))
            #expect(throws: IdentityNumber.Fault.self) {
                try IdentityNumber(typed: String(wrong), today: Self.today)
            }
            guard right[index] != right[index + 1] else { continue }
            var swapped = right
            swapped.swapAt(index, index + 1)
            #expect(throws: IdentityNumber.Fault.self) {
                try IdentityNumber(typed: String(swapped), today: Self.today)
            }
        }
    }

    @Test(
        "a date of birth that does not exist or has not come is told as such",
        arguments: ["19490229", "19491301", "19490431", "20261128", "17000101", "00000000"])
    func dates(birth: String) {
        let digits = "110105\(birth)002".compactMap(\.wholeNumberValue)
        let number = "110105\(birth)002\(IdentityNumber.checkCharacter(of: digits))"
        #expect(throws: IdentityNumber.Fault.date) { try IdentityNumber(typed: number, today: Self.today) }
    }

    @Test(
        "anything else has not its shape",
        arguments: ["", "1", "110105491231002", "11010519491231002XX", "A1010519491231002X", "1101051949123100年X"])
    func shapes(typed: String) {
        #expect(throws: IdentityNumber.Fault.shape) { try IdentityNumber(typed: typed, today: Self.today) }
    }
}
