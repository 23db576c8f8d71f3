import CivicCRM
import CivicCore
import CivicInsight
import CivicReports
import CivicStore
import Foundation
import Testing

@Suite struct SampleTroublesTests {
    /// The fixture's services, water, and as many others as a county has.
    private static let catalogue: ServiceCatalogue = {
        var catalogue = StoreFixture.catalogue
        var water = catalogue.services[0]
        water.id = "water"
        water.names = [.mandarin: "供水", .english: "Water"]
        catalogue.services.append(water)
        for index in 1...9 {
            water.id = "other-\(index)"
            catalogue.services.append(water)
        }
        return catalogue
    }()

    @Test("the sample county has a rise, a crowd, a pair and a group to find")
    func found() async throws {
        let folder = NSTemporaryDirectory() + "civicstore-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try CivicStore(folder: folder, services: Self.catalogue)
        _ = try await SampleCountyLoader.load(into: store, citizens: 5_000, asOf: StoreFixture.now)
        let yesterday = LocalDate(at: StoreFixture.now, in: store.insightZone).adding(days: -1)
        let report = TopicReport(try await store.topics(of: TopicReport.days(until: yesterday)), until: yesterday)
        let rise = try #require(report.rises.first)
        #expect(rise.township == "清水镇" && rise.service == "water" && rise.now >= 12)
        let open = try await store.openMatters(since: StoreFixture.now - 30 * 86_400, limit: 5_000)
        let crowd = try #require(Crowds(open).crowds.first)
        #expect(crowd.service == "water" && crowd.people >= 12)
        #expect(MatterPairs(open).pairs.contains { $0.reason == .sameWords && $0.first.service == "water" })
        let groups = SegmentReport(try await store.segments(of: 2026)).lines.filter(\.isFinding)
        #expect(groups.contains { $0.group == "75+" && $0.service == "pension" && $0.lift > 1.2 })
        #expect(try await store.holdsSampleCounty())
        // The next case has a number of its own.
        _ = try await store.openCase(StoreFixture.draft(), at: StoreFixture.now)
        try store.close()
    }
}
