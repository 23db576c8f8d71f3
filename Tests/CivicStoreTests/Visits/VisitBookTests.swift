import CivicCRM
import CivicCore
import CivicReports
import CivicStore
import Foundation
import Testing

@Suite("The book of return visits")
struct VisitBookTests {
    private let now = StoreFixture.now
    private let zhou = CaseActor("zhou.yang", .unit("bureau"))
    private let li = CaseActor("li.na", .agent)
    private let call = ConversationReference(text: "C-VISIT")
    private let number = "+8613900000001"
    /// The first call is due: two hours after ten on a Monday.
    private var due: Date { now + 2 * 3_600 }

    private func store(calls: Bool = true) throws -> (CivicStore, StoreFixture) {
        let fixture = try StoreFixture()
        var catalogue = fixture.catalogue
        if calls { catalogue.rules.visits = VisitRules() }
        fixture.store.use(catalogue)
        return (fixture.store, fixture)
    }

    private func answered(_ store: CivicStore, number: String? = "+8613900000001", confidential: Bool = false)
        async throws -> Case
    {
        var draft = StoreFixture.draft(number: number)
        draft.isConfidential = confidential
        var record = try await store.openCase(draft, at: now)
        record = try await store.act(
            .dispatch(unit: "bureau"), onCase: record.id, note: "", seen: nil, by: li, at: now)
        record = try await store.act(.accept, onCase: record.id, note: "", seen: nil, by: zhou, at: now)
        return try await store.act(.answer, onCase: record.id, note: "done", seen: nil, by: zhou, at: now)
    }

    private func rates(_ store: CivicStore) async throws -> [UnitAnswer] {
        try await store.facts.unitAnswers(of: ReportPeriod(days: 7, until: now + 86_400, zone: .gmt))
    }

    @Test("an answer is asked about when its time has come: the case is asked, once, and the call is in the book first")
    func taken() async throws {
        let (store, _) = try store()
        let record = try await answered(store)
        #expect(try await store.takeVisitCalls(limit: 9, at: now + 60).isEmpty)
        let calls = try await store.takeVisitCalls(limit: 9, at: due)
        #expect(calls.map(\.number) == [record.number] && calls.first?.contactNumber == number)
        #expect(calls.first?.unit == "bureau" && calls.first?.answeredAt == now)
        #expect(try await store.caseRecord(record.id)?.state == .asked)
        #expect(try await store.takeVisitCalls(limit: 9, at: due).isEmpty, "it is being called")
    }

