import CivicCore
import CivicSIP
import CivicTestKit
import Testing

// RFC 3665: what a registrar, a caller and a called side have to do with each other.

extension Flow {
    static let registrations: [Flow] = [
        Flow(name: "3665 §2.1 a new registration, and §2.2 its renewal", configure: withAccounts) { pair in
            pair.register()
            pair.run(for: .seconds(400))
            #expect(pair.count(.alice, "registrationAccepted 1001") >= 2)
            #expect(pair.names(.bob).first == "registered 1001 1")
            #expect(pair.bob.bindings(of: "1001", at: pair.now).count == 1)
            pair.act(.alice) { $0.unregister(user: "1001", at: $1) }
            pair.run(for: .seconds(400))
        },
        Flow(name: "3665 §2.4 a registration taken back", configure: withAccounts) { pair in
            pair.register()
            pair.run(for: .seconds(60))
            pair.act(.alice) { $0.unregister(user: "1001", at: $1) }
            pair.run(for: .seconds(60))
            #expect(pair.names(.bob).last == "unregistered 1001")
            #expect(pair.bob.bindings(of: "1001", at: pair.now).isEmpty)
        },
        Flow(name: "3665 §2.5 a wrong password", configure: withAccounts) { pair in
            pair.register(password: "wrong-wrong")
            pair.run(for: .seconds(25))
            #expect(pair.names(.alice).allSatisfy { $0 == "registrationFailed 1001 401" })
            #expect(pair.count(.alice, "registrationFailed 1001 401") >= 1)
            #expect(pair.count(.bob, "registered 1001 1") == 0)
            pair.act(.alice) { $0.unregister(user: "1001", at: $1) }
        },
        Flow(name: "3327: registered through a proxy, called back by its Path", hasProxy: true, configure: withAccounts)
        {
            pair in
            pair.register(through: Flow.proxy.inner)
            pair.run(for: .seconds(60))
            let bindings = pair.bob.bindings(of: "1001", at: pair.now)
            #expect(bindings.map(\.path.count) == [1] && bindings.first?.destination == .udp(Flow.proxy.outer))
            guard let binding = bindings.first else { return }
            let begin = pair.trace.count
            let bob = pair.act(.bob) { agent, now in
                agent.place(
                    OutgoingCall(
                        target: binding.contact, destination: binding.destination, fromUser: "12345", body: offer,
                        routes: binding.path), at: now)
            }
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            #expect(pair.count(.bob, "answered") == 1 && pair.count(.alice, "acknowledged") == 1)
            pair.hangUp(.bob, bob)
            pair.run(for: .seconds(60))
            #expect(pair.names(.alice).contains("ended byPeer"))
            #expect(pair.trace[begin...].allSatisfy { Flow.proxy.owns($0.to) })
            pair.act(.alice) { $0.unregister(user: "1001", at: $1) }
            pair.run(for: .seconds(400))
        },
    ]

