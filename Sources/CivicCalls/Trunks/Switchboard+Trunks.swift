import CivicCore
import CivicDialplan
import CivicMedia
import CivicSIP
import Foundation
import Logging

// Trunks: who they are, how many calls they carry, and whether they are there. What is to be done is worked out by
// `TrunkKeeper`; here it is carried out.
extension Switchboard {
    func trunk(named name: String?) -> Trunk? { settings.trunks.first { $0.name == name } }

    func numbering(of trunk: String?) -> NumberingRule { self.trunk(named: trunk)?.numbering ?? settings.numbering }

    func digitWays(of trunk: String?) -> DigitWays {
        trunk.flatMap { settings.trunkAudio[$0]?.dtmf.ways } ?? .all
    }

    /// The dialplan behind the number that was dialled: as it stands, or by its key where a trunk writes it its own way.
    func plan(for incoming: IncomingCall) -> Plan? {
        let dialled = incoming.calledUser
        if let plan = plans.first(where: { $0.answers.contains(dialled) }) { return plan }
        guard incoming.trunk != nil else { return nil }
        let rule = numbering(of: incoming.trunk)
        guard let key = rule.number(from: dialled)?.key else { return nil }
        return plans.first { $0.answers.contains { rule.number(from: $0)?.key == key } }
    }

    // MARK: Channels

    func isFull(_ trunk: String) -> Bool {
        guard let channels = self.trunk(named: trunk)?.channels else { return false }
        return lines.inUse[trunk, default: 0] >= channels
    }

    func occupy(_ trunk: String?) {
        if let trunk { lines.inUse[trunk, default: 0] += 1 }
    }

    func release(_ trunk: String?) {
        if let trunk { lines.inUse[trunk] = max(0, lines.inUse[trunk, default: 0] - 1) }
    }

    // MARK: Presence

    func startTrunks() { carryOut(lines.keeper.start(at: MonotonicClock.now)) }

    func keepTrunks(at now: MonotonicInstant) {
        if let due = lines.keeper.nextDeadline, due <= now { carryOut(lines.keeper.advance(to: now)) }
    }

    /// Takes our contacts away from the registrars, so that the carrier sends its calls elsewhere.
    func stopTrunks() {
        for user in settings.trunks.compactMap(\.registration?.user) {
            signalling.submit { agent, now in agent.unregister(user: user, at: now) }
        }
    }

    func located(_ trunk: String, _ server: Int?, _ uri: SIPURI, _ hops: [SIPHop]) {
        guard self.trunk(named: trunk)?.isAt(uri, server: server) == true else { return }  // Reloaded meanwhile.
        let isName = uri.numericHop == nil
        for hop in hops where hop.transport == .tls && isName {
            let (name, endpoint) = (uri.host, hop.endpoint)
            signalling.submit { agent, _ in agent.nameServer(name, at: endpoint) }
        }
        carryOut(lines.keeper.located(trunk: trunk, server: server, hops, at: MonotonicClock.now))
    }

    /// Puts other trunks in the place of those so far. Calls over one that is gone go on; its registration is taken back.
    func use(_ trunks: [Trunk], _ outbound: OutboundRules) {
        lines.guardian.use(outbound)
        settings.outbound = outbound
        guard trunks != settings.trunks else { return }
        let users = Set(trunks.compactMap(\.registration?.user))
        for user in settings.trunks.compactMap(\.registration?.user) where !users.contains(user) {
            signalling.submit { agent, now in agent.unregister(user: user, at: now) }
        }
        settings.trunks = trunks
        signalling.submit { agent, _ in agent.replaceTrunks(trunks) }
        carryOut(lines.keeper.use(trunks, at: MonotonicClock.now))
    }

    func registrationAccepted(_ user: String, _ realm: String?) {
        guard let trunk = settings.trunks.first(where: { $0.registration?.user == user }) else { return }
        if let realm { lines.realms[trunk.name] = realm }
        carryOut(lines.keeper.registered(trunk: trunk.name))
    }

    func registrationFailed(_ user: String, status: Int) {
        guard let trunk = settings.trunks.first(where: { $0.registration?.user == user }) else { return }
        carryOut(lines.keeper.registrationFailed(trunk: trunk.name, status: status))
    }

