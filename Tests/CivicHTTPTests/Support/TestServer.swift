import CivicCalls
import CivicCore
import CivicHTTP
import Foundation
import Logging
import ServiceLifecycle
import Testing

/// A real server on a free loopback port with fakes behind it.
struct TestServer: Sendable {
    let desk: FakeDesk
    let records: FakeRecords
    let cases: FakeCases
    let accounts: FakeAccounts
    let openings: FakeOpenings
    let office: FakeOffice
    let prompts: FakePrompts
    let surges: FakeSurges
    let reports: FakeReports
    let insight: FakeInsight
    let knowledge: FakeKnowledge
    let citizens: FakeCitizenOffice
    let port: Int
    let web: HotlineWebServer

    var client: TestClient { TestClient(port: port) }

    static let silent = Logger(label: "http", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Runs `body` against a server that is up, and stops it.
    static func run(
        heartbeat: Duration = .seconds(15), callPage: CallPage = .off, channels: PublicChannels? = nil,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let desk = FakeDesk(now: { SampleCounty.now })
        let records = FakeRecords(now: { SampleCounty.now })
        let cases = FakeCases(now: { SampleCounty.now })
        let accounts = FakeAccounts()
        let openings = FakeOpenings(accounts: accounts)
        let office = FakeOffice()
        let prompts = FakePrompts()
        let surges = FakeSurges(now: { SampleCounty.now })
        let reports = FakeReports()
        let insight = FakeInsight()
        let knowledge = FakeKnowledge()
        let citizens = FakeCitizenOffice()
        let server = try HotlineWebServer(
            bind: SocketEndpoint(host: "127.0.0.1", port: 0), desk: desk, records: records, cases: cases,
            calls: FakeJournal(), openings: openings,
            accounts: accounts, catalogue: SampleCounty.catalogue, plans: office,
            prompts: prompts, surges: surges, reports: reports, insight: insight, knowledge: knowledge,
            citizens: citizens, callPage: callPage,
            channels: channels, logger: silent,
            heartbeat: heartbeat, now: { SampleCounty.now })
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: StartedServer(server: server, ready: ready))], logger: silent))
        // A task of its own: a test that is cancelled leaves the server its orderly end. A cancelled server drops what
        // has connected and was not looked at yet, and NIO takes that for a programming error and ends the process.
        let running = Task {
            defer { ready.finish() }
            try await group.run()
        }
        let outcome: Result<Void, any Error>
        do {
            guard let port = await ports.first(where: { _ in true }) else { return try await running.value }
            try await body(
                TestServer(
                    desk: desk, records: records, cases: cases, accounts: accounts, openings: openings, office: office,
                    prompts: prompts, surges: surges, reports: reports, insight: insight, knowledge: knowledge,
                    citizens: citizens,
                    port: port, web: server))
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try outcome.get()
    }

    /// Says why somebody opens a file: `citizen/101`, `case/13`.
    func stateReason(_ about: String, as name: String, _ reason: String = "follow-up") async throws -> Int {
        let headers = client.here.merging(["Cookie": try await signIn(as: name)]) { $1 }
        return try await client.send(
            "POST", "/api/openings", headers: headers, body: "{\"about\":\"\(about)\",\"reason\":\"\(reason)\"}"
        ).status
    }

    /// The cookie of a fresh session.
    func signIn(as name: String = "lin") async throws -> String {
        let answer = try await client.send(
            "POST", "/sign-in", headers: client.here, body: "name=\(name)&password=correct",
            type: "application/x-www-form-urlencoded")
        let cookie = try #require(answer.headers["set-cookie"])
        return String(cookie.prefix { $0 != ";" })
    }
}

/// The server as a service that tells its port.
struct StartedServer: Service {
    let server: HotlineWebServer
    let ready: AsyncStream<Int>.Continuation

    func run() async throws { try await server.run { ready.yield($0) } }
}
