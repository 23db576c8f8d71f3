package import CivicDialplan
import CivicCore

/// The data sources of the house, by name.
package actor DataSources {
    private var counters: [String: SourceCounter] = [:]
    private let client: HTTPSourceClient
    private let tell: @Sendable (String) -> Void

    /// - Parameter tell: see `SourceCounter`.
    package init(
        _ sources: [DataSource], secrets: SourceSecrets = SourceSecrets(),
        tell: @escaping @Sendable (String) -> Void
    ) {
        let client = HTTPSourceClient()
        self.client = client
        self.tell = tell
        counters = Self.counters(sources, client, secrets, tell)
    }

    /// Puts others in their place; one that stays as it was keeps its figures and what is known of its endpoint.
    package func use(_ sources: [DataSource], secrets: SourceSecrets = SourceSecrets()) {
        let old = counters
        counters = Self.counters(sources, client, secrets, tell)
        for (id, counter) in old {
            guard let new = counters[id], new.source == counter.source, new.headers == counter.headers else { continue }
            counters[id] = counter
        }
    }

    /// `nil` where no source has the name.
    package func ask(_ id: String, _ arguments: [String: DialplanValue]) async -> SourceAnswer? {
        await counters[id]?.ask(arguments)
    }

    package func tallies() async -> [(source: String, tally: SourceTally)] {
        var tallies: [(source: String, tally: SourceTally)] = []
        for (id, counter) in counters.sorted(by: { $0.key < $1.key }) { tallies.append((id, await counter.tally)) }
        return tallies
    }

    package func close() async {
        await client.close()
    }

    private static func counters(
        _ sources: [DataSource], _ client: HTTPSourceClient, _ secrets: SourceSecrets,
        _ tell: @escaping @Sendable (String) -> Void
    ) -> [String: SourceCounter] {
        Dictionary(
            sources.map { ($0.id, SourceCounter($0, client: client, secrets: secrets, tell: tell)) },
            uniquingKeysWith: { first, _ in first })
    }
}
