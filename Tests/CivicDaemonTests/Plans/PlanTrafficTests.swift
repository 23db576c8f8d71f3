import CivicCore
import CivicDaemon
import CivicDialplan
import CivicHTTP
import CivicStore
import Foundation
import Testing

@Suite("The studio's graph shows what calls did")
struct PlanTrafficTests {
    private let scene: PlanKeeperTests
    private let store: CivicStore
    private let keeper: PlanKeeper

    init() async throws {
        scene = try PlanKeeperTests()
        store = try scene.store()
        keeper = try await scene.begin(store)
    }

    private func keep(hoursAgo hours: Double, version: String, _ ways: [(step: String, way: String)]) async throws {
        let at = Date().addingTimeInterval(-3_600 * hours)
        try await store.walks.keep(
            WalkRow(
                id: 0, conversation: ConversationReference(text: "C-0000000000"), plan: "county", startedAt: at,
                record: "{}"),
            visits: [
                PlanVisit(
                    plan: "county", version: version, ways: ways.map { PlanVisit.Way(step: $0.step, way: $0.way) })
            ], at: at)
    }

    private func picture(_ traffic: PictureTraffic) async throws -> PlanPicture {
        let picture = await keeper.picture(of: try scene.text, as: "county", language: "en", traffic: traffic)
        #expect(picture.fault == nil)
        return picture
    }

    @Test("calls of a day and of a week make ways wide, and those of other versions are told of")
    func periods() async throws {
        let live = try #require(await keeper.live.first { $0.plan.name == "county" }?.plan.contentHash)
        try await keep(hoursAgo: 2, version: live, [("home", "key 1")])
        try await keep(hoursAgo: 3, version: live, [("home", "key 1"), ("gone", "key 9")])
        try await keep(hoursAgo: 4, version: "earlier", [])
        try await keep(hoursAgo: 100, version: live, [("home", "key 1")])
        let day = try await picture(.day)
        #expect(day.calls == 3 && day.earlier == 1)
        #expect(day.svg?.contains("67 %") == true)
        let week = try await picture(.week)
        #expect(week.calls == 4 && week.earlier == 1)
        #expect(week.svg?.contains("75 %") == true)
    }

    @Test("a plan without calls says so, and its ways are all alike")
    func none() async throws {
        let day = try await picture(.day)
        #expect(day.calls == 0 && day.svg?.contains(" %") == false)
        let plain = try await picture(.none)
        #expect(plain.calls == nil && plain.svg?.contains(" %") == false)
    }

    @Test("the tests beside the plan make ways wide")
    func tests() async throws {
        try "tests:\n  - { name: a, keys: 0, expect: { queue: general } }\n".write(
            toFile: scene.folder + "/county.tests.yaml", atomically: true, encoding: .utf8)
        let picture = try await picture(.tests)
        #expect(picture.calls == 1 && picture.svg?.contains("100 %") == true)
    }
}
