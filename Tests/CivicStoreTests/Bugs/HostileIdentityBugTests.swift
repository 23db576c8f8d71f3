import CivicCRM
import CivicCore
import CivicStore
import Foundation
import Testing

/// Bugs that others had with what callers call themselves, in the database.
@Suite("Bugs that others had: identities in the database")
struct HostileIdentityBugTests {
    @Test(
        "control characters in identities (SQL) — are text, in the records and in every question about them",
        arguments: [
            "'; DROP TABLE contact; --", "\" OR 1=1 --", "%' OR '1'='1", "\u{1B}[2J", "%_%", "\\",
            "1); DELETE",
        ])
    func statements(number: String) async throws {
        let fixture = try StoreFixture()
        let plain = try await fixture.store.begin(StoreFixture.contact("C-0", number: "+8612900009999"))
        var contact = try await fixture.store.begin(StoreFixture.contact("C-1", number: number))
        contact.trail = number
        contact.summary = number
        try await fixture.store.update(contact)
        #expect(try await fixture.store.contact(of: contact.conversation) == contact)
        let opened = try await fixture.store.openCase(
            StoreFixture.draft(summary: "x" + number, number: number), at: StoreFixture.now)
        #expect(try await fixture.store.caseRecord(number: opened.number) == opened)
        _ = try await fixture.store.card(forNumber: number, known: nil)
        #expect(try await fixture.store.contact(of: plain.conversation) == plain)
        let reopened = try fixture.reopen()
        #expect(try await reopened.contact(of: contact.conversation)?.rawNumber == number)
    }
}
