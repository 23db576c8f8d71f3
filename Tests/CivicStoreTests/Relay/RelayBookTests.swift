import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Calls of units to citizens")
struct RelayBookTests {
    private let now = StoreFixture.now
    private let call = ConversationReference(text: "C-RELAY")
    private static let caller = "+8613800000077"

    /// A case of 王秀兰 that the bureau works on, at ten in the morning.
    private func working(
        _ preference: ContactPreference? = nil, isConfidential: Bool = true, number: String? = "+8613800000001"
    ) async throws -> (StoreFixture, Case) {
        let fixture = try StoreFixture()
        let store = fixture.store
        _ = try await SampleCountyLoader.load(into: store, citizens: 8, asOf: now)
        if let preference { try await store.prefer(preference, for: 1, by: "lin", at: now) }
        var draft = StoreFixture.draft(citizen: 1, number: number)
        draft.isConfidential = isConfidential
        let opened = try await store.openCase(draft, at: now)
        _ = try await store.act(
            .dispatch(unit: "bureau"), onCase: opened.id, note: "", seen: nil, by: CaseActor("li.na", .agent), at: now)
        return (fixture, opened)
    }

    private func permit(_ store: CivicStore, _ id: Int64, at instant: Date? = nil) async throws -> RelayPermit {
        try await store.permitRelay(ofCase: id, to: "zhou", of: "bureau", at: instant ?? now)
    }

    private func ask(_ store: CivicStore, _ code: String, from number: String? = caller, at instant: Date? = nil)
        async throws -> RelayAnswer
    {
        try await store.relay(.code(code), in: call, askedFrom: number, at: instant ?? now)
    }

    private func isReady(_ answer: RelayAnswer) -> Bool { if case .ready = answer { true } else { false } }

    @Test("a code leads to the citizen of the case, whose number is shown to nobody, also in a confidential case")
    func ready() async throws {
        let (fixture, record) = try await working()
        let permit = try await permit(fixture.store, record.id)
        #expect(permit.code.count == 8 && permit.code.utf8.allSatisfy { (0x30...0x39).contains($0) })
        #expect(permit.reach == .now && permit.number == record.number)
        guard case .ready(let found) = try await ask(fixture.store, permit.code) else {
            Issue.record("the call may be made")
            return
        }
        #expect(found.number == record.number && found.unit == "bureau" && found.worker == "zhou")
        #expect(found.contactNumber == "+8613800000001" && found.isConfidential)
    }

    @Test("the code lies nowhere in clear")
    func noCodes() async throws {
        let (fixture, record) = try await working()
        let code = try await permit(fixture.store, record.id).code
        let kept = try await fixture.store.pool.read { db in
            try String.fetchAll(db, sql: "SELECT code_index FROM case_relay")
        }
        #expect(kept.count == 1 && !kept[0].contains(code))
    }

    @Test("how a call ended stands in the case and in the ledger, and leaves the case's version alone")
    func ended() async throws {
        let (fixture, record) = try await working()
        let store = fixture.store
        let code = try await permit(store, record.id).code
        guard case .ready(let found) = try await ask(store, code) else {
            Issue.record("the call may be made")
            return
        }
        let before = try await store.caseRecord(record.id)?.version
        try await store.relayEnded(found.id, .talked, seconds: 95, at: now + 120)
        try await store.relayEnded(found.id, .givenUp, seconds: 0, at: now + 130)
        let (export, _) = try await store.export(1, by: "wu", at: now + 140)
        #expect(export.unitCalls.map(\.unit) == ["bureau"] && export.unitCalls.map(\.ending) == ["talked"])
        #expect(export.unitCalls.map(\.seconds) == [95] && export.unitCalls.map(\.matter) == [record.number.text])
        let line = try #require(try await store.history(ofCase: record.id).last)
        #expect(line.fact == .called(.talked, seconds: 95) && line.by == "zhou" && line.note.isEmpty)
        #expect(try await store.caseRecord(record.id)?.version == before)
        let kinds = try await store.ledger.events(of: call).map(\.kind)
        #expect(kinds == ["relay-begun", "relay-talked"])
        let entries = try await store.ledger.events(of: call)
        #expect(entries.allSatisfy { $0.actor == "zhou" && !$0.payload.contains("1380000") })
    }

