import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("Registering with another registrar")
struct OutgoingRegistrationTests {
    private func pair() -> UserAgentPair {
        UserAgentPair { side, configuration in
            guard side == .bob else { return }
            configuration.accounts["1001"] = SIPAccount(
                user: "1001", displayName: "Li", realm: "example.org", password: "civic-1001")
        }
    }

    private func order(password: String = "civic-1001", expiry: Duration = .seconds(100)) -> OutgoingRegistration {
        OutgoingRegistration(
            user: "1001", password: password, registrar: SIPURI(host: UserAgentPair.Side.bob.endpoint.host),
            expiry: expiry)
    }

    private func bindings(_ pair: UserAgentPair) -> [SIPURI] {
        pair.bob.bindings(of: "1001", at: pair.now).map(\.contact)
    }

    @Test("answers the challenge, is bound with its own contact, and renews before the time is over")
    func keepsRegistered() {
        var pair = pair()
        pair.act(.alice) { $0.register(order(), at: $1) }
        pair.run(for: .seconds(1))
        #expect(pair.names(.alice) == ["registrationAccepted 1001"])
        #expect(bindings(pair).map(\.description) == ["sip:1001@192.0.2.1:5060"])
        if case .registrationAccepted(_, let realm, let expiry) = pair.events[.alice]?.first {
            #expect(realm == "example.org")
            #expect(expiry == .seconds(100))
        }
        for _ in 0..<20 {
            pair.run(for: .seconds(50))
            #expect(bindings(pair).count == 1)
        }
        #expect(pair.names(.bob).allSatisfy { $0 == "registered 1001 1" })
    }

    @Test("takes its contact away")
    func unregisters() {
        var pair = pair()
        pair.act(.alice) { $0.register(order(), at: $1) }
        pair.run(for: .seconds(1))
        pair.act(.alice) { $0.unregister(user: "1001", at: $1) }
        pair.run(for: .seconds(40))
        #expect(bindings(pair).isEmpty)
        #expect(pair.names(.bob).last == "unregistered 1001")
        #expect(pair.isQuiet)
    }

    @Test("a wrong password is told once and tried again half a minute later, not at once")
    func wrongPassword() {
        var pair = pair()
        pair.act(.alice) { $0.register(order(password: "guess"), at: $1) }
        pair.run(for: .seconds(20))
        #expect(pair.names(.alice) == ["registrationFailed 1001 401"])
        #expect(pair.trace.count { $0.label == "REGISTER" } == 2)
        pair.run(for: .seconds(30))
        #expect(pair.names(.alice).count == 2)
        #expect(bindings(pair).isEmpty)
    }

    @Test("nobody there is told as 408, and the registrar is found when it comes back")
    func nobodyThere() {
        var pair = pair()
        pair.drops = ["REGISTER": 11]
        pair.act(.alice) { $0.register(order(), at: $1) }
        pair.run(for: .seconds(33))
        #expect(pair.names(.alice) == ["registrationFailed 1001 408"])
        pair.run(for: .seconds(60))
        #expect(pair.names(.alice).last == "registrationAccepted 1001")
    }

    @Test("a registrar that is no address is told as 503")
    func noAddress() {
        var pair = pair()
        pair.act(.alice) {
            $0.register(
                OutgoingRegistration(user: "1001", password: "", registrar: SIPURI(host: "example.org")), at: $1)
        }
        #expect(pair.names(.alice) == ["registrationFailed 1001 503"])
    }
}
