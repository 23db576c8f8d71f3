import CivicCRM
import CivicCore
import CivicQueue
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Contacts, cases and places")
struct RecordsTests {
    @Test("a contact comes back as it was written, and as it was changed")
    func contact() async throws {
        let fixture = try StoreFixture()
        let odd = StoreFixture.now + 0.123_456
        var contact = try await fixture.store.begin(StoreFixture.contact("C-1", number: "+8612900009999", at: odd))
        #expect(contact.id > 0)
        #expect(try await fixture.store.contact(of: contact.conversation) == contact)
        contact.endedAt = StoreFixture.now + 60
        contact.agent = "agent-1"
        contact.talkTime = 42
        contact.trail = "pressed 1\nheard 养老金"
        contact.summary = "asked; said 'thanks'"
        contact.outcome = "solved-on-call"
        try await fixture.store.update(contact)
        #expect(try await fixture.store.contact(of: contact.conversation) == contact)
    }

    @Test("contacts and cases of citizens who do not exist are refused", arguments: [-1, 0, 7, Int64.max])
    func unknownCitizen(id: Int64) async throws {
        let fixture = try StoreFixture()
        await #expect(throws: RecordsRefusal.unknownCitizen(id)) {
            try await fixture.store.begin(StoreFixture.contact("C-1", citizen: id))
        }
        await #expect(throws: RecordsRefusal.unknownCitizen(id)) {
            try await fixture.store.openCase(StoreFixture.draft(citizen: id), at: StoreFixture.now)
        }
        await #expect(throws: RecordsRefusal.unknownCitizen(id)) {
            try await fixture.store.card(forNumber: nil, known: KnownCitizen(id: id, level: .confirmed))
        }
    }

    @Test("a trail without end is cut, not refused")
    func longTrail() async throws {
        let fixture = try StoreFixture()
        var contact = try await fixture.store.begin(StoreFixture.contact("C-1"))
        contact.trail = String(repeating: "键", count: 1_000_000)
        try await fixture.store.update(contact)
        let stored = try #require(try await fixture.store.contact(of: contact.conversation))
        #expect(stored.trail.unicodeScalars.count <= 65_536)
        #expect(stored.trail.hasSuffix("…"))
    }

    @Test("a case gets a number, a unit, a deadline and the first line of its history")
    func openCase() async throws {
        let fixture = try StoreFixture()
        let opened = try await fixture.store.openCase(StoreFixture.draft(number: "+861"), at: StoreFixture.now)
        #expect(opened.unit == "bureau" && opened.state == .received)
        #expect(opened.deadline == ISO8601DateFormatter().date(from: "2026-11-25T09:30:00Z"))
        #expect(try await fixture.store.caseRecord(number: opened.number) == opened)
        let history = try await fixture.store.history(ofCase: opened.id)
        #expect(history.map(\.state) == [.received])
        #expect(history.map(\.note) == ["no water"])
        let entries = try await fixture.store.ledger.events(of: ConversationReference(text: "C-TEST"))
        #expect(entries.map(\.kind) == ["case-opened"])
        #expect(entries.allSatisfy { !$0.payload.contains("no water") && !$0.payload.contains("+861") })
    }

    @Test("cases opened at the same time never share a number")
    func concurrent() async throws {
        let fixture = try StoreFixture()
        let numbers = try await withThrowingTaskGroup(of: CaseNumber.self) { group in
            for _ in 0..<200 {
                group.addTask { [store = fixture.store] in
                    try await store.openCase(StoreFixture.draft(), at: StoreFixture.now).number
                }
            }
            return try await group.reduce(into: [CaseNumber]()) { $0.append($1) }
        }
        #expect(Set(numbers).count == 200)
        #expect(try await fixture.store.ledger.verify() != .broken(sequence: 1, reason: ""))
    }

    @Test("two processes on one database never share a case number")
    func twoStores() async throws {
        let fixture = try StoreFixture()
        let other = try fixture.reopen()
        let numbers = try await withThrowingTaskGroup(of: CaseNumber.self) { group in
            for index in 0..<60 {
                group.addTask { [store = fixture.store] in
                    try await (index.isMultiple(of: 2) ? store : other)
                        .openCase(StoreFixture.draft(), at: StoreFixture.now).number
                }
            }
            return try await group.reduce(into: [CaseNumber]()) { $0.append($1) }
        }
        #expect(Set(numbers).count == 60)
        guard case .intact(let entries, _) = try await other.ledger.verify() else {
            Issue.record("broken")
            return
        }
        #expect(entries == 60)
    }

    @Test("an unknown service, a wrong change and a text without end are refused, and nothing is written")
    func refusals() async throws {
        let fixture = try StoreFixture()
        await #expect(throws: RecordsRefusal.unknownService("genral", nearest: "general")) {
            try await fixture.store.openCase(StoreFixture.draft(service: "genral"), at: StoreFixture.now)
        }
        await #expect(throws: RecordsRefusal.tooLong(field: "summary", limit: CivicStore.textLimit)) {
            let long = String(repeating: "x", count: 10 << 20)
            return try await fixture.store.openCase(StoreFixture.draft(summary: long), at: StoreFixture.now)
        }
        let opened = try await fixture.store.openCase(StoreFixture.draft(), at: StoreFixture.now)
        await #expect(throws: RecordsRefusal.forbiddenChange(from: .received, to: .closed)) {
            try await fixture.store.addNote(
                toCase: opened.id, "done", state: .closed, by: "agent-1", at: StoreFixture.now)
        }
        await #expect(throws: RecordsRefusal.unknownCase(99)) {
            try await fixture.store.addNote(toCase: 99, "?", state: nil, by: "agent-1", at: StoreFixture.now)
        }
        #expect(try await fixture.store.history(ofCase: opened.id).count == 1)
        #expect(try await fixture.store.caseRecord(opened.id) == opened)
    }

    @Test("notes and changes of state make the history; the deadline stays")
    func history() async throws {
        let fixture = try StoreFixture()
        let opened = try await fixture.store.openCase(StoreFixture.draft(), at: StoreFixture.now)
        var at = StoreFixture.now
        let way: [CaseState?] = [nil, .dispatched, .inWork, .answered, .closed, .dispatched, .dispatched]
        for state in way {
            at += 60
            let changed = try await fixture.store.addNote(
                toCase: opened.id, "note", state: state, by: "bureau", at: at)
            #expect(changed.updatedAt == at && changed.deadline == opened.deadline)
        }
        let history = try await fixture.store.history(ofCase: opened.id)
        #expect(history.map(\.state) == [.received, nil, .dispatched, .inWork, .answered, .closed, .dispatched, nil])
        // A clock set back by a day does not put a change before the last one.
        let late = try await fixture.store.addNote(
            toCase: opened.id, "later", state: nil, by: "bureau", at: at - 86_400)
        #expect(late.updatedAt == at)
    }

    @Test("places keep their join time through every change, and the unfinished come back oldest first")
    func places() async throws {
        let fixture = try StoreFixture()
        var places: [Place] = []
        for index in 0..<20 {
            places.append(
                try await fixture.store.join(
                    Place(
                        id: 0, conversation: ConversationReference(text: "C-\(index)"), queue: "general",
                        joinedAt: StoreFixture.now - Double(index), language: index == 0 ? .english : .mandarin,
                        callbackNumber: nil, state: .waiting, leaving: nil, agent: nil)))
        }
        try await fixture.store.update(places[3].id, state: .left, leaving: .served, agent: "agent-1")
        try await fixture.store.update(places[4].id, state: .offered, leaving: nil, agent: "agent-2")
        try await fixture.store.move(places[5].id, toQueue: "english")
        let again = try fixture.reopen()
        let found = try await again.unfinished()
        #expect(found.map(\.id) == places.reversed().map(\.id).filter { $0 != places[3].id })
        #expect(Set(found.map(\.joinedAt)) == Set(places.filter { $0.id != places[3].id }.map(\.joinedAt)))
        #expect(found.first { $0.id == places[4].id }?.agent == "agent-2")
        #expect(found.first { $0.id == places[5].id }?.queue == "english")
        await #expect(throws: RecordsRefusal.unknownPlace(1_000)) {
            try await fixture.store.update(1_000, state: .left, leaving: .hungUp, agent: nil)
        }
    }
}
