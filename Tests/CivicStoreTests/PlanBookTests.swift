import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Versions of dialplans")
struct PlanBookTests {
    let fixture: StoreFixture
    var book: PlanBook { fixture.store.plans }

    init() throws {
        fixture = try StoreFixture()
    }

    func text(_ plan: String, _ text: String, base: Int?) -> PlanText {
        PlanText(plan: plan, text: text, fingerprint: String(text.utf8.count), base: base)
    }

    @discardableResult
    func publish(_ plan: String, _ words: String, base: Int?, areFiles: Bool = false) async throws -> PlanVersion {
        let versions = try await book.publish(
            [text(plan, words, base: base)], by: "wang", note: "why", areFiles: areFiles, at: StoreFixture.now)
        return try #require(versions.first)
    }

    @Test("count up for each plan by itself, and keep text, hash, author and note")
    func serials() async throws {
        let first = try await publish("county", "abc", base: nil)
        try await publish("tax", "x", base: nil)
        let second = try await publish("county", "abcd", base: 1)
        #expect(first.serial == 1 && second.serial == 2 && second.base == 1)
        // SHA-256 of "abc", FIPS 180-2 appendix B.1.
        #expect(first.hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let read = try #require(try await book.version(1, of: "county"))
        #expect(read.version == first && read.text == "abc")
        #expect(try await book.versions(of: "county").map(\.serial) == [2, 1])
        #expect(try await book.versions().map(\.plan) == ["county", "tax", "county"])
        #expect(try await book.serials(.live) == ["county": 2, "tax": 1])
        #expect(try await book.version(fingerprint: "3", of: "county")?.version == first)
    }

    @Test("an edit that began with what is no longer live is refused, and names who was faster")
    func conflict() async throws {
        try await publish("county", "a", base: nil)
        try await publish("county", "b", base: 1)
        await #expect(throws: PlanRefusal.changedMeanwhile(plan: "county", by: "wang", serial: 2)) {
            try await publish("county", "c", base: 1)
        }
        #expect(try await book.version(.live, of: "county")?.text == "b")
        #expect(try await book.versions().count == 2)
    }

    @Test("of several texts all are published or none")
    func allOrNone() async throws {
        try await publish("county", "a", base: nil)
        await #expect(throws: PlanRefusal.self) {
            _ = try await book.publish(
                [text("tax", "t", base: nil), text("county", "b", base: 7)], by: "wang", note: "", areFiles: false,
                at: StoreFixture.now)
        }
        #expect(try await book.serials(.live) == ["county": 1])
    }

    @Test("roll back to any version that there is, and no other")
    func rollBack() async throws {
        try await publish("county", "a", base: nil)
        try await publish("county", "b", base: 1)
        let back = try await book.rollBack(
            "county", to: 1, base: 2, by: "li", note: "the menu was wrong", at: StoreFixture.now)
        #expect(back.serial == 1)
        #expect(try await book.version(.live, of: "county")?.text == "a")
        await #expect(throws: PlanRefusal.unknownVersion(plan: "county", serial: 9)) {
            _ = try await book.rollBack("county", to: 9, base: 1, by: "li", note: "", at: StoreFixture.now)
        }
        // Edits go on from there, and the version in between keeps its number.
        let third = try await publish("county", "c", base: 1)
        #expect(third.serial == 3 && third.base == 1)
    }

    @Test("a draft is a version that no call walks; two people do not overwrite each other's")
    func drafts() async throws {
        try await publish("county", "a", base: nil)
        let draft = try await book.saveDraft(
            text("county", "b", base: 1), over: nil, by: "wang", note: "", at: StoreFixture.now)
        #expect(draft.serial == 2)
        #expect(try await book.version(.live, of: "county")?.text == "a")
        #expect(try await book.version(.draft, of: "county")?.text == "b")
        await #expect(throws: PlanRefusal.changedMeanwhile(plan: "county", by: "wang", serial: 2)) {
            _ = try await book.saveDraft(
                text("county", "c", base: 1), over: nil, by: "li", note: "", at: StoreFixture.now)
        }
        try await book.discardDraft(of: "county", by: "li", at: StoreFixture.now)
        #expect(try await book.version(.draft, of: "county") == nil)
        #expect(try await book.version(2, of: "county")?.text == "b")
    }

    @Test("a file's text is known apart from what is live")
    func fileAlias() async throws {
        let first = try await publish("county", "a", base: nil, areFiles: true)
        let second = try await publish("county", "b", base: 1)
        #expect(try await book.version(.file, of: "county")?.version == first)
        try await book.fileHolds(second)
        #expect(try await book.version(.file, of: "county")?.version == second)
    }

    @Test("cannot be changed or deleted, whatever a program tries")
    func immutable() async throws {
        try await publish("county", "a", base: nil)
        for sql in ["UPDATE plan_version SET text = 'x'", "DELETE FROM plan_version"] {
            await #expect(throws: DatabaseError.self) {
                try await fixture.store.pool.write { db in try db.execute(sql: sql) }
            }
        }
        #expect(try await book.version(1, of: "county")?.text == "a")
    }

    @Test("every change is in the ledger, with who, what and from where")
    func ledger() async throws {
        try await publish("county", "a", base: nil)
        try await publish("county", "b", base: 1)
        _ = try await book.rollBack("county", to: 1, base: 2, by: "li", note: "wrong", at: StoreFixture.now)
        let entries = try await fixture.store.ledger.events(after: 0, limit: 10)
        #expect(entries.map(\.kind) == ["plan-published", "plan-published", "plan-rolled-back"])
        #expect(entries.map(\.actor) == ["wang", "wang", "li"])
        let hash = PlanVersion.hash(of: "a")
        #expect(
            entries.last?.payload
                == #"{"before":"2","hash":"\#(hash)","note":"wrong","plan":"county","serial":"1"}"#)
    }

    @Test("a text beyond the bound is refused")
    func bound() async throws {
        let long = String(repeating: "x", count: PlanBook.textLimit + 1)
        await #expect(throws: PlanRefusal.textTooLong(limit: PlanBook.textLimit)) {
            try await publish("county", long, base: nil)
        }
    }
}
