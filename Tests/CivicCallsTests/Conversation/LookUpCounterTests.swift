import CivicCRM
import CivicCalls
import CivicCore
import CivicDialplan
import Foundation
import Testing

@Suite struct LookUpCounterTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("one citizen at a number is known; of several the call knows only how many")
    func caller() async {
        let alone = LookUpCounter(records: Household(years: [1950]), numberKey: "+8612900001001")
        let (outcome, citizen) = await alone.ask("caller", ["number": .text("+8612900001001")], at: now)
        #expect(citizen == 0)
        guard case .found(let fields) = outcome else { return #expect(Bool(false), "not found") }
        #expect(fields["known"] == .flag(true))
        #expect(fields["confidence"] == .text("likely"))

        let shared = LookUpCounter(records: Household(years: [1950, 1975]), numberKey: "+8612900001001")
        let (several, nobody) = await shared.ask("caller", ["number": .text("+8612900001001")], at: now)
        #expect(nobody == nil)
        guard case .found(let more) = several else { return #expect(Bool(false), "not found") }
        #expect(more["candidates"] == .number(2))
        #expect(more["known"] == .flag(false))
        #expect(more["citizen"] == .absent)
    }

    @Test("a year of birth tells one of a household, and nobody when two share it")
    func householdMember() async {
        let counter = LookUpCounter(records: Household(years: [1950, 1975, 1975]), numberKey: "+86129")
        let number = DialplanValue.text("+86129")
        let (_, one) = await counter.ask("household-member", ["number": number, "birth-year": .text("1950")], at: now)
        #expect(one == 0)
        let (outcome, none) = await counter.ask(
            "household-member", ["number": number, "birth-year": .number(1975)], at: now)
        #expect(none == nil)
        #expect(outcome == .notFound)
    }

    @Test("an unknown case, a wrong proof and a locked case give the same answer")
    func refusals() async {
        for answer in [CaseStatusAnswer.refused, .locked] {
            let counter = LookUpCounter(records: Household(years: [], answer: answer), numberKey: nil)
            let (outcome, citizen) = await counter.ask(
                "case-status", ["number": .text("00012344"), "proof": .text("1234")], at: now)
            #expect(outcome == .notFound)
            #expect(citizen == nil)
        }
    }

    @Test("records that fail are a failed look-up, not a failed call")
    func failure() async {
        let counter = LookUpCounter(records: Household(years: nil), numberKey: nil)
        #expect(await counter.ask("caller", ["number": .text("1")], at: now).0 == .failed)
        #expect(await counter.ask("weather", [:], at: now).0 == .failed)
    }
}

/// Records with one household behind every number; without `years` they are out of order.
private struct Household: CitizenRecords {
    struct OutOfOrder: Error {}

    var years: [Int]?
    var answer = CaseStatusAnswer.refused

    func candidates(forNumber key: String) async throws -> [CallerCandidate] {
        guard let years else { throw OutOfOrder() }
        return years.enumerated().map { index, year in
            CallerCandidate(
                citizen: Citizen(
                    id: Int64(index), name: "Sample", birthYear: year, language: .mandarin, township: "A", village: nil,
                    idSuffix: nil, pinHash: nil, accessibility: nil),
                confidence: 0.5, reasons: [])
        }
    }

    func caseStatus(number: CaseNumber, proof: String, askedFrom numberKey: String?, at now: Date) async throws
        -> CaseStatusAnswer
    { answer }

    func cases(ofCitizen id: Int64) async throws -> [Case] { [] }
    func card(forNumber key: String?, citizenId: Int64?) async throws -> CallerCard { throw OutOfOrder() }
    func citizen(_ id: Int64) async throws -> Citizen? { nil }
    func search(_ text: String, limit: Int) async throws -> [Citizen] { [] }
    func openCase(_ draft: CaseDraft, at now: Date) async throws -> Case { throw OutOfOrder() }
    func addNote(toCase id: Int64, _ note: String, state: CaseState?, by: String, at now: Date) async throws -> Case {
        throw OutOfOrder()
    }
    func caseRecord(_ id: Int64) async throws -> Case? { nil }
    func history(ofCase id: Int64) async throws -> [CaseEvent] { [] }
    func begin(_ contact: Contact) async throws -> Contact { contact }
    func update(_ contact: Contact) async throws {}
}