    func probed(_ id: UInt64, status: Int) {
        carryOut(lines.keeper.probed(id, status: status, at: MonotonicClock.now))
    }

    private func carryOut(_ effects: [TrunkKeeper.Effect]) {
        for effect in effects {
            switch effect {
            case .locate(let trunk, let server, let uri):
                let (locate, enter) = (settings.locate, enter)
                Task { enter.yield(.located(trunk: trunk, server: server, uri, await locate(uri))) }
            case .probe(let id, let uri, let hop):
                signalling.submit { agent, now in agent.probe(id, uri, to: hop, at: now) }
            case .register(let name, let hop):
                guard let registration = trunk(named: name)?.registration else { continue }
                let order = OutgoingRegistration(
                    user: registration.user, password: registration.password.revealed,
                    registrar: registration.registrar, destination: hop, expiry: registration.expiry)
                signalling.submit { agent, now in agent.register(order, at: now) }
            case .moveRegistration(let name, let hop):
                guard let user = trunk(named: name)?.registration?.user else { continue }
                signalling.submit { agent, _ in agent.moveRegistration(of: user, to: hop) }
            case .tell(let change): tell(change)
            }
        }
    }

    private func tell(_ change: TrunkKeeper.Change) {
        switch change {
        case .up(let target): log.notice("trunk \(target.trunk): \(target.hop) is up")
        case .down(let target, let status): log.warning("trunk \(target.trunk): \(target.hop) is down (\(status))")
        case .registered(let trunk): log.notice("trunk \(trunk): registered")
        case .notRegistered(let trunk, let status):
            log.warning("trunk \(trunk): not registered (\(status)); it is tried again")
        case .notFound(let trunk, let server): log.warning("trunk \(trunk): no address is found for \(server)")
        }
    }

    // MARK: Figures

    func addLines(to page: inout MetricsPage) {
        let states = lines.keeper.statuses
        for status in states {
            for target in status.targets where target.state != .unknown {
                page.gauge(
                    "civicline_trunk_up", "1 while a trunk's server answers OPTIONS", target.state == .up ? 1 : 0,
                    ["trunk": status.name, "server": target.hop.description])
            }
        }
        for status in states {
            guard let isRegistered = status.isRegistered else { continue }
            page.gauge(
                "civicline_trunk_registered", "1 while the trunk's registrar has our contact", isRegistered ? 1 : 0,
                ["trunk": status.name])
        }
        for status in states {
            page.counter(
                "civicline_trunk_probes_total", "OPTIONS sent, by trunk", status.probes, ["trunk": status.name])
        }
        for status in states {
            page.counter(
                "civicline_trunk_probes_missed_total", "OPTIONS without an answer, or with 503, by trunk",
                status.misses, ["trunk": status.name])
        }
        let counts: [(String, String, [String: Int])] = [
            ("civicline_trunk_full_total", "calls that met a trunk without a free channel", lines.full),
            ("civicline_trunk_calls_out_total", "calls tried over a trunk", lines.tried),
            ("civicline_trunk_calls_failed_total", "those that failed by the server's fault", lines.failed),
        ]
        for trunk in settings.trunks {
            page.gauge(
                "civicline_trunk_channels", "calls in progress, by trunk", lines.inUse[trunk.name, default: 0],
                ["trunk": trunk.name])
        }
        for (name, help, values) in counts {
            for trunk in settings.trunks {
                page.counter(name, help, values[trunk.name, default: 0], ["trunk": trunk.name])
            }
        }
        page.gauge("civicline_outbound_calls", "calls to the outside in progress", lines.guardian.active)
        for reason in OutboundGuard.Refusal.allCases {
            page.counter(
                "civicline_outbound_refused_total", "calls to the outside that were not admitted, by reason",
                lines.guardian.refusals[reason, default: 0], ["reason": reason.rawValue])
        }
    }
}

extension Trunk {
    /// Whether a server of it, or its registrar without one, has this URI.
    fileprivate func isAt(_ uri: SIPURI, server: Int?) -> Bool {
        guard let server else { return registration?.registrar == uri }
        return callServers.indices.contains(server) && callServers[server] == uri
    }
}
