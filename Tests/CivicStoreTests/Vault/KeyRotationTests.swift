import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Rotation of the keys")
struct KeyRotationTests {
    private static let now = StoreFixture.now

    /// What is read of the county, to compare before and after.
    private static func reading(_ store: CivicStore) async throws -> [String] {
        var found: [String] = []
        for id in Int64(1)...40 {
            let citizen = try await store.citizen(id)
            found.append("\(citizen?.name ?? "-") \(citizen?.idSuffix ?? "-")")
        }
        for number in [KnownCitizens.ownPhone.number, KnownCitizens.householdNumber] {
            let card = try await store.card(forNumber: number, known: nil)
            found += card.timeline.map { "\($0.id) \($0.numberKey ?? "-") \($0.rawNumber ?? "-") \($0.trail)" }
            found += card.openCases.map { "\($0.number) \($0.contactNumber ?? "-")" }
            found += card.candidates.map { "\($0.citizen.id) \($0.confidence)" }
        }
        return found
    }

    @Test("seals everything with the new key and changes nothing that is read")
    func whole() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        _ = try await SampleCountyLoader.load(into: store, citizens: 40, asOf: Self.now)
        try await SealedStoreTests.fill(store)
        let before = try await Self.reading(store)
        let sealed = try await store.keyUses()
        #expect(sealed.map(\.number) == [1])
        let rotation = try await store.rotateKeys(at: Self.now + 60, batch: 7, share: 1)
        #expect(rotation.number == 2 && !rotation.isContinued && rotation.rows == sealed[0].rows)
        #expect(rotation.batches >= rotation.rows / 7)
        let uses = try await store.keyUses()
        #expect(uses.map(\.rows) == [0, sealed[0].rows])
        #expect(uses.map(\.madeAt) == [uses[0].madeAt, Self.now + 60])
        #expect(try await Self.reading(store) == before)
        try store.close()
        let again = try fixture.reopen()
        #expect(try await Self.reading(again) == before)
        let bytes = try SealedStoreTests.bytes(of: fixture.folder)
        for trace in SealedStoreTests.traces { #expect(!bytes.holds(trace)) }
        #expect(try await again.rotateKeys(at: Self.now + 120, share: 1).number == 3)
    }

    private struct Killed: Error {}

    @Test("that is killed between two batches leaves all readable, and the next one goes on with the same key")
    func killed() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        _ = try await SampleCountyLoader.load(into: store, citizens: 40, asOf: Self.now)
        try await SealedStoreTests.fill(store)
        let before = try await Self.reading(store)
        let all = try await store.keyUses()[0].rows
        for stop in [5, 40] {
            await #expect(throws: Killed.self) {
                try await store.rotateKeys(at: Self.now, batch: 5, share: 1) { rows in
                    if rows >= stop { throw Killed() }
                }
            }
            // As after a kill: only what is in the files counts.
            let copy = NSTemporaryDirectory() + "civicstore-copy-\(UUID().uuidString)"
            try FileManager.default.copyItem(atPath: fixture.folder, toPath: copy)
            defer { try? FileManager.default.removeItem(atPath: copy) }
            let other = try CivicStore(
                folder: copy, services: fixture.catalogue, passwords: StoreFixture.passwords)
            #expect(try await Self.reading(other) == before)
            let uses = try await other.keyUses()
            #expect(uses.map(\.number) == [1, 2] && uses.allSatisfy { $0.rows > 0 })
            let rotation = try await other.rotateKeys(at: Self.now, share: 1)
            #expect(rotation.number == 2 && rotation.isContinued && rotation.rows == uses[0].rows)
            #expect(try await other.keyUses().map(\.rows) == [0, all])
            #expect(try await Self.reading(other) == before)
        }
    }

    @Test("goes on while two other processes write and read; no row is lost and none is left to the old key")
    func underLoad() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        _ = try await SampleCountyLoader.load(into: store, citizens: 40, asOf: Self.now)
        let others = [try fixture.reopen(), try fixture.reopen()]
        let number = SealedStoreTests.number(1)
        let written = try await withThrowingTaskGroup(of: Int.self) { group in
            for (place, other) in others.enumerated() {
                group.addTask {
                    for index in 0..<150 {
                        var contact = try await other.begin(
                            StoreFixture.contact("C-\(place)-\(index)", number: number))
                        contact.trail = "pressed 13711110002"
                        try await other.update(contact)
                        let opened = try await other.openCase(
                            StoreFixture.draft(number: SealedStoreTests.number(3)), at: Self.now)
                        guard try await other.caseRecord(opened.id) == opened,
                            try await other.contact(of: contact.conversation) == contact,
                            try await other.card(forNumber: number, known: nil).timeline.count > 0
                        else { throw Killed() }
                    }
                    return 150
                }
            }
            group.addTask {
                for turn in 0..<3 {
                    _ = try await store.rotateKeys(at: Self.now + Double(turn), batch: 10, share: 1)
                }
                return 0
            }
            return try await group.reduce(0, +)
        }
        let uses = try await store.keyUses()
        #expect(uses.map(\.number) == [1, 2, 3, 4])
        #expect(uses.dropLast().allSatisfy { $0.rows == 0 })
        let contacts = try await store.recentCalls(limit: 1_000).filter { $0.numberKey == number }
        #expect(contacts.count == written && contacts.allSatisfy { $0.trail == "pressed 13711110002" })
    }

    @Test("finds citizens by the whole number and by its end, before and after, and by a beginning never")
    func search() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        _ = try await SampleCountyLoader.load(into: store, citizens: 40, asOf: Self.now)
        let digits = String(KnownCitizens.ownPhone.number.dropFirst(3))
        for _ in 0..<2 {
            for count in [4, 5, 6, 7, 8, 10, 11] {
                let found = try await store.search(String(digits.suffix(count)), limit: 50)
                #expect(found.contains { $0.id == 1 }, "the last \(count)")
            }
            #expect(try await store.search(String(digits.suffix(3)), limit: 50).isEmpty)
            #expect(try await store.search(String(digits.prefix(9)), limit: 50).isEmpty)
            let another = try #require(digits.last == "9" ? "8" : "9")
            #expect(try await !store.search(digits.dropLast() + another, limit: 50).contains { $0.id == 1 })
            _ = try await store.rotateKeys(at: Self.now, share: 1)
        }
    }
}
