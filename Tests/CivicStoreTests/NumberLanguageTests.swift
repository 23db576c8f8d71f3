import CivicCore
import CivicStore
import Foundation
import Testing

@Suite("The language of a number")
struct NumberLanguageTests {
    @Test("is what was chosen on it last, also after a restart, and nothing for any other number")
    func last() async throws {
        let fixture = try StoreFixture()
        #expect(try await fixture.store.language(ofNumber: "+861") == nil)
        try await fixture.store.remember(.english, ofNumber: "+861", at: StoreFixture.now)
        try await fixture.store.remember(.mandarin, ofNumber: "+862", at: StoreFixture.now)
        #expect(try await fixture.reopen().language(ofNumber: "+861") == .english)
        try await fixture.store.remember(.mandarin, ofNumber: "+861", at: StoreFixture.now.addingTimeInterval(60))
        #expect(try await fixture.store.language(ofNumber: "+861") == .mandarin)
    }
}
