package import CivicCore

/// A network in virtual time: delays, loses, doubles and reorders datagrams, the same way for the same seed.
package struct NetworkEmulator: Sendable {
    /// How bad the network is.
    package struct Conditions: Sendable, Hashable {
        /// Chance that a datagram is lost, 0 to 1.
        package var loss: Double
        /// Chance that a datagram arrives twice.
        package var duplication: Double
        /// One-way delay of every datagram.
        package var delay: Duration
        /// Up to so much is added, a different amount for each datagram: they overtake each other.
        package var jitter: Duration

        package init(
            loss: Double = 0, duplication: Double = 0, delay: Duration = .milliseconds(5), jitter: Duration = .zero
        ) {
            self.loss = loss
            self.duplication = duplication
            self.delay = delay
            self.jitter = jitter
        }

        package static let clean = Conditions()
        /// A bad rural line: one in five lost, one in ten doubled, order gone.
        package static let poor = Conditions(
            loss: 0.2, duplication: 0.1, delay: .milliseconds(80), jitter: .milliseconds(120))
    }

    /// A datagram on its way.
    package struct Flight: Sendable {
        package var arrival: MonotonicInstant
        package var from: SocketEndpoint
        package var to: SocketEndpoint
        package var bytes: [UInt8]
    }

    private let conditions: Conditions
    private var generator: SplitMix64
    private var flights: [Flight] = []

    package init(_ conditions: Conditions, seed: UInt64) {
        self.conditions = conditions
        generator = SplitMix64(seed: seed)
    }

    package var nextArrival: MonotonicInstant? { flights.map(\.arrival).min() }

    package mutating func send(
        _ bytes: [UInt8], from: SocketEndpoint, to: SocketEndpoint, at now: MonotonicInstant
    ) {
        let copies = happens(conditions.duplication) ? 2 : 1
        for _ in 0..<copies where !happens(conditions.loss) {
            let jitter = Int64.random(in: 0...max(0, conditions.jitter.nanoseconds), using: &generator)
            let arrival = now + conditions.delay + .nanoseconds(jitter)
            flights.append(Flight(arrival: arrival, from: from, to: to, bytes: bytes))
        }
    }

    /// The datagrams that have arrived by `now`, in the order of their arrival.
    package mutating func arrivals(at now: MonotonicInstant) -> [Flight] {
        let arrived = flights.filter { $0.arrival <= now }
        flights.removeAll { $0.arrival <= now }
        return arrived.enumerated()
            .sorted { ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset) }.map(\.element)
    }

    private mutating func happens(_ chance: Double) -> Bool {
        chance > 0 && Double.random(in: 0..<1, using: &generator) < chance
    }
}
