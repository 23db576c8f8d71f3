import CivicCRM
import CivicCore
import CivicStore
import Foundation
import Testing

@Suite("A case's state by number and proof")
struct CaseProofTests {
    let fixture: StoreFixture
    let now = StoreFixture.now

    init() async throws {
        fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 8, asOf: StoreFixture.now)
    }

    func ask(_ serial: Int, _ proof: String, from key: String? = "+1", at: Date? = nil) async throws
        -> CaseStatusAnswer
    {
        try await fixture.store.caseStatus(
            number: CaseNumber(serial: serial), proof: proof, askedFrom: key, at: at ?? now)
    }

    @Test(
        "the last four of the ID number or the PIN opens the case",
        arguments: [(1234, "4821"), (1234, "2580"), (1235, "3690"), (1236, "302*"), (1236, "302X"), (1236, "302x")])
    func proven(serial: Int, proof: String) async throws {
        guard case .found(let found) = try await ask(serial, proof) else {
            Issue.record("refused")
            return
        }
        #expect(found.number == CaseNumber(serial: serial))
    }

    @Test("wrong, empty and absurd proofs are refused as an unknown case is")
    func refused() async throws {
        for (index, proof) in ["0000", "", "482", "48211", String(repeating: "4", count: 100_000), "*"].enumerated() {
            #expect(try await ask(index.isMultiple(of: 2) ? 1234 : 1236, proof, from: "+\(index)") == .refused)
        }
        #expect(try await ask(9_999_999, "4821") == .refused)
    }

    @Test("a case without a citizen cannot be opened by anything")
    func noCitizen() async throws {
        let opened = try await fixture.store.openCase(StoreFixture.draft(), at: now)
        for (index, proof) in ["", "0000"].enumerated() {
            let answer = try await fixture.store.caseStatus(
                number: opened.number, proof: proof, askedFrom: "+\(index)", at: now)
            #expect(answer == .refused)
        }
    }

    @Test("five wrong proofs lock a case for an hour, known or not, from whatever number")
    func perCase() async throws {
        for serial in [1234, 9_999_999] {
            for index in 0..<5 { #expect(try await ask(serial, "0000", from: "+\(serial)\(index)") == .refused) }
            #expect(try await ask(serial, "4821", from: "+2") == .locked)
            #expect(try await ask(serial, "4821", from: "+2", at: now + 3_599) == .locked)
        }
        guard case .found = try await ask(1234, "4821", from: "+2", at: now + 3_600) else {
            Issue.record("still locked after an hour")
            return
        }
    }

    @Test("ten wrong proofs lock a calling number, whatever the case")
    func perNumber() async throws {
        for index in 0..<10 { #expect(try await ask(5_000 + index, "0000", from: "+3") == .refused) }
        #expect(try await ask(1234, "4821", from: "+3") == .locked)
        guard case .found = try await ask(1234, "4821", from: "+4") else {
            Issue.record("another number is locked too")
            return
        }
    }

    @Test("many at once get no more tries than one after the other")
    func concurrent() async throws {
        let answers = try await withThrowingTaskGroup(of: CaseStatusAnswer.self) { group in
            for index in 0..<12 {
                group.addTask { [store = fixture.store, now] in
                    try await store.caseStatus(
                        number: CaseNumber(serial: 1234), proof: "000\(index % 10)", askedFrom: "+\(index)", at: now)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .refused } == CivicStore.ProofLimit.perCase)
        #expect(answers.count { $0 == .locked } == 12 - CivicStore.ProofLimit.perCase)
    }
}
