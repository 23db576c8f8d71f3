import CivicCore
import CivicSIP
import CivicTestKit
import Testing

// RFC 5359: the services that phones ask of us. Alice is the hotline; Bob's side stands for every phone.

extension Flow {
    private static let hold = SIPBody.sdp(Array("v=0 hold".utf8))

    static let services: [Flow] = [
        Flow(name: "5359 §2.1 hold and resume") { pair in
            let alice = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            changeSession(of: pair.call(.bob), to: hold, &pair)
            changeSession(of: pair.call(.bob), to: offer, &pair)
            #expect(pair.offers(to: .alice) == [hold, offer])
            pair.hangUp(.alice, alice)
            pair.run(for: .seconds(40))
            #expect(pair.names(.bob).last == "ended byPeer")
        },
        Flow(name: "5359 §2.2 consultation hold: a second call while the first is held") { pair in
            let alice = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            let first = pair.call(.bob)
            changeSession(of: first, to: hold, &pair)
            let second = pair.callBack()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            #expect(pair.count(.bob, "answered") == 1)
            pair.hangUp(.bob, second)
            pair.run(for: .seconds(40))
            changeSession(of: first, to: offer, &pair)
            #expect(pair.offers(to: .alice) == [hold, offer])
            #expect(pair.alice.counters.activeCalls == 1 && pair.bob.counters.activeCalls == 1)
            pair.hangUp(.alice, alice)
        },
        Flow(name: "5359 §2.4 unattended transfer", configure: withAccounts) { pair in
            _ = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            let phone = pair.call(.bob)
            pair.act(.bob) {
                $0.refer(phone, to: TransferRequest(target: SIPURI(user: "1003", host: "192.0.2.2")), at: $1)
            }
            let onward = transfer(&pair, endedBy: phone)
            #expect(pair.count(.bob, "transferProgress 200") == 1)
            #expect(pair.count(.alice, "ended byPeer") == 1 && pair.alice.counters.activeCalls == 1)
            if let onward { pair.hangUp(.alice, onward) }
            pair.run(for: .seconds(40))
            #expect(pair.count(.bob, "ended byPeer") == 1)
        },
        Flow(name: "5359 §2.4 unattended transfer to somebody who is busy", configure: withAccounts) { pair in
            let alice = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            let phone = pair.call(.bob)
            pair.act(.bob) {
                $0.refer(phone, to: TransferRequest(target: SIPURI(user: "1003", host: "192.0.2.2")), at: $1)
            }
            _ = transfer(&pair, endedBy: phone, refusing: 486)
            #expect(pair.count(.bob, "transferProgress 486") == 1)
            #expect(pair.alice.counters.activeCalls == 1)
            pair.hangUp(.alice, alice)
        },
        Flow(name: "5359 §2.5 attended transfer: two calls become one", configure: withAccounts) { pair in
            _ = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            let first = pair.call(.bob)
            let second = pair.callBack()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            guard let named = pair.lastAnswered(by: .alice) else { return #expect(Bool(false)) }
            let consultation = pair.call(.alice)
            pair.act(.bob) {
                $0.refer(
                    first, to: TransferRequest(target: SIPURI(user: "12345", host: "192.0.2.1"), replaces: named),
                    at: $1)
            }
            var replaced: CallHandle?
            pair.run(for: .seconds(60)) { pair, side, event in
                switch event {
                case .transferRequested(let call, _, let other):
                    replaced = other
                    pair.act(side) { $0.acceptTransfer(call, at: $1) }
                    pair.act(side) { $0.reportTransfer(call, status: 200, at: $1) }
                case .transferProgress(_, 200):
                    pair.hangUp(.bob, first)
                    pair.hangUp(.bob, second)
                default: break
                }
            }
            #expect(replaced == consultation)
            #expect(pair.count(.bob, "transferProgress 200") == 1 && pair.count(.alice, "ended byPeer") == 2)
        },
        Flow(name: "5359 §2.16 a call taken over by Replaces", configure: withAccounts) { pair in
            let alice = pair.placeCall()
            pair.run(for: .seconds(40)) { pair, side, event in pair.takeCall(side, event) }
            // As Alice, who is asked to replace, knows it: her own tag is the one of From.
            guard let named = pair.lastAnswered(by: .bob) else { return #expect(Bool(false)) }
            let pickUp = pair.callBack(
                replacing: Replaces(callID: named.callID, toTag: named.fromTag, fromTag: named.toTag))
            var replaced: CallHandle?
            pair.run(for: .seconds(90)) { pair, side, event in
                guard case .incoming(_, let incoming) = event else { return }
                replaced = incoming.replaces
                pair.takeCall(side, event)
                if let old = incoming.replaces { pair.hangUp(side, old) }
            }
            #expect(replaced == alice)
            #expect(pair.count(.bob, "answered") == 1 && pair.count(.bob, "ended byPeer") == 1)
            pair.hangUp(.bob, pickUp)
        },
        Flow(name: "5359 §2.9 a phone that is not there: the next one of the same user") { pair in
            let target = SIPURI(user: "12345", host: UserAgentPair.Side.bob.endpoint.host, port: 5060)
            let alice = pair.act(.alice) { agent, now in
                agent.place(
                    OutgoingCall(
                        target: SIPURI(user: "12345", host: "192.0.2.99"), fromUser: "1001", body: offer,
                        alternatives: [CallTarget(uri: target)]), at: now)
            }
            pair.run(for: .seconds(60)) { pair, side, event in pair.takeCall(side, event) }
            #expect(pair.count(.alice, "answered") == 1 && pair.count(.bob, "acknowledged") == 1)
            pair.hangUp(.alice, alice)
        },
    ]

    /// Bob changes the session; Alice answers.
    private static func changeSession(of call: CallHandle, to body: SIPBody, _ pair: inout UserAgentPair) {
        pair.act(.bob) { $0.reoffer(call, body: body, at: $1) }
        pair.run(for: .seconds(60)) { pair, side, event in
            guard case .reoffered(let call, _) = event else { return }
            pair.act(side) { $0.answerReoffer(call, body: answer, at: $1) }
        }
    }

    /// Alice carries out a REFER; the phone hangs up when it hears that it worked. Gives the call that was made for it.
    private static func transfer(
        _ pair: inout UserAgentPair, endedBy phone: CallHandle, refusing status: Int? = nil
    ) -> CallHandle? {
        var (asked, onward): (CallHandle?, CallHandle?)
        pair.run(for: .seconds(90)) { pair, side, event in
            switch event {
            case .transferRequested(let call, let request, nil):
                asked = call
                pair.act(side) { $0.acceptTransfer(call, at: $1) }
                onward = pair.act(side) { agent, now in
                    agent.place(OutgoingCall(target: request.target, fromUser: "1001", body: offer), at: now)
                }
            case .incoming(let call, _):
                if let status {
                    pair.act(side) { $0.reject(call, status: status, at: $1) }
                } else {
                    pair.takeCall(side, event)
                }
            case .answered(let call, _) where call == onward:
                if let asked { pair.act(side) { $0.reportTransfer(asked, status: 200, at: $1) } }
            case .failed(let call, let status, _, _) where call == onward:
                if let asked { pair.act(side) { $0.reportTransfer(asked, status: status, at: $1) } }
            case .transferProgress(_, 200): pair.hangUp(.bob, phone)
            default: break
            }
        }
        return onward
    }
}

extension UserAgentPair {
    /// What one side was offered in calls that were up, in order.
    func offers(to side: Side) -> [SIPBody] {
        (events[side] ?? []).compactMap { if case .reoffered(_, let body) = $0 { body } else { nil } }
    }

    /// Bob calls Alice, as account 1001 where he is asked.
    mutating func callBack(replacing replaces: Replaces? = nil) -> CallHandle {
        act(.bob) { agent, now in
            agent.place(
                OutgoingCall(
                    target: SIPURI(user: "12345", host: Side.alice.endpoint.host, port: 5060), fromUser: "1001",
                    body: offer, credentials: Flow.credentials, replaces: replaces), at: now)
        }
    }
}
