import CivicCore
import CivicDaemon
import CivicDialplan
import CivicHTTP
import CivicStore
import Foundation
import Testing

@Suite("A past call is walked again by the calendars that were live then")
struct PastCalendarsTests {
    private let scene: PlanKeeperTests
    private let store: CivicStore
    private let keeper: PlanKeeper
    private let call = ConversationReference(text: "C-7K2M4Q9XTB")
    private var calendars: String { scene.folder + "/calendars.yaml" }

    init() async throws {
        scene = try PlanKeeperTests()
        store = try scene.store()
        keeper = try await scene.begin(store)
    }

    /// A call on a Monday morning, as it would be kept.
    private func record() async throws -> WalkRecord {
        let plan = try #require(await keeper.live.first { $0.plan.name == "county" }?.plan)
        let morning = try #require(ISO8601DateFormatter().date(from: "2026-11-23T10:00:00+08:00"))
        var walk = RecordedWalk(
            plan: plan, context: CallerContext(callerNumber: nil, calledNumber: "12345", language: .mandarin),
            at: .zero, wallClock: morning)
        var now = MonotonicInstant.zero
        _ = walk.handle(.started, at: now)
        for key in "10" {
            now += .seconds(2)
            _ = walk.handle(.key(key), at: now)
        }
        while let deadline = walk.nextDeadline, deadline < .zero + .seconds(600) {
            now = deadline
            _ = walk.advance(to: now)
        }
        _ = walk.handle(.hungUp, at: now)
        return walk.kept
    }

    @Test("hours that were changed afterwards change nothing in it; a record that names no calendars says so")
    func calendars() async throws {
        let record = try await record()
        #expect(record.calendars == PlanVersion.hash(of: try String(contentsOfFile: calendars, encoding: .utf8)))
        var old = record
        old.calendars = nil
        for (reference, kept) in [(call, record), (ConversationReference(text: "C-0000000000"), old)] {
            try await store.walks.keep(
                WalkRow(
                    id: 0, conversation: reference, plan: "county", startedAt: kept.startedAt, record: try kept.text),
                at: kept.startedAt)
        }
        // The hotline is open for a minute a day, from now on.
        let text = try String(contentsOfFile: calendars, encoding: .utf8)
        let closed = text.replacing("[\"00:00-24:00\"]", with: "[\"00:00-00:01\"]")
        #expect(closed != text)
        try closed.write(toFile: calendars, atomically: true, encoding: .utf8)
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.refusal == nil, "\(outcome)")

        let again = try #require(try await keeper.replay(call, language: "en", by: "wang").first)
        #expect(again.call.hasItsCalendars && again.call.isFaithful)
        let unknown = try #require(
            try await keeper.replay(ConversationReference(text: "C-0000000000"), language: "en", by: "wang").first)
        #expect(!unknown.call.hasItsCalendars && !unknown.call.isFaithful)
    }
}
