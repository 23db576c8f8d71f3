package import CivicCore

/// The SIP end point of the hotline: messages and orders go in, messages and news come out (RFC 3261).
///
///     message ─▶ parser ─▶ transactions ─▶ dialogs, registrar ─▶ events ─▶ application
///     message ◀─ printer ◀─ transactions ◀─ dialogs ◀───────────  orders ◀─┘
///
/// It never waits and reads no clock: the edge that owns it feeds `receive`, calls `advance(to:)` at `nextDeadline`, and
/// carries out what `drainEffects` gives back. Orders for a call that is gone, or that do not fit its state, do nothing.
package struct UserAgent: Sendable {
    enum Alarm: Hashable, Sendable {
        case server(ServerTransactionKey)
        case client(ClientTransactionKey)
        case call(CallHandle)
        case registration(String)
        case keptRegistration(String)
        case probe(String)
    }

    var configuration: UserAgentConfiguration
    var identifiers: IdentifierSource
    var authenticator: Authenticator
    var registrar: Registrar
    var admission = Admission.open

    var serverTransactions = BoxedTable<ServerTransactionKey, ServerEntry>()
    var clientTransactions = BoxedTable<ClientTransactionKey, ClientEntry>()
    var merges: [MergeKey: ServerTransactionKey] = [:]
    var calls = BoxedTable<CallHandle, Call>()
    var dialogs: [DialogID: CallHandle] = [:]
    /// Ours at other registrars, by user.
    var keptRegistrations: [String: KeptRegistration] = [:]
    /// The trunk whose certificate was shown, by connection.
    var certifiedTrunks: [SIPFlow: String] = [:]
    /// What certificates of servers have to say, by address.
    var serverNames: [SocketEndpoint: String] = [:]
    /// Client transactions that went over a connection.
    var streamTransactions: Set<ClientTransactionKey> = []
    /// Hosts that refused a connection for a long request, and until when that is believed.
    var datagramOnly: [SocketEndpoint: MonotonicInstant] = [:]
    var deadlines = DeadlineHeap<Alarm>()
    var lastHandle: UInt64 = 0

    var effects: [UserAgentEffect] = []
    var tally = UserAgentCounters()
    var gate: SourceGate
    /// Of the edge, which sets them before anybody asks.
    package var connections = ConnectionCounters()
    /// The same of what is kept of the messages.
    package var trace = MessageTrace.Counters()

    /// - Parameter seed: of tags, branches, Call-IDs and the nonce key; edges pass a random one of the system.
    package init(_ configuration: UserAgentConfiguration, seed: UInt64) {
        self.configuration = configuration
        let trusted = configuration.trusted
        gate = SourceGate(configuration.gate) { host in trusted.contains { $0.contains(host) } }
        identifiers = IdentifierSource(seed: seed)
        authenticator = Authenticator(
            realm: configuration.realm, accounts: configuration.accounts, key: identifiers.key(for: "nonces"),
            nonceLifetime: configuration.nonceLifetime)
        registrar = Registrar(
            minimumExpiry: configuration.minimumExpiry, defaultExpiry: configuration.defaultExpiry,
            maximumExpiry: configuration.maximumExpiry, contactsPerUser: configuration.contactsPerUser)
    }

    /// Takes one datagram.
    package mutating func receive(_ datagram: [UInt8], from source: SocketEndpoint, at now: MonotonicInstant) {
        receive(datagram, from: .udp(source), at: now)
    }

    /// Takes one datagram, or one message of a stream. Whatever is in it, the worst that happens is that it is dropped.
    package mutating func receive(_ message: [UInt8], from source: SIPHop, at now: MonotonicInstant) {
        tally.received += 1
        guard gate.reads(from: source.host, at: now) else { return }
        do {
            switch try SIPMessage(parsing: message) {
            case .request(let request): receive(request, from: source, at: now)
            case .response(let response): receive(response, from: source, at: now)
            }
        } catch {
            // A keep-alive is right as it is, and a phone behind a NAT sends thousands.
            if error != .keepAlive { gate.refused(from: source.host, at: now) }
            refuse(error, from: source)
        }
    }

    /// Lets every timer fire that is due.
    package mutating func advance(to now: MonotonicInstant) {
        while let alarm = deadlines.takeDue(at: now) {
            switch alarm {
            case .server(let key): advanceServer(key, to: now)
            case .client(let key): advanceClient(key, to: now)
            case .call(let handle): advanceCall(handle, to: now)
            case .registration(let user): expireRegistration(of: user, at: now)
            case .keptRegistration(let user): registerAgain(of: user, at: now)
            case .probe(let user): probe(user, at: now)
            }
        }
    }

    /// When `advance(to:)` next has work; `nil` while no timer runs.
    package var nextDeadline: MonotonicInstant? { deadlines.next }

    /// What is to be carried out, in order; the list is empty afterwards.
    package mutating func drainEffects() -> [UserAgentEffect] {
        defer { effects.removeAll(keepingCapacity: true) }
        return effects
    }

    /// Replaces all accounts. Who is no longer among them, or has another password, loses the registration; calls go on.
    package mutating func replaceAccounts(_ accounts: [String: SIPAccount]) {
        let before = configuration.accounts
        configuration.accounts = accounts
        authenticator.replaceAccounts(accounts)
        for user in registrar.users.sorted() where accounts[user]?.hasSecret(of: before[user]) != true {
            guard registrar.removeAll(of: user) else { continue }
            deadlines.set(.registration(user), to: nil)
            report(.unregistered(user: user))
        }
    }

    /// Opens or closes the door for new calls; calls in progress are not touched.
    package mutating func setAdmission(_ admission: Admission) {
        self.admission = admission
    }

    /// The places where `user` can be reached now, the most preferred first.
    package func bindings(of user: String, at now: MonotonicInstant) -> [Binding] {
        registrar.bindings(of: user, at: now)
    }

    package var counters: UserAgentCounters {
        var counters = tally
        counters.connections = connections
        counters.trace = trace
        counters.gate = gate.counters
        counters.activeCalls = calls.count
        counters.activeTransactions = serverTransactions.count + clientTransactions.count
        return counters
    }

    mutating func report(_ event: UserAgentEvent) {
        effects.append(.report(event))
    }

    mutating func send(_ bytes: [UInt8], to destination: SIPHop) {
        effects.append(.send(bytes, to: destination))
    }

    mutating func nextHandle() -> CallHandle {
        lastHandle += 1
        return CallHandle(value: lastHandle)
    }
}
