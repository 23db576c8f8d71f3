import CivicCore
import Testing

@testable import CivicDialplan

@Suite("ID numbers")
struct CitizenIDNumberTests {
    private let today = LocalDate(dayNumber: 20_780)  // 2026-11-23

    @Test(
        "that hold together are taken, with X for the star",
        arguments: [
            ("11010519491231002*", "11010519491231002X"), ("11010519491231002X", "11010519491231002X"),
            ("440524188001010014", nil), ("440524198001010013", "440524198001010013"),
        ])
    func taken(keys: String, number: String?) { #expect(CitizenIDNumber.read(keys, today: today) == number) }

    @Test(
        "with a slip are not: digit, neighbours swapped, length, region, birth, star within",
        arguments: [
            "110105194912310020", "110105194912310030", "11010519491231020*", "1101051949123100", "",
            "990105194912310023", "110105194913310021", "11010520300101001X", "11010519491231*02*",
        ])
    func refused(keys: String) { #expect(CitizenIDNumber.read(keys, today: today) == nil) }

    @Test("every change of one digit and every swap of two unlike neighbours is noticed")
    func everySlip() {
        let right = Array("440524198001010013")
        for place in right.indices {
            for digit in "0123456789" where digit != right[place] {
                var wrong = right
                wrong[place] = digit
                #expect(CitizenIDNumber.read(String(wrong), today: today) == nil)
            }
            guard place + 1 < right.count, right[place] != right[place + 1] else { continue }
            var swapped = right
            swapped.swapAt(place, place + 1)
            #expect(CitizenIDNumber.read(String(swapped), today: today) == nil)
        }
    }

    @Test("nobody is born after today, and somebody may be born today")
    func birth() {
        #expect(CitizenIDNumber.read("440524198001010013", today: LocalDate(dayNumber: 3_652)) != nil)  // 1980-01-01
        #expect(CitizenIDNumber.read("440524198001010013", today: LocalDate(dayNumber: 3_651)) == nil)
    }
}
