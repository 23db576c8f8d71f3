import CivicCRM
import CivicCore
import CivicStore
import Foundation
import Testing

@Suite("A citizen's proof, and what a citizen disputes")
struct CitizenProofTests {
    let fixture: StoreFixture
    let now = StoreFixture.now

    init() async throws {
        fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 8, asOf: StoreFixture.now)
    }

    /// The citizen of a sample case.
    private func citizen(_ serial: Int) async throws -> Int64 {
        try #require(try await fixture.store.caseRecord(number: CaseNumber(serial: serial))?.citizenId)
    }

    private func prove(_ citizen: Int64, _ proof: String, from key: String? = "+1", at: Date? = nil) async throws
        -> CitizenProofAnswer
    {
        try await fixture.store.prove(citizen: citizen, proof: proof, askedFrom: key, at: at ?? now)
    }

    @Test(
        "the last four of the ID number or the PIN proves a citizen, and nothing else does",
        arguments: [(1234, "4821"), (1234, "2580"), (1236, "302*"), (1236, "302x")])
    func proven(serial: Int, proof: String) async throws {
        let id = try await citizen(serial)
        #expect(try await prove(id, proof) == .proven)
        for wrong in ["0000", "", String(repeating: "4", count: 100_000)] {
            #expect(try await prove(id, wrong) == .refused)
        }
    }

    @Test("nobody is proven by a citizen that does not exist")
    func unknown() async throws {
        #expect(try await prove(999_999, "") == .refused)
        #expect(try await prove(-1, "4821") == .refused)
    }

    @Test("five wrong proofs lock the citizen for every number, also in a later start, until they age out")
    func citizenLocked() async throws {
        let id = try await citizen(1234)
        for index in 0..<5 { #expect(try await prove(id, "0000", from: "+\(index)") == .refused) }
        #expect(try await prove(id, "4821", from: "+9") == .locked)
        let later = try fixture.reopen()
        #expect(try await later.prove(citizen: id, proof: "4821", askedFrom: "+9", at: now) == .locked)
        #expect(try await prove(id, "4821", from: "+9", at: now.addingTimeInterval(3_601)) == .proven)
    }

    @Test("wrong proofs of a citizen's cases count for the citizen, and those of citizens for the calling number")
    func sharedCounts() async throws {
        let id = try await citizen(1234)
        for index in 0..<5 {
            _ = try await fixture.store.caseStatus(
                number: CaseNumber(serial: 1234), proof: "0000", askedFrom: "+\(index)", at: now)
        }
        #expect(try await prove(id, "4821", from: "+7") == .locked)

        for index in 0..<10 { _ = try await prove(Int64(500 + index), "0000", from: "+8") }
        let answer = try await fixture.store.caseStatus(
            number: CaseNumber(serial: 1236), proof: "302X", askedFrom: "+8", at: now)
        #expect(answer == .locked)
    }

    @Test("many at once get no more tries than one")
    func concurrent() async throws {
        let id = try await citizen(1234)
        let store = fixture.store
        let answers = try await withThrowingTaskGroup(of: CitizenProofAnswer.self) { group in
            for index in 0..<12 {
                group.addTask {
                    try await store.prove(citizen: id, proof: "0000", askedFrom: "+\(index)", at: StoreFixture.now)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .refused } == 5)
        #expect(answers.count { $0 == .locked } == 7)
    }

    @Test(
        "an answered or closed case goes back to its unit, with its clock, a line in its history and in the ledger",
        arguments: [[CaseState.answered], [.answered, .closed]])
    func disputed(states: [CaseState]) async throws {
        let store = fixture.store
        var opened = try await store.openCase(StoreFixture.draft(), at: now)
        for state in states {
            opened = try await store.addNote(toCase: opened.id, "done", state: state, by: "bureau", at: now)
        }
        let call = ConversationReference(text: "C-LATER")
        let later = now.addingTimeInterval(60)
        guard case .disputed(let changed) = try await store.dispute(opened.number, in: call, at: later) else {
            Issue.record("not possible")
            return
        }
        #expect(changed.state == .dispatched)
        #expect(changed.deadline == opened.deadline)
        #expect(try await store.caseRecord(opened.id) == changed)
        #expect(try await store.history(ofCase: opened.id).last?.state == .dispatched)
        let entry = try #require(try await store.ledger.events(of: call).first)
        #expect(entry.kind == "case-disputed")
        #expect(entry.actor == "citizen")
        #expect(entry.payload.contains(opened.number.text))
        // Who did not hear the answer in time and says it again has still said it; another call finds an open case.
        #expect(try await store.dispute(opened.number, in: call, at: later) == .disputed(changed))
        let other = ConversationReference(text: "C-OTHER")
        #expect(try await store.dispute(opened.number, in: other, at: later) == .notPossible)
        #expect(try await store.ledger.events(of: call).count == 1)
    }

    @Test("an open case and an unknown one cannot be disputed, and nothing is written")
    func notPossible() async throws {
        let opened = try await fixture.store.openCase(StoreFixture.draft(), at: now)
        let call = ConversationReference(text: "C-LATER")
        #expect(try await fixture.store.dispute(opened.number, in: call, at: now) == .notPossible)
        #expect(try await fixture.store.dispute(CaseNumber(serial: 9_999_998), in: call, at: now) == .notPossible)
        #expect(try await fixture.store.ledger.events(of: call) == [])
        #expect(try await fixture.store.caseRecord(opened.id) == opened)
    }
}