    @Test("a call that a crash cut off is over after the next start")
    func interrupted() async throws {
        let (fixture, record) = try await working()
        let code = try await permit(fixture.store, record.id).code
        #expect(isReady(try await ask(fixture.store, code)))
        #expect(try await fixture.store.resumeRelays(at: now + 60) == 1)
        #expect(try await fixture.store.resumeRelays(at: now + 60) == 0)
        let line = try await fixture.store.history(ofCase: record.id).last
        #expect(line?.fact == .called(.interrupted, seconds: 0))
    }

    @Test("a code is over after eight hours, after six calls, and with the next code of the same worker")
    func over() async throws {
        let (fixture, record) = try await working()
        let store = fixture.store
        let first = try await permit(store, record.id)
        #expect(isReady(try await ask(store, first.code, at: first.until - 1)))
        #expect(try await ask(store, first.code, at: first.until) == .refused)
        let second = try await permit(store, record.id)
        #expect(try await ask(store, first.code) == .refused)
        for _ in 0..<RelayPermit.mostCalls { #expect(isReady(try await ask(store, second.code))) }
        #expect(try await ask(store, second.code) == .refused)
    }

    @Test("a code ends with whatever takes the case from the unit, also where it comes back")
    func leaves() async throws {
        let (fixture, record) = try await working()
        let store = fixture.store
        let code = try await permit(store, record.id).code
        let unit = CaseActor("zhou", .unit("bureau"))
        _ = try await store.act(.accept, onCase: record.id, note: "", seen: nil, by: unit, at: now)
        #expect(isReady(try await ask(store, code)))
        _ = try await store.act(.answer, onCase: record.id, note: "done", seen: nil, by: unit, at: now)
        #expect(try await ask(store, code) == .refused, "the citizen is being asked whether it is solved")
        _ = try await store.dispute(record.number, in: call, at: now)
        #expect(try await store.caseRecord(record.id)?.state == .dispatched)
        #expect(try await ask(store, code) == .refused)
        #expect(isReady(try await ask(store, try await permit(store, record.id).code)))
    }

    @Test("no unit gets leave for a case that it does not have")
    func strangers() async throws {
        let (fixture, record) = try await working()
        await #expect(throws: RelayRefusal.notYours) {
            try await fixture.store.permitRelay(ofCase: record.id, to: "he", of: "water", at: now)
        }
        let (bare, without) = try await working(number: nil)
        await #expect(throws: RelayRefusal.noNumber) { try await permit(bare.store, without.id) }
    }

    @Test("leave that a page has asked for is its worker's alone")
    func permits() async throws {
        let (fixture, record) = try await working()
        let permit = try await permit(fixture.store, record.id)
        func ask(as worker: String) async throws -> RelayAnswer {
            try await fixture.store.relay(
                .permit(permit.id, worker: worker), in: call, askedFrom: nil, at: now)
        }
        #expect(try await ask(as: "he") == .refused)
        #expect(isReady(try await ask(as: "zhou")))
    }

    @Test("leave holds for a page while it is the account's, whose unit has the case, and is not used up")
    func pages() async throws {
        let (fixture, record) = try await working()
        let store = fixture.store
        let permit = try await permit(store, record.id)
        func may(_ worker: String = "zhou", at instant: Date? = nil) async throws -> Bool {
            try await store.mayRelay(permit: permit.id, by: worker, at: instant ?? now)
        }
        #expect(try await !may(), "there is no such account")
        try await account(["zhou", "he"], of: "bureau", in: store)
        #expect(try await may())
        #expect(try await !may("he"))
        #expect(try await !may(at: permit.until))
        try await account(["zhou"], of: "water", in: store)
        #expect(try await !may(), "they work for another unit now")
        try await account(["zhou"], of: "bureau", in: store)
        for _ in 0..<RelayPermit.mostCalls {
            #expect(try await may())
            #expect(isReady(try await ask(store, permit.code)))
        }
        #expect(try await !may())
    }

