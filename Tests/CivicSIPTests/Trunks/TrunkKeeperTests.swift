import CivicCore
import CivicSIP
import Testing

@Suite("Trunks kept reachable")
struct TrunkKeeperTests {
    private typealias Target = TrunkKeeper.Target

    private let first = SIPURI(host: "192.0.2.10", port: 5060)
    private let second = SIPURI(host: "192.0.2.11", port: 5060)

    private func at(_ seconds: Double) -> MonotonicInstant { .zero + .seconds(seconds) }

    private func hop(_ last: Int) -> SIPHop { .udp(SocketEndpoint(host: "192.0.2.\(last)", port: 5060)) }

    private func keeper(probe: Duration? = .seconds(30)) -> TrunkKeeper {
        TrunkKeeper([Trunk(name: "carrier", probe: probe, servers: [first, second])])
    }

    /// The probes that are wanted, by the last number of the address.
    private func probes(_ effects: [TrunkKeeper.Effect]) -> [(id: UInt64, host: String)] {
        effects.compactMap { if case .probe(let id, _, let hop) = $0 { (id, hop.host) } else { nil } }
    }

    @Test("numeric servers are known at once, and each is probed at once and at its interval")
    func probesAtInterval() {
        var keeper = keeper()
        let begun = probes(keeper.start(at: at(0)))
        #expect(begun.map(\.host) == ["192.0.2.10", "192.0.2.11"])
        let up = begun.flatMap { keeper.probed($0.id, status: 200, at: at(0.1)) }
        #expect(
            up == [10, 11].enumerated().map { .tell(.up(Target(trunk: "carrier", server: $0, hop: hop($1)))) })
        #expect(keeper.nextDeadline == at(30.1))
        #expect(probes(keeper.advance(to: at(30.1))).count == 2)
    }

    @Test("of other trunks, one that stayed as it was keeps what is known of it, and a new one is asked at once")
    func replaced() {
        var keeper = keeper()
        for probe in probes(keeper.start(at: at(0))) { _ = keeper.probed(probe.id, status: 200, at: at(0)) }
        let carrier = Trunk(name: "carrier", probe: .seconds(30), servers: [first, second])
        let fresh = Trunk(name: "fresh", probe: .seconds(30), servers: [SIPURI(host: "192.0.2.12", port: 5060)])
        #expect(probes(keeper.use([carrier, fresh], at: at(5))).map(\.host) == ["192.0.2.12"])
        #expect(keeper.statuses.map { $0.targets.map(\.state) } == [[.up, .up], [.unknown]])
        // Changed, it is asked anew; one that is gone is asked no more.
        let smaller = Trunk(name: "carrier", probe: .seconds(30), servers: [second])
        #expect(probes(keeper.use([smaller], at: at(6))).map(\.host) == ["192.0.2.11"])
        #expect(keeper.statuses.map(\.name) == ["carrier"])
        // What was looked up for a server that is gone leads nowhere.
        #expect(keeper.located(trunk: "carrier", server: 1, [hop(10)], at: at(7)).isEmpty)
        #expect(keeper.targets(over: ["carrier", "fresh"], at: at(7)).map(\.hop) == [hop(11)])
    }

    @Test("two probes in a row without an answer make it down, told once; one answer makes it up")
    func downAndUp() {
        var keeper = keeper()
        let begun = probes(keeper.start(at: at(0)))
        for probe in begun { _ = keeper.probed(probe.id, status: 200, at: at(0)) }
        let round = probes(keeper.advance(to: at(30)))
        _ = keeper.probed(round[1].id, status: 404, at: at(30))
        // The first is silent: asked again at once, then given up.
        let again = probes(keeper.advance(to: at(35)))
        #expect(again.map(\.host) == ["192.0.2.10"])
        #expect(keeper.statuses[0].targets.map(\.state) == [.up, .up])
        let lost = keeper.advance(to: at(40))
        #expect(lost == [.tell(.down(Target(trunk: "carrier", server: 0, hop: hop(10)), status: 408))])
        #expect(keeper.targets(over: ["carrier"], at: at(40)).map(\.server) == [1, 0])
        // An answer that comes after all is passed over.
        #expect(keeper.probed(again[0].id, status: 200, at: at(41)).isEmpty)
        let later = probes(keeper.advance(to: at(70)))
        _ = keeper.advance(to: at(75))
        #expect(keeper.statuses[0].targets[0].state == .down)
        #expect(!later.isEmpty)
        let last = probes(keeper.advance(to: at(105))).first { $0.host == "192.0.2.10" }
        #expect(
            keeper.probed(last?.id ?? 0, status: 200, at: at(105.2))
                == [.tell(.up(Target(trunk: "carrier", server: 0, hop: hop(10))))])
        #expect(keeper.targets(over: ["carrier"], at: at(106)).map(\.server) == [0, 1])
    }

    @Test("503 to a probe means down without a second one")
    func overloaded() {
        var keeper = keeper()
        let begun = probes(keeper.start(at: at(0)))
        #expect(
            keeper.probed(begun[0].id, status: 503, at: at(0))
                == [.tell(.down(Target(trunk: "carrier", server: 0, hop: hop(10)), status: 503))])
    }

    @Test(
        "a server that failed a call is tried last for a minute, probed or not", arguments: [nil, Duration.seconds(30)])
    func avoids(probe: Duration?) {
        var keeper = keeper(probe: probe)
        _ = keeper.start(at: at(0))
        keeper.failed(Target(trunk: "carrier", server: 0, hop: hop(10)), at: at(1))
        #expect(keeper.targets(over: ["carrier"], at: at(2)).map(\.server) == [1, 0])
        #expect(keeper.targets(over: ["carrier"], at: at(61.5)).map(\.server) == [0, 1])
    }

    @Test("of several trunks, the servers of one that is down or not registered are tried after all others")
    func severalTrunks() {
        let registration = Trunk.Registration(user: "u", password: Redacted("p"), registrar: first)
        var keeper = TrunkKeeper([
            Trunk(name: "a", registration: registration), Trunk(name: "b", probe: .seconds(30), servers: [second]),
            Trunk(name: "c", servers: [SIPURI(host: "192.0.2.12")]),
        ])
        func order() -> [String] { keeper.targets(over: ["a", "b", "c"], at: at(1)).map(\.trunk) }
        let begun = probes(keeper.start(at: at(0)))
        #expect(order() == ["b", "c", "a"])
        _ = keeper.registered(trunk: "a")
        #expect(order() == ["a", "b", "c"])
        _ = keeper.probed(begun[0].id, status: 503, at: at(0))
        #expect(order() == ["a", "c", "b"])
    }

    @Test("a name is looked up again and again; places that stay keep their state, and an empty answer changes nothing")
    func names() {
        let uri = SIPURI(host: "sip.example.org")
        var keeper = TrunkKeeper([Trunk(name: "carrier", probe: .seconds(30), servers: [uri])])
        #expect(keeper.start(at: at(0)) == [.locate(trunk: "carrier", server: 0, uri)])
        let begun = probes(keeper.located(trunk: "carrier", server: 0, [hop(1), hop(2)], at: at(1)))
        #expect(begun.map(\.host) == ["192.0.2.1", "192.0.2.2"])
        for probe in begun { _ = keeper.probed(probe.id, status: 200, at: at(1)) }
        #expect(keeper.advance(to: at(31)).count == 2)
        #expect(keeper.advance(to: at(61)).contains(.locate(trunk: "carrier", server: 0, uri)))
        _ = keeper.located(trunk: "carrier", server: 0, [hop(2), hop(3)], at: at(61))
        #expect(keeper.statuses[0].targets.map(\.hop) == [hop(2), hop(3)])
        #expect(
            keeper.located(trunk: "carrier", server: 0, [], at: at(121))
                == [.tell(.notFound(trunk: "carrier", server: "sip.example.org"))])
        #expect(keeper.located(trunk: "carrier", server: 0, [], at: at(131)).isEmpty)
        #expect(keeper.statuses[0].targets.count == 2)
    }

    @Test("registers at the first place, goes on to the next when it fails, and tells changes once")
    func registers() {
        let registrar = SIPURI(host: "sip.example.org")
        let trunk = Trunk(
            name: "carrier", registration: .init(user: "u", password: Redacted("p"), registrar: registrar))
        var keeper = TrunkKeeper([trunk])
        #expect(keeper.start(at: at(0)).contains(.locate(trunk: "carrier", server: nil, registrar)))
        #expect(
            keeper.located(trunk: "carrier", server: nil, [hop(1), hop(2)], at: at(0))
                == [.register(trunk: "carrier", hop(1))])
        #expect(
            keeper.registrationFailed(trunk: "carrier", status: 408)
                == [.register(trunk: "carrier", hop(2)), .tell(.notRegistered(trunk: "carrier", status: 408))])
        #expect(keeper.registered(trunk: "carrier") == [.tell(.registered(trunk: "carrier"))])
        #expect(keeper.registered(trunk: "carrier").isEmpty)
        #expect(keeper.statuses[0].isRegistered == true)
        // A wrong password is wrong everywhere.
        #expect(
            keeper.registrationFailed(trunk: "carrier", status: 403)
                == [.tell(.notRegistered(trunk: "carrier", status: 403))])
        #expect(
            keeper.registrationFailed(trunk: "carrier", status: 503) == [.moveRegistration(trunk: "carrier", hop(1))])
        // Calls go where it is registered when no server is named.
        _ = keeper.located(trunk: "carrier", server: 0, [hop(1)], at: at(1))
        #expect(keeper.targets(over: ["carrier"], at: at(1)) == [Target(trunk: "carrier", server: 0, hop: hop(1))])
    }
}
