import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Records of one person")
struct CitizenMergeTests {
    private let kept = MergeFixture.kept
    private let gone = MergeFixture.gone
    private let third = MergeFixture.third
    private let now = MergeFixture.now

    private func merge(_ county: MergeFixture, _ gone: Int64? = nil) async throws -> CitizenMerge {
        try await county.store.merge(gone ?? self.gone, into: kept, why: "said so at the counter", by: "qin", at: now)
    }

    @Test("every column that points to a citizen follows in a merge, or is known to stay")
    func pointers() async throws {
        let store = try StoreFixture().store
        let columns = try await store.pool.read { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'")
            return try tables.flatMap { table in
                let keys = try Row.fetchAll(db, sql: "PRAGMA foreign_key_list(\(table))")
                    .filter { $0["table"] == "citizen" }.map { "\(table).\($0["from"] as String)" }
                let named = try db.columns(in: table).map(\.name).filter { $0.contains("citizen_id") }
                return keys + named.map { "\(table).\($0)" }
            }
        }
        let known = Set(CitizenPointer.all.map { "\($0.table).\($0.column)" })
        #expect(Set(columns) == known.union(CitizenPointer.staying))
    }

    @Test("a merged record is one person for search, card, cases and proofs, under either number")
    func onePerson() async throws {
        let county = try await MergeFixture.made()
        let merge = try await merge(county)
        #expect(merge.reasons == [.identity, .phoneAndName] && merge.doubts == [.oneHousehold])
        #expect(
            merge.moved == [
                "contact": 1, "citizen_case": 1, "article_receipt": 1, "citizen_proof_attempt": 1, "citizen_phone": 2,
                "household_member": 2, "file_opening": 1, "citizen_hold": 1,
            ])
        let store = county.store
        for text in ["陈玉真", "陈玉珍", "chenyuzhen", MergeFixture.otherNumber, MergeFixture.number] {
            let found = try await store.search(text, limit: 9).filter { $0.id != third }
            #expect(found.map(\.id) == [kept], "\(text)")
        }
        for number in [MergeFixture.number, MergeFixture.otherNumber] {
            let card = try await store.card(forNumber: number, known: nil)
            #expect(card.candidates.map(\.citizen.id) == [kept])
            #expect(card.openCases.count == 2 && card.openCases.allSatisfy { $0.citizenId == kept })
        }
        for id in [kept, gone] {
            #expect(try await store.citizen(id)?.name == "陈玉珍")
            #expect(try await store.cases(ofCitizen: id).count == 2)
            let card = try await store.card(forNumber: nil, known: KnownCitizen(id: id, level: .confirmed))
            #expect(card.candidates.map(\.citizen.id) == [kept])
            #expect(card.timeline.contains { $0.conversation.text == "C-GONE" })
            let proof = try await store.prove(citizen: id, proof: "8813", askedFrom: nil, at: now)
            #expect(proof == .proven)
        }
        // The stronger of two links, and what she had not said before.
        let link = try await store.pool.read { db in
            try Double.fetchOne(db, sql: "SELECT MAX(confidence) FROM citizen_phone WHERE citizen_id = 8")
        }
        #expect(link == 0.99)
        #expect(try await store.citizen(kept)?.pinHash == "a-hash")
    }

    @Test("a call that began before goes on, and what is written under the old number is the person's")
    func living() async throws {
        let county = try await MergeFixture.made()
        var contact = try await county.store.begin(StoreFixture.contact("C-LIVE", citizen: gone))
        _ = try await merge(county)
        contact.outcome = "solved-on-call"
        try await county.store.update(contact)
        let opened = try await county.store.openCase(StoreFixture.draft(citizen: gone), at: now)
        #expect(opened.citizenId == kept)
        let stored = try await county.store.contact(of: contact.conversation)
        #expect(stored?.citizenId == kept && stored?.outcome == "solved-on-call")
    }

    @Test("undone at once, every row is as it was before, to the byte")
    func undone() async throws {
        let county = try await MergeFixture.made()
        let before = try await county.dump()
        let merge = try await merge(county)
        #expect(try await county.dump() != before)
        let undone = try await county.store.undoMerge(merge.id, giving: [], why: "two sisters", by: "qin", at: now)
        #expect(undone.undone == CitizenMerge.Undoing(at: now, by: "qin", why: "two sisters"))
        let after = try await county.dump()
        for (table, rows) in before { #expect(after[table] == rows, "\(table)") }
        #expect(try await county.store.search("陈玉真", limit: 9).map(\.id) == [gone])
    }

    @Test("what was changed since stays; a new case stays with the record that was kept, or goes where it is given")
    func undoneLater() async throws {
        let county = try await MergeFixture.made()
        let store = county.store
        let before = try await county.dump()
        let merge = try await merge(county)
        let old = try #require(try await store.cases(ofCitizen: kept).first { $0.summary == "of the other" })
        _ = try await store.addNote(toCase: old.id, "went there", state: .dispatched, by: "bureau", at: now + 60)
        var draft = StoreFixture.draft(citizen: kept, summary: "new, hers")
        let hers = try await store.openCase(draft, at: now + 60)
        draft.summary = "new, the other's"
        draft.conversation = ConversationReference(text: "C-NEW")
        let others = try await store.openCase(draft, at: now + 60)
        _ = try await store.begin(StoreFixture.contact("C-NEW", citizen: kept, at: now + 60))
        #expect(try await store.mergeFile(merge.id)?.casesSince.map(\.id) == [hers.id, others.id])

        _ = try await store.undoMerge(merge.id, giving: [others.id, 1], why: "two sisters", by: "qin", at: now + 90)
        #expect(try await store.cases(ofCitizen: kept).contains { $0.id == hers.id })
        #expect(Set(try await store.cases(ofCitizen: gone).map(\.id)) == [old.id, others.id])
        #expect(try await store.caseRecord(old.id)?.state == .dispatched)
        #expect(try await store.contact(of: ConversationReference(text: "C-NEW"))?.citizenId == gone)
        // All but the case that was worked on, and what is new, is as before.
        let after = try await county.dump(without: ["citizen_case", "contact", "case_notice"])
        for (table, rows) in after { #expect(rows == before[table], "\(table)") }
        let contacts = try await county.dump()["contact"] ?? []
        #expect(Set(contacts).isSuperset(of: before["contact"] ?? ["none"]))
    }

    @Test("what a record took from the other and somebody corrected since is not taken back")
    func corrected() async throws {
        let county = try await MergeFixture.made()
        let merge = try await merge(county)
        try await county.store.pool.write { db in
            try db.execute(sql: "UPDATE citizen SET pin_hash = 'another' WHERE id = 8")
            try db.execute(sql: "UPDATE citizen_phone SET confidence = 0.5 WHERE citizen_id = 8 AND phone_id <> 900")
        }
        _ = try await county.store.undoMerge(merge.id, giving: [], why: "two sisters", by: "qin", at: now)
        #expect(try await county.store.citizen(kept)?.pinHash == "another")
        let links = try await county.store.pool.read { db in
            try Double.fetchAll(db, sql: "SELECT confidence FROM citizen_phone WHERE citizen_id = 8")
        }
        #expect(links.allSatisfy { $0 == 0.5 } && !links.isEmpty)
    }

    @Test("a change of keys in between harms nothing")
    func rotated() async throws {
        let county = try await MergeFixture.made()
        // The third record has no end of an ID number, and takes it.
        let merge = try await county.store.merge(
            kept, into: third, why: "her form", by: "qin", at: now)
        #expect(try await county.store.citizen(third)?.idSuffix == "8813")
        _ = try await county.store.rotateKeys(at: now, share: 1)
        _ = try await county.store.undoMerge(merge.id, giving: [], why: "no", by: "qin", at: now)
        #expect(try await county.store.citizen(third)?.idSuffix == nil)
        #expect(try await county.store.citizen(kept)?.idSuffix == "8813")
    }

    @Test("merges are undone from the last to the first, and then all is as before")
    func order() async throws {
        let county = try await MergeFixture.made()
        let before = try await county.dump()
        let first = try await merge(county)
        let second = try await merge(county, third)
        await #expect(throws: MergeRefusal.laterMergeFirst(second.id)) {
            try await county.store.undoMerge(first.id, giving: [], why: "no", by: "qin", at: now)
        }
        _ = try await county.store.undoMerge(second.id, giving: [], why: "no", by: "qin", at: now)
        _ = try await county.store.undoMerge(first.id, giving: [], why: "no", by: "qin", at: now)
        #expect(try await county.dump() == before)
        await #expect(throws: MergeRefusal.undoneAlready) {
            try await county.store.undoMerge(first.id, giving: [], why: "no", by: "qin", at: now)
        }
    }

    @Test("nothing is merged without a reason, without a word why, twice, or with itself")
    func refusals() async throws {
        let county = try await MergeFixture.made()
        let store = county.store
        let before = try await county.dump()
        await #expect(throws: MergeRefusal.noReason) {
            try await store.merge(1, into: 8, why: "same telephone", by: "qin", at: now)
        }
        await #expect(throws: MergeRefusal.whyMissing) {
            try await store.merge(gone, into: kept, why: " \n", by: "qin", at: now)
        }
        for id in [kept, 999] {
            await #expect(throws: MergeRefusal.mergedAlready) {
                try await store.merge(id, into: kept, why: "x", by: "qin", at: now)
            }
        }
        #expect(try await county.dump() == before)
        _ = try await merge(county)
        await #expect(throws: MergeRefusal.mergedAlready) { _ = try await merge(county) }
        await #expect(throws: MergeRefusal.unknown) {
            try await store.undoMerge(77, giving: [], why: "x", by: "qin", at: now)
        }
    }

    @Test("each merge and its undoing is in the ledger, with numbers and no name")
    func ledger() async throws {
        let county = try await MergeFixture.made()
        let last = try await county.store.ledger.events(after: 0, limit: 10_000).count
        let merge = try await merge(county)
        _ = try await county.store.undoMerge(merge.id, giving: [], why: "two sisters", by: "qin", at: now)
        let entries = try await county.store.ledger.events(after: Int64(last), limit: 10)
        #expect(entries.map(\.kind) == ["citizens-merged", "citizens-parted"])
        #expect(entries.allSatisfy { $0.actor == "qin" })
        #expect(entries.allSatisfy { $0.payload.contains("\"kept\":8") && !$0.payload.contains("陈") })
        #expect(try await county.store.merges(limit: 9).map(\.why) == ["said so at the counter"])
    }
}
