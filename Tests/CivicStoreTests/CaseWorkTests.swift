import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Work on cases in the store")
struct CaseWorkTests {
    private let now = StoreFixture.now
    private let chen = CaseActor("chen.hong", .centre)
    private let li = CaseActor("li.na", .agent)
    private let zhou = CaseActor("zhou.yang", .unit("bureau"))

    private func dispatched(_ store: CivicStore, draft: CaseDraft = StoreFixture.draft(), at: Date? = nil) async throws
        -> Case
    {
        let opened = try await store.openCase(draft, at: at ?? now)
        return try await store.act(
            .dispatch(unit: "bureau"), onCase: opened.id, note: "", seen: opened.version, by: li, at: at ?? now)
    }

    @Test("rows, history and life say the same; notices, credit and ledger come with them")
    func wholeWay() async throws {
        let store = try StoreFixture().store
        var record = try await dispatched(store)
        record = try await store.act(.accept, onCase: record.id, note: "", seen: record.version, by: zhou, at: now)
        record = try await store.act(
            .askTime(.extension, .days(3)), onCase: record.id, note: "laboratory", seen: record.version, by: zhou,
            at: now)
        #expect(record.wishedAt == now)
        record = try await store.act(.grant, onCase: record.id, note: "", seen: record.version, by: chen, at: now)
        #expect(record.wishedAt == nil && record.deadline > record.promised)
        record = try await store.act(.answer, onCase: record.id, note: "done", seen: nil, by: zhou, at: now)
        let file = try #require(try await store.caseFile(record.id))
        #expect(file.record == record)
        #expect(file.life.state == .answered && file.life.deadline == record.deadline)
        #expect(file.record.version == file.history.count)
        #expect(try await store.credit(ofUnit: "bureau") == 1)
        #expect(
            try await store.owedNotices(to: .unit("bureau")).map(\.notice) == [.dispatched, .granted])
        let owed = try await store.owedNotices(to: .citizen)
        #expect(owed.map(\.notice) == [.accepted, .granted, .answered])
        try await store.told(owed.map(\.id), at: now)
        #expect(try await store.owedNotices(to: .citizen).isEmpty)
        #expect(
            try await store.ledger.events(after: 0, limit: 100).map(\.kind)
                == ["case-opened"] + Array(repeating: "case-changed", count: 5))
        guard
            case .disputed(let again) = try await store.dispute(
                record.number, in: ConversationReference(text: "C-2"), at: now)
        else {
            Issue.record("a case that was answered can be disputed")
            return
        }
        #expect(again.state == .dispatched && again.deadline == record.deadline)
        #expect(try await store.credit(ofUnit: "bureau") == 0)
    }

    @Test("of two people who act on one version the second is told by whom, and nothing is lost")
    func twoAtOnce() async throws {
        let store = try StoreFixture().store
        let record = try await dispatched(store)
        let people = (0..<8).map { CaseActor("person-\($0)", .unit("bureau")) }
        let outcomes = await withTaskGroup(of: CaseRefusal?.self) { group in
            for person in people {
                group.addTask {
                    do {
                        _ = try await store.act(
                            .accept, onCase: record.id, note: "", seen: record.version, by: person, at: now)
                        return nil
                    } catch {
                        return error as? CaseRefusal
                    }
                }
            }
            return await group.reduce(into: [CaseRefusal?]()) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        let winner = try #require(try await store.history(ofCase: record.id).last?.by)
        let told = CaseRefusal.changedMeanwhile(version: record.version + 1, by: winner)
        #expect(outcomes.filter { $0 == told }.count == people.count - 1)
        #expect(try await store.history(ofCase: record.id).count == 3)
    }

    @Test("a refused act and an unknown case change nothing")
    func refusals() async throws {
        let store = try StoreFixture().store
        let record = try await dispatched(store)
        await #expect(throws: CaseRefusal.notNow(.dispatched)) {
            try await store.act(.answer, onCase: record.id, note: "x", seen: nil, by: zhou, at: now)
        }
        await #expect(throws: RecordsRefusal.unknownCase(99)) {
            try await store.act(.accept, onCase: 99, note: "", seen: nil, by: zhou, at: now)
        }
        #expect(try await store.caseRecord(record.id) == record)
    }

    @Test("a merged case follows the other one for its citizen, and comes back as it was")
    func merges() async throws {
        let store = try StoreFixture().store
        let main = try await dispatched(store)
        let later = try await dispatched(store, at: now + 60)
        await #expect(throws: RecordsRefusal.unknownCaseNumber(CaseNumber(serial: 77))) {
            try await store.merge(
                later.id, into: CaseNumber(serial: 77), note: "", seen: nil, by: chen, at: now + 120)
        }
        let merged = try await store.merge(
            later.id, into: main.number, note: "the same pipe", seen: later.version, by: chen, at: now + 120)
        #expect(merged.state == .merged && merged.mergedInto == main.number)
        #expect(try await store.caseFile(main.id)?.absorbed == [later.number])
        #expect(try await store.cases(on: .open, ofUnit: "bureau", limit: 10).map(\.record.id) == [main.id])
        // Who asked about the merged one is owed the word about the other.
        _ = try await store.act(.accept, onCase: main.id, note: "", seen: nil, by: zhou, at: now + 180)
        let owed = try await store.owedNotices(to: .citizen).filter { $0.notice == .accepted }
        #expect(Set(owed.map(\.caseId)) == [main.id, later.id])
        let back = try await store.undoMerge(
            later.id, note: "another pipe", seen: merged.version, by: chen, at: now + 240)
        #expect(back.state == later.state && back.deadline == later.deadline && back.mergedInto == nil)
        #expect(try await store.caseFile(main.id)?.absorbed == [])
    }

    @Test("lists are by clock, overdue first, each from its index")
    func lists() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        var ids: [Int64] = []
        for day in [0.0, 3, 1, 2] { ids.append(try await dispatched(store, at: now + day * 86_400).id) }
        let received = try await store.openCase(StoreFixture.draft(), at: now).id
        let listed = try await store.cases(on: .open, ofUnit: "bureau", limit: 10)
        #expect(listed.map(\.record.id) == [ids[0], ids[2], ids[3], ids[1]])
        #expect(try await store.cases(on: .open, ofUnit: nil, limit: 10).count == 5)
        #expect(try await store.cases(on: .open, ofUnit: "others", limit: 10).isEmpty)
        #expect(try await store.cases(on: .attention, ofUnit: nil, limit: 10).map(\.record.id) == [received])
        _ = try await store.act(.accept, onCase: ids[1], note: "", seen: nil, by: zhou, at: now)
        _ = try await store.act(
            .askTime(.pause, .days(1)), onCase: ids[1], note: "papers", seen: nil, by: zhou, at: now)
        #expect(try await store.cases(on: .attention, ofUnit: nil, limit: 10).map(\.record.id) == [received, ids[1]])
        for (condition, index) in [
            ("unit = 'bureau' AND state IN ('dispatched', 'in-work') ORDER BY deadline", "citizen_case_unit"),
            (
                "state IN ('received', 'dispatched', 'refused', 'arbitration', 'in-work') ORDER BY deadline",
                "citizen_case_open"
            ),
            (
                "(state IN ('received', 'refused', 'arbitration') OR wished_at IS NOT NULL) ORDER BY deadline",
                "citizen_case_centre"
            ),
        ] {
            let plan = try await store.pool.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT * FROM citizen_case WHERE \(condition) LIMIT 9")
                    .map { $0["detail"] as String }
            }
            #expect(plan.count == 1 && plan[0].contains("USING INDEX \(index)"), "\(plan)")
        }
    }

    @Test("the clock rings each alarm once for a deadline, ends pauses and archives")
    func sweeps() async throws {
        let store = try StoreFixture().store
        let record = try await dispatched(store)
        let working = try await dispatched(store)
        _ = try await store.act(.accept, onCase: working.id, note: "", seen: nil, by: zhou, at: now)
        _ = try await store.act(
            .askTime(.pause, .days(1)), onCase: working.id, note: "papers", seen: nil, by: zhou, at: now)
        _ = try await store.act(.grant, onCase: working.id, note: "", seen: nil, by: chen, at: now)
        var expected = CaseSweep()
        #expect(try await store.sweepCases(at: now) == expected)
        // Two working days after Monday is Wednesday; the day before it is Tuesday.
        expected.alarms = 1
        #expect(try await store.sweepCases(at: now + 86_400) == expected)
        #expect(try await store.sweepCases(at: now + 86_460) == CaseSweep())
        let pastPause = try await store.sweepCases(at: now + 2 * 86_400)
        #expect(pastPause.resumed == 1)
        #expect(try await store.caseRecord(working.id)?.pausedSince == nil)
        let long = now + 12 * 86_400
        _ = try await store.sweepCases(at: long)
        #expect(try await store.caseFile(record.id)?.life.isSupervised == true)
        #expect(
            Set(try await store.owedNotices(to: .unit("bureau")).filter { $0.caseId == record.id }.map(\.notice))
                == [.dispatched, .reminded, .supervised])
        _ = try await store.addNote(toCase: record.id, "done", state: .answered, by: "li.na", at: long)
        _ = try await store.addNote(toCase: record.id, "she agrees", state: .closed, by: "li.na", at: long)
        #expect(try await store.sweepCases(at: long + 180 * 86_400).archived == 0)
        #expect(try await store.sweepCases(at: long + 300 * 86_400).archived == 1)
        #expect(try await store.caseRecord(record.id)?.state == .archived)
    }

    @Test("a database of before keeps its cases, its history and its people")
    func migrates() async throws {
        let folder = NSTemporaryDirectory() + "civicstore-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let before = try StoreFixture(folder: folder)
        try await before.store.accounts.upsertAgents([
            (
                StoredAgent(name: "li.na", displayName: "Li Na", sipUser: "2001", languages: [], queues: []),
                Redacted("sample-desk")
            )
        ])
        let opened = try await before.store.openCase(StoreFixture.draft(number: "+8613900000000"), at: now)
        _ = try await before.store.addNote(toCase: opened.id, "", state: .dispatched, by: "li.na", at: now)
        let kept = try await before.store.caseRecord(opened.id)
        try await before.store.pool.writeWithoutTransaction { db in
            // As it was: the tables of migration 1, with the rows of today.
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.inTransaction {
                for statement in OldTables.statements { try db.execute(sql: statement) }
                return .commit
            }
        }
        try before.store.close()
        let store = try before.reopen()
        var expected = kept
        expected?.version = 1
        #expect(try await store.caseRecord(opened.id) == expected)
        #expect(try await store.history(ofCase: opened.id).map(\.state) == [.received, .dispatched])
        #expect(try await store.accounts.agents().map(\.name) == ["li.na"])
        let accepted = try await store.act(.accept, onCase: opened.id, note: "", seen: 1, by: zhou, at: now)
        #expect(accepted.state == .inWork)
        let orphans = try await store.pool.read { db in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count }
        #expect(orphans == 0)
    }
}