    @Test("the word by key closes the case and counts for the unit, with the grade")
    func agreed() async throws {
        let (store, _) = try store()
        let record = try await answered(store)
        let visit = try #require(try await store.takeVisitCalls(limit: 9, at: due).first).visit
        guard case .agreed(let closed) = try await store.agree(record.number, in: call, at: due) else {
            Issue.record("an answered case can be agreed to")
            return
        }
        #expect(closed.state == .closed)
        try await store.visitCallEnded(
            visit, VisitReport(.silent, conversation: call, satisfaction: .partly, comment: "recordings/c.wav"),
            at: due)
        let answers = try await rates(store)
        #expect(
            answers == [
                UnitAnswer(unit: "bureau", service: "general", isInTime: true, isSolved: true, grade: .partly)
            ])
        #expect(try await store.visitsForPeople(limit: 9).isEmpty)
        let kinds = try await store.ledger.events(after: 0, limit: 100).map(\.kind)
        #expect(kinds.contains("case-agreed"))
        #expect(try await store.agree(record.number, in: call, at: due) == .agreed(closed), "said twice in one call")
        let other = ConversationReference(text: "C-ELSEWHERE")
        #expect(try await store.agree(record.number, in: other, at: due) == .notPossible, "it is closed already")
    }

    @Test("a dispute counts against the unit, and the next answer is asked about again")
    func disputed() async throws {
        let (store, _) = try store()
        let record = try await answered(store)
        let visit = try #require(try await store.takeVisitCalls(limit: 9, at: due).first).visit
        _ = try await store.dispute(record.number, in: call, at: due)
        try await store.visitCallEnded(visit, VisitReport(.silent), at: due)
        #expect(try await rates(store).map(\.isSolved) == [false])
        _ = try await store.act(.accept, onCase: record.id, note: "", seen: nil, by: zhou, at: due)
        _ = try await store.act(.answer, onCase: record.id, note: "now", seen: nil, by: zhou, at: due)
        #expect(try await rates(store).map(\.isSolved) == [false, nil])
        let again = try await store.takeVisitCalls(limit: 9, at: due + 3 * 86_400)
        #expect(again.count == 1 && again.first?.visit != visit)
    }

    @Test("who says so elsewhere first is not called any more")
    func saidElsewhere() async throws {
        let (store, _) = try store()
        let record = try await answered(store)
        _ = try await store.act(.agree, onCase: record.id, note: "", seen: nil, by: .citizen, at: now + 60)
        #expect(try await store.takeVisitCalls(limit: 9, at: due).isEmpty)
        #expect(try await rates(store).map(\.isSolved) == [true])
    }

    @Test("the word that comes while the telephone rings counts, and no second call is made")
    func saidMeanwhile() async throws {
        let (store, _) = try store()
        let record = try await answered(store)
        let visit = try #require(try await store.takeVisitCalls(limit: 9, at: due).first).visit
        _ = try await store.act(.agree, onCase: record.id, note: "", seen: nil, by: .citizen, at: due)
        try await store.visitCallEnded(visit, VisitReport(.unanswered), at: due)
        #expect(try await store.takeVisitCalls(limit: 9, at: due + 7 * 86_400).isEmpty)
        #expect(try await store.visitsForPeople(limit: 9).isEmpty)
    }

    @Test("after the last call that nobody takes it is on the list for people, who hear it")
    func person() async throws {
        let (store, _) = try store()
        let record = try await answered(store)
        var at = due
        for _ in 0..<3 {
            let visit = try #require(try await store.takeVisitCalls(limit: 9, at: at).first).visit
            try await store.visitCallEnded(visit, VisitReport(.unanswered), at: at)
            at += 2 * 86_400
        }
        #expect(try await store.takeVisitCalls(limit: 9, at: at).isEmpty)
        let line = try #require(try await store.visitsForPeople(limit: 9).first)
        #expect(line.visit.cause == .notReached && line.visit.attempts == 3 && line.record.id == record.id)
        await #expect(throws: CaseRefusal.reasonMissing) {
            try await store.visited(
                line.visit.id, VisitForm(isSolved: nil, satisfaction: nil, note: ""), by: "li.na", at: at)
        }
        try await store.visited(
            line.visit.id, VisitForm(isSolved: nil, satisfaction: nil, note: "no answer"), by: "li.na", at: at)
        #expect(try await store.visitsForPeople(limit: 9).count == 1, "not reached is still to be asked")
        try await store.visited(
            line.visit.id, VisitForm(isSolved: true, satisfaction: .satisfied, note: ""), by: "li.na", at: at)
        #expect(try await store.caseRecord(record.id)?.state == .closed)
        #expect(try await rates(store).first?.grade == .satisfied)
        await #expect(throws: CaseRefusal.notNow(.closed)) {
            try await store.visited(
                line.visit.id, VisitForm(isSolved: false, satisfaction: nil, note: ""), by: "wang.jun", at: at)
        }
    }

    @Test("a confidential case and one without a number are for people from the start")
    func notForMachines() async throws {
        let (store, _) = try store()
        _ = try await answered(store, confidential: true)
        _ = try await answered(store, number: nil)
        #expect(try await store.takeVisitCalls(limit: 9, at: due + 86_400).isEmpty)
        #expect(try await store.visitsForPeople(limit: 9).map(\.visit.cause) == [.confidential, .noNumber])
    }

    @Test("where machines call nobody, people do")
    func off() async throws {
        let (store, _) = try store(calls: false)
        _ = try await answered(store)
        #expect(try await store.takeVisitCalls(limit: 9, at: due + 86_400).isEmpty)
        #expect(try await store.visitsForPeople(limit: 9).map(\.visit.cause) == [.off])
    }

    @Test("calls of a run that died are made again, and count as none")
    func interrupted() async throws {
        let (store, fixture) = try store()
        _ = try await answered(store)
        #expect(try await store.takeVisitCalls(limit: 9, at: due).count == 1)
        let next = try fixture.reopen()
        var catalogue = fixture.catalogue
        catalogue.rules.visits = VisitRules()
        next.use(catalogue)
        #expect(try await next.resumeVisits(at: due + 60) == 1)
        #expect(try await next.takeVisitCalls(limit: 9, at: due + 60).count == 1)
        #expect(try await next.resumeVisits(at: due + 61) == 1)
    }

    @Test("no more calls are taken than there is room for, the longest due first")
    func room() async throws {
        let (store, _) = try store()
        for _ in 0..<3 { _ = try await answered(store) }
        #expect(try await store.takeVisitCalls(limit: 2, at: due).count == 2)
        #expect(try await store.takeVisitCalls(limit: 0, at: due).isEmpty)
        #expect(try await store.takeVisitCalls(limit: 9, at: due).count == 1)
    }
}
