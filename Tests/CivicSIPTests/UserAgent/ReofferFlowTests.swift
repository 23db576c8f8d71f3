import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("re-INVITE, UPDATE and INFO")
struct ReofferFlowTests {
    @Test("a session is changed by the caller (RFC 3665 §3.7 of a call on hold)")
    func reinvite() {
        var (pair, alice, bob) = UserAgentPair.established()
        let hold = SIPBody.sdp(Array("v=0 hold".utf8))
        pair.act(.alice) { $0.reoffer(alice, body: hold, at: $1) }
        pair.run(for: .seconds(1))
        #expect(pair.events[.bob]?.last?.body == hold)
        pair.act(.bob) { $0.answerReoffer(bob, body: answer, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.names(.alice) == ["reofferAnswered"])
        #expect(pair.names(.bob) == ["reoffered"])
        #expect(pair.alice.counters.activeTransactions == 0)
        #expect(pair.bob.counters.activeTransactions == 0)
    }

    @Test("the callee changes the session, and asks for an offer")
    func reinviteWithoutOffer() {
        var (pair, alice, bob) = UserAgentPair.established()
        pair.act(.bob) { $0.reoffer(bob, body: nil, at: $1) }
        pair.run(for: .seconds(1))
        pair.act(.alice) { $0.answerReoffer(alice, body: offer, at: $1) }
        pair.run(for: .seconds(1))
        pair.act(.bob) { $0.acknowledge(bob, body: answer, at: $1) }
        pair.run(for: .seconds(1))
        #expect(pair.names(.bob) == ["reofferAnswered"])
        #expect(pair.names(.alice) == ["reoffered", "acknowledged"])
        #expect(pair.events[.alice]?.last?.body == answer)
    }

    @Test("a refused change leaves the call as it was")
    func refused() {
        var (pair, alice, bob) = UserAgentPair.established()
        pair.act(.alice) { $0.reoffer(alice, body: offer, at: $1) }
        pair.run(for: .seconds(1))
        pair.act(.bob) { $0.rejectReoffer(bob, status: 488, at: $1) }
        pair.run(for: .seconds(1))
        #expect(pair.names(.alice) == ["reofferFailed 488"])
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.names(.bob) == ["reoffered", "ended byPeer"])
        #expect(pair.isQuiet)
    }

    @Test("glare: both offer at once, both get 491, and both come through in turn", arguments: 1...20)
    func glare(seed: UInt64) {
        var (pair, alice, bob) = UserAgentPair.established(seed: seed)
        pair.act(.alice) { $0.reoffer(alice, body: offer, at: $1) }
        pair.act(.bob) { $0.reoffer(bob, body: offer, at: $1) }
        pair.run(for: .seconds(20)) { pair, side, event in
            guard case .reoffered(let call, _) = event else { return }
            pair.act(side) { $0.answerReoffer(call, body: answer, at: $1) }
        }
        #expect(pair.labels.contains("alice 491 INVITE") && pair.labels.contains("bob 491 INVITE"))
        #expect(pair.names(.alice).sorted() == ["reofferAnswered", "reoffered"])
        #expect(pair.names(.bob).sorted() == ["reofferAnswered", "reoffered"])
    }

    @Test("a peer that has lost the dialog answers 481: BYE and an end")
    func lostDialog() {
        var (pair, alice, bob) = UserAgentPair.established()
        pair.drops = ["BYE": 100]
        pair.act(.bob) { $0.hangUp(bob, at: $1) }
        pair.run(for: .seconds(40))
        pair.drops = [:]
        pair.act(.alice) { $0.reoffer(alice, body: offer, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.names(.alice) == ["ended dialogLost 481"])
        #expect(pair.isQuiet)
    }

    @Test("a peer that has gone silent: the re-INVITE times out, BYE and an end")
    func silentPeer() {
        var (pair, alice, _) = UserAgentPair.established()
        pair.drops = ["INVITE": 100, "BYE": 100]
        pair.act(.alice) { $0.reoffer(alice, body: offer, at: $1) }
        pair.run(for: .seconds(120))
        #expect(pair.names(.alice) == ["ended dialogLost 408"])
        #expect(pair.alice.counters.activeCalls == 0)
    }

    @Test("hanging up while the other side's offer waits answers it with 487")
    func hangUpDuringOffer() {
        var (pair, alice, bob) = UserAgentPair.established()
        pair.act(.alice) { $0.reoffer(alice, body: offer, at: $1) }
        pair.run(for: .seconds(1))
        pair.act(.bob) { $0.hangUp(bob, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.labels.contains("bob 487 INVITE"))
        #expect(pair.names(.alice).contains("ended byPeer"))
        #expect(pair.isQuiet)
    }
}