    static let sessions: [Flow] = [
        Flow(name: "3665 §3.1 a call, ended by the called side") { pair in
            _ = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            #expect(pair.count(.alice, "answered") == 1 && pair.count(.bob, "acknowledged") == 1)
            pair.hangUp(.bob, pair.call(.bob))
            pair.run(for: .seconds(40))
            #expect(pair.names(.alice).last == "ended byPeer")
        },
        Flow(name: "3665 §3.2 through a proxy with two addresses (RFC 5658)", hasProxy: true) { pair in
            let alice = pair.call(through: Flow.proxy.inner)
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            #expect(pair.count(.alice, "answered") == 1 && pair.count(.bob, "acknowledged") == 1)
            pair.act(.bob) { [call = pair.call(.bob)] in $0.reoffer(call, body: offer, at: $1) }
            pair.run(for: .seconds(40)) { pair, side, event in
                guard case .reoffered(let call, _) = event else { return }
                pair.act(side) { $0.answerReoffer(call, body: answer, at: $1) }
            }
            #expect(pair.count(.bob, "reofferAnswered") == 1)
            pair.hangUp(.alice, alice)
            pair.run(for: .seconds(40))
            #expect(pair.names(.bob).last == "ended byPeer")
            // Nothing went past the proxy, in either direction.
            #expect(pair.trace.allSatisfy { Flow.proxy.owns($0.to) })
        },
        Flow(name: "3665 §3.3 with authentication on the way", configure: withAccounts) { pair in
            let alice = pair.placeCall(credentials: credentials)
            pair.run(for: .seconds(70)) { pair, side, event in
                guard case .incoming(let call, let incoming) = event else { return }
                if incoming.authenticatedUser == nil {
                    pair.act(side) { $0.challenge(call, at: $1) }
                } else {
                    pair.takeCall(side, event)
                }
            }
            #expect(pair.count(.alice, "answered") == 1 && pair.count(.bob, "incoming") == 2)
            pair.hangUp(.alice, alice)
        },
        Flow(name: "3665 §3.4 a proxy that has failed: by another one", hasProxy: true) { pair in
            let target = SIPURI(user: "12345", host: UserAgentPair.Side.bob.endpoint.host, port: 5060)
            let alice = pair.call(
                through: SocketEndpoint(host: "192.0.2.99", port: 5060),
                alternatives: [CallTarget(uri: target, routes: [UserAgentPair.route(Flow.proxy.inner)])])
            pair.run(for: .seconds(50)) { pair, side, event in pair.takeCall(side, event) }
            #expect(pair.count(.alice, "answered") == 1 && pair.count(.bob, "acknowledged") == 1)
            pair.hangUp(.alice, alice)
        },
        Flow(name: "3665 §3.7 a session that moves by re-INVITE") { pair in
            let alice = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            pair.act(.bob) { [call = pair.call(.bob)] in $0.reoffer(call, body: offer, at: $1) }
            pair.run(for: .seconds(40)) { pair, side, event in
                guard case .reoffered(let call, _) = event else { return }
                pair.act(side) { $0.answerReoffer(call, body: answer, at: $1) }
            }
            #expect(pair.count(.bob, "reofferAnswered") == 1 && pair.count(.alice, "reoffered") == 1)
            pair.hangUp(.alice, alice)
        },
        Flow(name: "3665 §3.8 no answer: the caller gives up") { pair in
            let alice = pair.placeCall()
            pair.run(for: .seconds(20)) { pair, side, event in
                guard case .incoming(let call, _) = event else { return }
                pair.act(side) { $0.ring(call, at: $1) }
            }
            pair.hangUp(.alice, alice)
            pair.run(for: .seconds(70))
            #expect(pair.names(.alice).last == "failed 487" && pair.names(.bob).last == "cancelled")
        },
        Flow(name: "3665 §3.9 busy") { pair in refused(&pair, 486) },
        Flow(name: "3665 §3.11 temporarily unavailable") { pair in refused(&pair, 480) },
        Flow(name: "3665 §3.10 nobody there at all") { pair in
            pair.drops = ["INVITE": 100]
            _ = pair.placeCall()
            pair.run(for: .seconds(40))
            #expect(pair.names(.alice) == ["failed 408"] && pair.names(.bob).isEmpty)
        },
        Flow(name: "a refusal whose ACK is lost for good") { pair in
            pair.drops = ["ACK": 1000]
            refused(&pair, 486)
        },
        Flow(name: "a 2xx whose ACK is lost for good") { pair in
            pair.drops = ["ACK": 1000]
            _ = pair.placeCall()
            pair.run(for: .seconds(100)) { pair, side, event in pair.takeCall(side, event) }
            #expect(pair.names(.bob).last == "ended noAcknowledgement" && pair.names(.alice).last == "ended byPeer")
        },
        Flow(name: "a BYE that never arrives") { pair in
            let alice = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            pair.drops = ["BYE": 1000]
            pair.hangUp(.alice, alice)
            pair.run(for: .seconds(60))
            #expect(pair.alice.counters.activeCalls == 0)
            pair.drops = [:]
            pair.hangUp(.bob, pair.call(.bob))
        },
        Flow(name: "3262: ringing whose PRACK never arrives") { pair in
            pair.drops = ["PRACK": 1000]
            _ = pair.placeCall()
            pair.run(for: .seconds(60)) { pair, side, event in
                guard case .incoming(let call, _) = event else { return }
                pair.act(side) { $0.ring(call, at: $1) }
            }
            #expect(pair.names(.alice).last == "failed 504" && pair.names(.bob).last == "ended noAcknowledgement")
        },
    ]

    private static func refused(_ pair: inout UserAgentPair, _ status: Int) {
        _ = pair.placeCall()
        pair.run(for: .seconds(80)) { pair, side, event in
            guard case .incoming(let call, _) = event else { return }
            pair.act(side) { $0.ring(call, at: $1) }
            pair.act(side) { $0.reject(call, status: status, at: $1) }
        }
        #expect(pair.names(.alice).last == "failed \(status)" && pair.names(.bob) == ["incoming"])
    }
}

extension UserAgentPair {
    /// Alice registers with Bob.
    mutating func register(password: String = "civic-1001", through proxy: SocketEndpoint? = nil) {
        act(.alice) { agent, now in
            agent.register(
                OutgoingRegistration(
                    user: "1001", password: password, registrar: SIPURI(host: Side.bob.endpoint.host, port: 5060),
                    destination: proxy.map { .udp($0) }), at: now)
        }
    }
}
