package import CivicCore

/// Keeps trunks reachable: has their servers' names looked up, registers with them, asks them whether they are there, and
/// says in which order their servers are to be tried.
///
///     server ─locate─▶ places ─probe─▶ up ─two in a row unanswered, or 503─▶ down ─one answer─▶ up
///
/// It sends and waits for nothing itself: events and `now` go in, effects come out.
package struct TrunkKeeper: Sendable {
    /// How long a probe is waited for; its request was sent four times by then.
    package static let probePatience = Duration.seconds(5)
    /// How long a server that failed a call is tried last.
    package static let avoidance = Duration.seconds(60)
    /// How often names are looked up again, as far as their time to live lets the answer change.
    static let relocation = Duration.seconds(60)
    /// And where they led nowhere, or nobody answered.
    static let relocationAfterFailure = Duration.seconds(10)

    private struct Place: Sendable {
        let hop: SIPHop
        var state = State.unknown
        var misses = 0
        var next: MonotonicInstant?
        var asked: (id: UInt64, until: MonotonicInstant)?
        var avoidedUntil: MonotonicInstant?
    }

    private struct Server: Sendable {
        let uri: SIPURI
        /// `nil` until it was located.
        var places: [Place]?
        var locateAt: MonotonicInstant?
        var isMissing = false
    }

    private struct Kept: Sendable {
        let trunk: Trunk
        var servers: [Server]
        var registrar: Server?
        /// Which of the registrar's places.
        var registrarPlace = 0
        var isRegistered = false
        var hasToldFailure = false
        var probes = 0
        var misses = 0
    }

    private var trunks: [Kept]
    private var lastProbe: UInt64 = 0

    package init(_ trunks: [Trunk]) {
        self.trunks = trunks.map(Self.unknown)
    }

    private static func unknown(_ trunk: Trunk) -> Kept {
        Kept(
            trunk: trunk, servers: trunk.callServers.map { Server(uri: $0) },
            registrar: trunk.registration.map { Server(uri: $0.registrar) })
    }

    /// Puts other trunks in the place of those so far. One that stays as it was keeps all that is known of it; one that has
    /// changed is located, registered and asked anew.
    package mutating func use(_ others: [Trunk], at now: MonotonicInstant) -> [Effect] {
        trunks = others.map { trunk in
            if let known = trunks.first(where: { $0.trunk == trunk }) { return known }
            var kept = Self.unknown(trunk)
            kept.registrar?.locateAt = now
            for server in kept.servers.indices { kept.servers[server].locateAt = now }
            return kept
        }
        return advance(to: now)
    }

    // MARK: Time

    package mutating func start(at now: MonotonicInstant) -> [Effect] {
        for index in trunks.indices {
            trunks[index].registrar?.locateAt = now
            for server in trunks[index].servers.indices { trunks[index].servers[server].locateAt = now }
        }
        return advance(to: now)
    }

    package var nextDeadline: MonotonicInstant? {
        trunks.flatMap { kept in
            kept.servers.flatMap { server in
                [server.locateAt] + (server.places ?? []).map { $0.asked?.until ?? $0.next }
            } + [kept.registrar?.locateAt]
        }.compactMap(\.self).min()
    }

    package mutating func advance(to now: MonotonicInstant) -> [Effect] {
        var effects: [Effect] = []
        for index in trunks.indices {
            if let due = trunks[index].registrar?.locateAt, due <= now {
                effects += locate(index, nil, at: now)
            }
            for server in trunks[index].servers.indices {
                if let due = trunks[index].servers[server].locateAt, due <= now {
                    effects += locate(index, server, at: now)
                }
                for place in (trunks[index].servers[server].places ?? []).indices {
                    effects += advance(index, server, place, to: now)
                }
            }
        }
        return effects
    }

    // MARK: Names

    private mutating func locate(_ index: Int, _ server: Int?, at now: MonotonicInstant) -> [Effect] {
        let name = trunks[index].trunk.name
        let uri = server.map { trunks[index].servers[$0].uri } ?? trunks[index].registrar?.uri
        guard let uri else { return [] }
        if let hop = uri.numericHop {
            return located(trunk: name, server: server, [hop], at: now)
        }
        change(index, server) { $0.locateAt = now + Self.relocation }
        return [.locate(trunk: name, server: server, uri)]
    }

    private mutating func change(_ index: Int, _ server: Int?, _ body: (inout Server) -> Void) {
        if let server {
            guard trunks[index].servers.indices.contains(server) else { return }
            body(&trunks[index].servers[server])
        } else if var registrar = trunks[index].registrar {
            body(&registrar)
            trunks[index].registrar = registrar
        }
    }

    /// Where a server's URI leads, in the order in which the places are to be tried. An empty list changes nothing of what
    /// was known before.
    package mutating func located(
        trunk: String, server: Int?, _ hops: [SIPHop], at now: MonotonicInstant
    ) -> [Effect] {
        guard let index = trunks.firstIndex(where: { $0.trunk.name == trunk }),
            server.map(trunks[index].servers.indices.contains) ?? true
        else { return [] }
        var effects: [Effect] = []
        let (probe, wasRegistering) = (trunks[index].trunk.probe, trunks[index].registrar?.places != nil)
        change(index, server) { found in
            let isNumeric = found.uri.numericHop != nil
            found.locateAt = isNumeric ? nil : now + (hops.isEmpty ? Self.relocationAfterFailure : Self.relocation)
            if hops.isEmpty, !found.isMissing {
                effects.append(.tell(.notFound(trunk: trunk, server: found.uri.host)))
            }
            found.isMissing = hops.isEmpty
            guard !hops.isEmpty else { return }
            let known = found.places ?? []
            found.places = hops.map { hop in
                known.first { $0.hop == hop } ?? Place(hop: hop, next: server == nil ? nil : probe.map { _ in now })
            }
        }
        guard !hops.isEmpty else { return effects }
        if let server {
            for place in (trunks[index].servers[server].places ?? []).indices {
                effects += advance(index, server, place, to: now)
            }
        } else {
            trunks[index].registrarPlace = min(trunks[index].registrarPlace, hops.count - 1)
            let hop = hops[trunks[index].registrarPlace]
            effects.append(
                wasRegistering ? .moveRegistration(trunk: trunk, hop) : .register(trunk: trunk, hop))
        }
        return effects
    }

    // MARK: Registering

    package mutating func registered(trunk: String) -> [Effect] {
        guard let index = trunks.firstIndex(where: { $0.trunk.name == trunk }) else { return [] }
        let isNews = !trunks[index].isRegistered
        trunks[index].isRegistered = true
        trunks[index].hasToldFailure = false
        return isNews ? [.tell(.registered(trunk: trunk))] : []
    }

    /// REGISTER came to nothing; the user agent tries again by itself, later. Another place of the registrar is tried at
    /// once when this one did not answer or has no capacity.
    package mutating func registrationFailed(trunk: String, status: Int) -> [Effect] {
        guard let index = trunks.firstIndex(where: { $0.trunk.name == trunk }) else { return [] }
        var effects: [Effect] = []
        let places = trunks[index].registrar?.places ?? []
        if OutboundRoute.isServersFault(status), places.count > 1 {
            let next = (trunks[index].registrarPlace + 1) % places.count
            trunks[index].registrarPlace = next
            let hop = places[next].hop
            // Once around, then with the pauses that the user agent makes.
            effects.append(next == 0 ? .moveRegistration(trunk: trunk, hop) : .register(trunk: trunk, hop))
        }
        if trunks[index].isRegistered || !trunks[index].hasToldFailure {
            effects.append(.tell(.notRegistered(trunk: trunk, status: status)))
        }
        trunks[index].isRegistered = false
        trunks[index].hasToldFailure = true
        return effects
    }

    // MARK: Probing

    private mutating func advance(
        _ index: Int, _ server: Int, _ place: Int, to now: MonotonicInstant
    ) -> [Effect] {
        guard trunks[index].trunk.probe != nil, var known = trunks[index].servers[server].places?[place] else {
            return []
        }
        if let asked = known.asked {
            guard asked.until <= now else { return [] }
            return answered(index, server, place, status: 408, at: now)
        }
        guard let next = known.next, next <= now else { return [] }
        lastProbe += 1
        trunks[index].probes += 1
        known.asked = (lastProbe, now + Self.probePatience)
        known.next = nil
        trunks[index].servers[server].places?[place] = known
        return [.probe(lastProbe, trunks[index].servers[server].uri, known.hop)]
    }

    /// The answer to a probe; one that comes too late is passed over.
    package mutating func probed(_ id: UInt64, status: Int, at now: MonotonicInstant) -> [Effect] {
        for index in trunks.indices {
            for server in trunks[index].servers.indices {
                for (place, known) in (trunks[index].servers[server].places ?? []).enumerated()
                where known.asked?.id == id {
                    return answered(index, server, place, status: status, at: now)
                }
            }
        }
        return []
    }

    private mutating func answered(
        _ index: Int, _ server: Int, _ place: Int, status: Int, at now: MonotonicInstant
    ) -> [Effect] {
        guard var known = trunks[index].servers[server].places?[place], let interval = trunks[index].trunk.probe else {
            return []
        }
        let target = Target(trunk: trunks[index].trunk.name, server: server, hop: known.hop)
        known.asked = nil
        known.next = now + interval
        var effects: [Effect] = []
        // Whatever else it says to OPTIONS, it is there.
        if status == 408 || status == 503 {
            trunks[index].misses += 1
            known.misses += 1
            if known.misses >= 2 || status == 503, known.state != .down {
                known.state = .down
                effects.append(.tell(.down(target, status: status)))
            } else if known.state != .down {
                known.next = now
            }
        } else {
            known.misses = 0
            known.avoidedUntil = nil
            if known.state != .up { effects.append(.tell(.up(target))) }
            known.state = .up
        }
        trunks[index].servers[server].places?[place] = known
        return known.next == now ? effects + advance(index, server, place, to: now) : effects
    }

    // MARK: Calls

    /// A call to `target` failed by the server's own fault: others are tried first for a while, and it is probed now.
    package mutating func failed(_ target: Target, at now: MonotonicInstant) {
        guard let index = trunks.firstIndex(where: { $0.trunk.name == target.trunk }),
            trunks[index].servers.indices.contains(target.server),
            let place = trunks[index].servers[target.server].places?.firstIndex(where: { $0.hop == target.hop })
        else { return }
        trunks[index].servers[target.server].places?[place].avoidedUntil = now + Self.avoidance
        if trunks[index].trunk.probe != nil, trunks[index].servers[target.server].places?[place].asked == nil {
            trunks[index].servers[target.server].places?[place].next = now
        }
    }

    /// Where a call over one of `trunks` is tried, in order: the trunks' and their servers' own, but what is down, failed
    /// lately, or is not registered comes last.
    package func targets(over trunks: [String], at now: MonotonicInstant) -> [Target] {
        var good: [Target] = []
        var doubtful: [Target] = []
        for kept in trunks.compactMap({ name in self.trunks.first { $0.trunk.name == name } }) {
            let isAbsent = kept.registrar != nil && !kept.isRegistered
            for (server, found) in kept.servers.enumerated() {
                for place in found.places ?? [] {
                    let target = Target(trunk: kept.trunk.name, server: server, hop: place.hop)
                    let isAvoided = place.avoidedUntil.map { $0 > now } ?? false
                    if isAbsent || isAvoided || place.state == .down {
                        doubtful.append(target)
                    } else {
                        good.append(target)
                    }
                }
            }
        }
        return good + doubtful
    }

    package var statuses: [Status] {
        trunks.map { kept in
            Status(
                name: kept.trunk.name, isRegistered: kept.registrar == nil ? nil : kept.isRegistered,
                targets: kept.servers.flatMap { ($0.places ?? []).map { ($0.hop, $0.state) } },
                probes: kept.probes, misses: kept.misses)
        }
    }
}
