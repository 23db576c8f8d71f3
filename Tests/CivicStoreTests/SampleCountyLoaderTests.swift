import CivicCRM
import CivicCore
import CivicStore
import Foundation
import Synchronization
import Testing

@Suite("Sample county in the store")
struct SampleCountyLoaderTests {
    static let folder = NSTemporaryDirectory() + "civicstore-county-\(UUID().uuidString)"
    /// Loaded once; the tests only read.
    static let county = Task {
        let fixture = try StoreFixture(folder: folder)
        atexit { try? FileManager.default.removeItem(atPath: SampleCountyLoaderTests.folder) }
        let report = try await SampleCountyLoader.load(into: fixture.store, asOf: StoreFixture.now)
        return (fixture: fixture, report: report)
    }

    static func store() async throws -> CivicStore { try await county.value.fixture.store }

    @Test("five thousand citizens are loaded with their households, telephones, cases and contacts")
    func load() async throws {
        let report = try await Self.county.value.report
        #expect(report.citizens >= 5_000)
        #expect(report.rows > 30_000)
    }

    @Test("a second load says so, another county is refused, and nothing changes")
    func twice() async throws {
        let fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 50, seed: 4, asOf: StoreFixture.now)
        await #expect(throws: SampleCountyRefusal.alreadyLoaded("50 citizens, seed 4")) {
            try await SampleCountyLoader.load(into: fixture.store, citizens: 50, seed: 4, asOf: StoreFixture.now)
        }
        await #expect(throws: SampleCountyRefusal.self) {
            try await SampleCountyLoader.load(into: fixture.store, citizens: 60, seed: 4, asOf: StoreFixture.now)
        }
        // A new case gets a number that no sample case has.
        let opened = try await fixture.store.openCase(StoreFixture.draft(), at: StoreFixture.now)
        #expect(opened.number.text > "00012999")
    }

    @Test("a load tells how far it is, and a county of other years is another one")
    func years() async throws {
        let fixture = try StoreFixture()
        let told = Mutex<[Int]>([])
        let report = try await SampleCountyLoader.load(
            into: fixture.store, citizens: 2_000, seed: 4, years: 50, asOf: StoreFixture.now
        ) { rows in told.withLock { $0.append(rows) } }
        #expect(told.withLock { $0.map { $0 / 100_000 } } == Array(1...(report.rows / 100_000)))
        await #expect(throws: SampleCountyRefusal.alreadyLoaded("2000 citizens, seed 4, 50 years")) {
            try await SampleCountyLoader.load(
                into: fixture.store, citizens: 2_000, seed: 4, years: 50, asOf: StoreFixture.now)
        }
        await #expect(throws: SampleCountyRefusal.self) {
            try await SampleCountyLoader.load(into: fixture.store, citizens: 2_000, seed: 4, asOf: StoreFixture.now)
        }
    }

    @Test("one own phone gives one likely caller with the open case and the past")
    func ownPhone() async throws {
        let store = try await Self.store()
        let card = try await store.card(forNumber: KnownCitizens.ownPhone.number, known: nil)
        #expect(card.candidates.map(\.citizen.name) == ["王秀兰"])
        let first = try #require(card.candidates.first)
        #expect(first.confidence > 0.8 && first.confidence < 1)
        #expect(first.reasons.count == 2)
        #expect(card.openCases.map(\.number) == [KnownCitizens.ownPhone.caseNumber])
        #expect(card.timeline.count == 4)
        #expect(card.timeline.map(\.startedAt) == card.timeline.map(\.startedAt).sorted(by: >))
    }

    @Test("a household's phone gives all who share it; once one is confirmed, the others' matters stay closed")
    func householdPhone() async throws {
        let store = try await Self.store()
        let card = try await store.card(forNumber: KnownCitizens.householdNumber, known: nil)
        #expect(Set(card.candidates.map(\.citizen.id)).isSuperset(of: KnownCitizens.household.map(\.id)))
        #expect(card.candidates.allSatisfy { $0.confidence < 0.6 })
        #expect(card.openCases.map(\.number) == [KnownCitizens.household[3].caseNumber])
        for level in [IdentityLevel.presumed, .chosen] {
            let open = try await store.card(
                forNumber: KnownCitizens.householdNumber, known: KnownCitizen(id: 2, level: level))
            #expect(Set(open.candidates.map(\.citizen.id)) == Set(card.candidates.map(\.citizen.id)))
            #expect(open.candidates.allSatisfy { !$0.evidence.contains(.confirmed) && $0.confidence < 1 })
            #expect((open.candidates.first?.evidence.first == .chosen) == (level == .chosen))
        }
        let confirmed = try await store.card(
            forNumber: KnownCitizens.householdNumber, known: KnownCitizen(id: 2, level: .confirmed))
        let proven = try await store.card(
            forNumber: KnownCitizens.householdNumber, known: KnownCitizen(id: 2, level: .proven))
        #expect(proven.candidates.map(\.evidence) == [[.proven]])
        #expect(confirmed.candidates.map(\.citizen.id) == [2])
        #expect(confirmed.openCases.isEmpty)
        #expect(!confirmed.timeline.isEmpty && confirmed.timeline.allSatisfy { $0.citizenId == 2 })
    }

    @Test("an unknown number gives an empty card")
    func unknown() async throws {
        let card = try await Self.store().card(forNumber: "+10000000000", known: nil)
        #expect(card == CallerCard(candidates: [], openCases: [], timeline: []))
        let anonymous = try await Self.store().card(forNumber: nil, known: nil)
        #expect(anonymous == card)
    }

    @Test(
        "search finds by name, part of a name, number, end of a number and case number",
        arguments: ["王秀兰", "秀兰", "+8612900001001", "129 0000 1001", "00012344", "0001-2344", "1001", "000 1001"])
    func search(text: String) async throws {
        let found = try await Self.store().search(text, limit: 50)
        #expect(found.contains { $0.id == 1 })
        #expect(found.count <= 50 && Set(found.map(\.id)).count == found.count)
    }

    @Test(
        "a search for nothing, for wild cards or for injections finds nobody and breaks nothing",
        arguments: ["", "  ", "%", "_", "\\", "' OR 1=1 --", "12", String(repeating: "9", count: 10_000), "\u{0}"])
    func emptySearch(text: String) async throws {
        #expect(try await Self.store().search(text, limit: 50).isEmpty)
    }
}
