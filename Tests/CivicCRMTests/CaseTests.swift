import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Cases and their numbers")
struct CaseTests {
    @Test("every one of 5,000 numbers reads back, and one wrong or two swapped keys are caught")
    func checkDigit() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<5_000 {
            let number = CaseNumber(serial: Int.random(in: 0...9_999_999, using: &random))
            #expect(CaseNumber(number.text) == number)
            var digits = Array(number.text)
            let place = Int.random(in: 0..<8, using: &random)
            let other = Character(String((Int(String(digits[place])).map { $0 + 1 } ?? 0) % 10))
            digits[place] = other
            #expect(CaseNumber(String(digits)) == nil)
            digits = Array(number.text)
            let left = Int.random(in: 0..<7, using: &random)
            digits.swapAt(left, left + 1)
            // Luhn does not see 09 and 90 swapped.
            let pair = Set([digits[left], digits[left + 1]])
            if pair.count == 2 && pair != ["0", "9"] { #expect(CaseNumber(String(digits)) == nil) }
        }
    }

    @Test(
        "what is no case number is refused", arguments: ["", "0001234", "000123444", "00012345", "abcdefgh", "00 01"])
    func refused(text: String) {
        #expect(CaseNumber(text) == nil)
    }

    @Test("a number reads with the spaces and dashes that people write")
    func spelling() {
        #expect(CaseNumber("0001 2344") == CaseNumber(serial: 1234))
        #expect(CaseNumber("0001-2344")?.text == "00012344")
    }

    @Test("by hand a case goes from received to closed by every allowed way, and no other")
    func life() throws {
        let allowed: Set<String> = [
            "received dispatched", "received answered", "dispatched in-work", "dispatched answered",
            "in-work dispatched", "in-work answered", "answered closed", "answered in-work", "answered dispatched",
            "closed dispatched", "refused dispatched", "arbitration dispatched", "asked closed", "asked dispatched",
        ]
        for from in CaseState.allCases {
            for to in CaseState.allCases where to != from {
                if allowed.contains("\(from.rawValue) \(to.rawValue)") {
                    #expect(try from.changing(to: to) == to)
                } else {
                    #expect(throws: RecordsRefusal.forbiddenChange(from: from, to: to)) { try from.changing(to: to) }
                }
            }
            #expect(try from.changing(to: from) == from)
            #expect(try from.changing(to: nil) == from)
        }
    }
}
