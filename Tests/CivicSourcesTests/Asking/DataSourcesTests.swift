import CivicCore
import CivicDialplan
import CivicSources
import Foundation
import Synchronization
import Testing

@Suite struct DataSourcesTests {
    private let account: [String: DialplanValue] = ["account": .text("10023")]

    @Test(
        "sources are taken anew while calls go on; one that stays keeps its figures and its rest, one with a new secret does not"
    )
    func taken() async throws {
        let endpoint = try await LocalEndpoint.start { _ in .answer("", status: "503 No") }
        let address = "http://127.0.0.1:\(endpoint.port)/{account}"
        let more =
            "headers: { X-Token: { environment: TOKEN } }\n    leave-alone: { after: 1, for: 1h }\n    deadline: 20s"
        let source = try waterBill(at: address, more)
        let lines = Mutex<[String]>([])
        let sources = DataSources([source], secrets: SourceSecrets(environment: ["TOKEN": "a"])) { line in
            lines.withLock { $0.append(line) }
        }
        #expect(await sources.ask("water-bill", account)?.fault == .status(503))
        #expect(await sources.ask("water-bill", account)?.fault == .resting)
        #expect(await sources.ask("gas-bill", account) == nil)

        await sources.use([source], secrets: SourceSecrets(environment: ["TOKEN": "a"]))
        #expect(await sources.ask("water-bill", account)?.fault == .resting)
        #expect(await sources.tallies().first?.tally == SourceTally(asked: 1, failed: 1, spared: 2, isResting: true))

        await sources.use([source], secrets: SourceSecrets(environment: ["TOKEN": "b"]))
        #expect(await sources.ask("water-bill", account)?.fault == .status(503))
        #expect(endpoint.requests.map { $0.contains("X-Token: b") } == [false, true])
        let told = lines.withLock { $0.count }
        #expect(told == 2)

        await sources.use([])
        #expect(await sources.ask("water-bill", account) == nil)
        await sources.close()
        try await endpoint.stop()
    }
}
