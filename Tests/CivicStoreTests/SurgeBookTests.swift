import CivicStore
import Foundation
import Testing

@Suite("Texts that are put in front of calls")
struct SurgeBookTests {
    let fixture: StoreFixture
    var book: SurgeBook { fixture.store.surges }

    init() throws {
        fixture = try StoreFixture()
    }

    private func surge(
        _ text: String = "surge.flood", plan: String? = nil, words: [String: String] = [:], hours: Double = 6
    ) -> Surge {
        Surge(
            plan: plan, text: text, words: words, author: "zhao.min", at: StoreFixture.now,
            until: StoreFixture.now.addingTimeInterval(hours * 3_600))
    }

    @Test("survive a restart, and stand in the ledger with who, what and until when")
    func durable() async throws {
        let words = ["en": "Stay in.", "zh-CN": "别出门。"]
        let begun = try await book.begin(
            surge("surge.own.ab", plan: "county", words: words), saying: words)
        #expect(try await fixture.reopen().surges.active() == [begun])
        #expect(try await book.withOwnWords() == [begun])
        let entry = try #require(try await fixture.store.ledger.events(after: 0, limit: 10).last)
        #expect(entry.kind == "surge-begun" && entry.actor == "zhao.min")
        #expect(entry.payload.contains("\"words.en\":\"Stay in.\"") && entry.payload.contains("2026-11-23T08:00:00Z"))
    }

    @Test("one at a time: another in the same place ends the first, one for a single plan does not")
    func oneAtATime() async throws {
        let first = try await book.begin(surge(), saying: [:])
        let county = try await book.begin(surge("surge.power", plan: "county"), saying: [:])
        let second = try await book.begin(surge("surge.quake"), saying: [:])
        #expect(try await book.active() == [county, second])
        let kinds = try await fixture.store.ledger.events(after: 0, limit: 10).map(\.kind)
        #expect(kinds.suffix(4) == ["surge-begun", "surge-begun", "surge-ended", "surge-begun"])
        #expect(try await !book.end(first.id, by: "li", at: StoreFixture.now))
    }

    @Test("a planned one ends nothing, comes back with its beginning, and may be taken away before it")
    func planned() async throws {
        let flood = try await book.begin(surge(hours: 100), saying: [:])
        let tomorrow = StoreFixture.now.addingTimeInterval(86_400)
        let planned = try await book.begin(
            Surge(
                plan: nil, text: "surge.power", words: [:], author: "li", at: StoreFixture.now, begins: tomorrow,
                until: tomorrow.addingTimeInterval(3_600)), saying: ["en": "No power."])
        #expect(planned.begins == tomorrow)
        #expect(try await fixture.reopen().surges.active() == [flood, planned])
        let entry = try #require(try await fixture.store.ledger.events(after: 0, limit: 10).last)
        #expect(entry.kind == "surge-planned" && entry.payload.contains("\"from\":\"2026-11-24T02:00:00Z\""))
        // What is put in front now takes the place of what is in front now, and of nothing planned.
        let quake = try await book.begin(surge("surge.quake"), saying: [:])
        #expect(try await book.active() == [planned, quake])
        #expect(try await book.end(planned.id, by: "li", at: StoreFixture.now))
        #expect(try await book.active() == [quake])
    }

    @Test("are ended once, by a person or by the clock")
    func ended() async throws {
        let begun = try await book.begin(surge(), saying: [:])
        #expect(try await book.end(begun.id, by: Surge.clock, at: begun.until))
        #expect(try await !book.end(begun.id, by: "li", at: begun.until))
        #expect(try await book.active().isEmpty)
        #expect(try await book.withOwnWords().isEmpty)
        let entry = try #require(try await fixture.store.ledger.events(after: 0, limit: 10).last)
        #expect(entry.kind == "surge-ended" && entry.actor == "clock")
    }

    @Test("that would be over before they begin are refused by the table itself")
    func backwards() async throws {
        await #expect(throws: (any Error).self) { try await book.begin(surge(hours: 0), saying: [:]) }
    }
}