    /// Those that there are from now on.
    private func account(_ names: [String], of unit: String, in store: CivicStore) async throws {
        try await store.accounts.upsertAgents(
            names.map { name in
                let account = StoredAgent(
                    name: name, displayName: name, sipUser: "", languages: [.mandarin], queues: [], role: .unit,
                    unit: unit)
                return (account, Redacted("sunrise"))
            })
    }

    @Test("five wrong codes from one number within an hour lock it, the right one too; other numbers go on")
    func locked() async throws {
        let (fixture, record) = try await working()
        let store = fixture.store
        let code = try await permit(store, record.id).code
        let wrong = code == "00000000" ? "00000001" : "00000000"
        for _ in 0..<RelayCodeLimit.perNumber { #expect(try await ask(store, wrong) == .refused) }
        #expect(try await ask(store, code) == .locked)
        #expect(isReady(try await ask(store, code, from: "+8613800000078")))
        #expect(isReady(try await ask(store, code, at: now + RelayCodeLimit.window)))
        for _ in 0..<RelayCodeLimit.anonymous { #expect(try await ask(store, wrong, from: nil) == .refused) }
        #expect(try await ask(store, code, from: nil) == .locked)
    }

    @Test("fifty wrong codes within an hour from whatever numbers lock codes for all; a case's page goes on")
    func lockedForAll() async throws {
        let (fixture, record) = try await working()
        let store = fixture.store
        let permit = try await permit(store, record.id)
        let wrong = permit.code == "00000000" ? "00000001" : "00000000"
        for number in 0..<RelayCodeLimit.all {
            #expect(try await ask(store, wrong, from: "+86138000010\(10 + number)") == .refused)
        }
        #expect(try await ask(store, permit.code, from: "+8613800002000") == .locked)
        #expect(
            isReady(
                try await store.relay(.permit(permit.id, worker: "zhou"), in: call, askedFrom: nil, at: now)))
        #expect(
            isReady(try await ask(store, permit.code, from: "+8613800002000", at: now + RelayCodeLimit.window)))
    }

    @Test("the citizen's wishes hold when leave is asked for, and again at each call")
    func wishes() async throws {
        let (fixture, record) = try await working(ContactPreference(hours: 14 * 60..<16 * 60))
        let store = fixture.store
        let permit = try await permit(store, record.id)
        #expect(permit.reach == .later(now + 4 * 3_600))
        #expect(try await ask(store, permit.code) == .later(now + 4 * 3_600))
        #expect(isReady(try await ask(store, permit.code, at: now + 4 * 3_600)))
        try await store.prefer(ContactPreference(way: .village), for: 1, by: "lin", at: now)
        #expect(try await ask(store, permit.code, at: now + 4 * 3_600) == .otherwise)
        await #expect(throws: RelayRefusal.otherWay(.village)) {
            try await self.permit(store, record.id, at: now + 4 * 3_600)
        }
    }

    @Test("the recordings of such calls go with the citizen's file")
    func erased() async throws {
        let (fixture, record) = try await working()
        let store = fixture.store
        let code = try await permit(store, record.id).code
        #expect(isReady(try await ask(store, code)))
        let unit = CaseActor("zhou", .unit("bureau"))
        _ = try await store.act(.accept, onCase: record.id, note: "", seen: nil, by: unit, at: now)
        _ = try await store.act(.answer, onCase: record.id, note: "done", seen: nil, by: unit, at: now)
        _ = try await store.agree(record.number, in: call, at: now)
        for other in try await store.cases(ofCitizen: 1) where other.id != record.id {
            try await store.pool.write { db in
                try db.execute(sql: "UPDATE citizen_case SET state = 'closed' WHERE id = ?", arguments: [other.id])
            }
        }
        let folder = fixture.folder + "/recordings"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["C-RELAY.wav", "C-ELSE.wav"] {
            #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data()))
        }
        _ = try await store.erase(1, by: "wu", at: now + 60)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["C-ELSE.wav"])
    }
}
