package import CivicCore
package import CivicSIP

/// Two user agents and the network between them, in virtual time.
///
/// `alice` and `bob` are told what to do with `act`; `run(for:)` lets time pass from deadline to deadline; what happened
/// is in `events`, and what went over the wire in `trace`.
package struct UserAgentPair: Sendable {
    package enum Side: String, Sendable, CaseIterable, CustomStringConvertible {
        case alice, bob

        package var other: Side { self == .alice ? .bob : .alice }
        package var endpoint: SocketEndpoint {
            SocketEndpoint(host: self == .alice ? "192.0.2.1" : "192.0.2.2", port: 5060)
        }
        package var description: String { rawValue }
    }

    /// A datagram as it was sent, arrived or not.
    package struct Sent: Sendable {
        package var at: MonotonicInstant
        package var side: Side
        package var to: SocketEndpoint
        package var bytes: [UInt8]

        /// `INVITE`, `200 INVITE`: what a flow chart would show.
        package var label: String {
            switch try? SIPMessage(parsing: bytes) {
            case .request(let request): request.method.name
            case .response(let response): "\(response.status) \(response.cseq.method)"
            case nil: "?"
            }
        }
    }

    package private(set) var alice: UserAgent
    package private(set) var bob: UserAgent
    package private(set) var now = MonotonicInstant.zero
    package private(set) var trace: [Sent] = []
    package var events: [Side: [UserAgentEvent]] = [:]
    /// Datagrams of these labels are lost, each so many times.
    package var drops: [String: Int] = [:]
    /// Stands between the two where one sends to it.
    package var proxy: StatelessProxy?
    private var network: NetworkEmulator

    package init(
        conditions: NetworkEmulator.Conditions = .clean, seed: UInt64 = 1,
        configure: (Side, inout UserAgentConfiguration) -> Void = { _, _ in }
    ) {
        func make(_ side: Side) -> UserAgent {
            var configuration = UserAgentConfiguration(address: side.endpoint, realm: "example.org")
            configure(side, &configuration)
            return UserAgent(configuration, seed: seed &* 2 &+ (side == .alice ? 0 : 1))
        }
        alice = make(.alice)
        bob = make(.bob)
        network = NetworkEmulator(conditions, seed: seed)
    }

    /// Gives an order to one side, now.
    @discardableResult
    package mutating func act<R>(_ side: Side, _ work: (inout UserAgent, MonotonicInstant) -> R) -> R {
        let result = side == .alice ? work(&alice, now) : work(&bob, now)
        collect(side)
        return result
    }

    /// Puts a datagram into the hands of one side, as if it came from the other.
    package mutating func inject(_ text: String, to side: Side, from source: SocketEndpoint? = nil) {
        let origin = source ?? side.other.endpoint
        act(side) { agent, now in agent.receive(Array(text.utf8), from: origin, at: now) }
    }

    /// Lets time pass. `react` sees each event as it happens and may act on it.
    package mutating func run(
        for duration: Duration, reacting react: (inout UserAgentPair, Side, UserAgentEvent) -> Void = { _, _, _ in }
    ) {
        let end = now + duration
        var seen: [Side: Int] = [.alice: events[.alice]?.count ?? 0, .bob: events[.bob]?.count ?? 0]
        while true {
            for side in Side.allCases {
                while let index = seen[side], let list = events[side], index < list.count {
                    seen[side] = index + 1
                    react(&self, side, list[index])
                }
            }
            let next = [network.nextArrival, alice.nextDeadline, bob.nextDeadline].compactMap { $0 }.min()
            guard let next, next <= end else { break }
            now = max(now, next)
            step()
        }
        now = end
    }

    private mutating func step() {
        for flight in network.arrivals(at: now) {
            if let out = proxy?.owns(flight.to) == true
                ? proxy?.forward(flight.bytes, from: flight.from, to: flight.to) : nil
            {
                network.send(out.bytes, from: out.from, to: out.to, at: now)
                continue
            }
            guard Side.allCases.contains(where: { $0.endpoint == flight.to }) else { continue }
            let side: Side = flight.to == Side.alice.endpoint ? .alice : .bob
            act(side) { agent, now in agent.receive(flight.bytes, from: flight.from, at: now) }
        }
        for side in Side.allCases {
            act(side) { agent, now in agent.advance(to: now) }
        }
    }

    private func isKnown(_ endpoint: SocketEndpoint) -> Bool {
        Side.allCases.contains { $0.endpoint == endpoint } || proxy?.owns(endpoint) == true
    }

    private mutating func collect(_ side: Side) {
        let effects = side == .alice ? alice.drainEffects() : bob.drainEffects()
        for effect in effects {
            switch effect {
            case .alias: break
            case .report(let event): events[side, default: []].append(event)
            case .send(let bytes, let destination):
                let sent = Sent(at: now, side: side, to: destination.endpoint, bytes: bytes)
                trace.append(sent)
                if let count = drops[sent.label], count > 0 {
                    drops[sent.label] = count - 1
                } else if isKnown(destination.endpoint) {
                    network.send(bytes, from: side.endpoint, to: destination.endpoint, at: now)
                }
            }
        }
    }

    /// What went over the wire: `alice INVITE`, `bob 100 INVITE`, …
    package var labels: [String] { trace.map { "\($0.side) \($0.label)" } }
}
