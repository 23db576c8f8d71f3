import CivicCalls
import CivicCore
import CivicHTTP
import Foundation
import Testing

/// Serves the pages with sample data for looking at them in a browser: `CIVICLINE_DESK_PREVIEW=127.0.0.1:8099`, with a
/// cookie `civicline-session` that holds `supervisor`, `ready`, `not-ready`, `ringing`, `talking`, `wrap-up` or `signed-out`.
struct DeskPreview {
    static let address = ProcessInfo.processInfo.environment["CIVICLINE_DESK_PREVIEW"]

    @Test("serves the pages for a look", .enabled(if: address != nil))
    func serve() async throws {
        let bind = try #require(Self.address.flatMap { SocketEndpoint($0) })
        let desk = FakeDesk(now: { Date() })
        for name in ["ready", "not-ready", "ringing", "talking", "wrap-up", "signed-out"] {
            await desk.put(SampleCounty.state(name, at: Date()), for: name)
        }
        let accounts = FakeAccounts(acceptsAnySession: true)
        let server = try HotlineWebServer(
            bind: bind, desk: desk, records: FakeRecords(now: { Date() }),
            cases: FakeCases(now: { Date() }), calls: FakeJournal(),
            openings: FakeOpenings(accounts: accounts), accounts: accounts, catalogue: SampleCounty.catalogue,
            plans: FakeOffice(), prompts: FakePrompts(),
            surges: FakeSurges(now: { Date() }), reports: FakeReports(), insight: FakeInsight(),
            knowledge: FakeKnowledge(),
            channels: FakeFilings().channels())
        try await server.run { _ in }
    }
}
