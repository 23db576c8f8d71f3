import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("UPDATE (RFC 3311)")
struct UpdateFlowTests {
    @Test("a session is changed by UPDATE in one round trip")
    func update() {
        var (pair, alice, bob) = UserAgentPair.established()
        let hold = SIPBody.sdp(Array("v=0 hold".utf8))
        pair.act(.alice) { $0.update(alice, body: hold, at: $1) }
        pair.run(for: .seconds(1))
        #expect(pair.events[.bob]?.last?.body == hold)
        pair.act(.bob) { $0.answerReoffer(bob, body: answer, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.names(.alice) == ["reofferAnswered"])
        #expect(pair.labels.suffix(2) == ["alice UPDATE", "bob 200 UPDATE"])
        #expect(pair.bob.counters.activeTransactions == 0)
    }

    @Test("to a peer whose Allow does not list it, the offer goes by re-INVITE")
    func fallsBack() {
        let peer = ScriptedPeer()
        _ = peer.calls([("Allow", "Allow: INVITE, BYE")])
        let call = peer.lastCall
        peer.act { $0.update(call, body: offer, at: $1) }
        #expect(peer.requests(.update).isEmpty && peer.requests(.invite).count == 1)
    }

    @Test("glare: both update at once, both get 491, and both come through in turn", arguments: 1...20)
    func glare(seed: UInt64) {
        var (pair, alice, bob) = UserAgentPair.established(seed: seed)
        pair.act(.alice) { $0.update(alice, body: offer, at: $1) }
        pair.act(.bob) { $0.update(bob, body: offer, at: $1) }
        pair.run(for: .seconds(20)) { pair, side, event in
            guard case .reoffered(let call, _) = event else { return }
            pair.act(side) { $0.answerReoffer(call, body: answer, at: $1) }
        }
        #expect(pair.labels.contains("alice 491 UPDATE") && pair.labels.contains("bob 491 UPDATE"))
        #expect(pair.names(.alice).sorted() == ["reofferAnswered", "reoffered"])
        #expect(pair.names(.bob).sorted() == ["reofferAnswered", "reoffered"])
    }

    @Test("who chose the Call-ID waits 2.1 to 4 s after 491, the other at most 2 s (RFC 3261 §14.1)", arguments: 1...30)
    func waits(seed: UInt64) throws {
        var (pair, alice, bob) = UserAgentPair.established(seed: seed)
        let start = pair.now
        pair.act(.alice) { $0.reoffer(alice, body: offer, at: $1) }
        pair.act(.bob) { $0.update(bob, body: offer, at: $1) }
        pair.run(for: .seconds(20)) { pair, side, event in
            guard case .reoffered(let call, _) = event else { return }
            pair.act(side) { $0.answerReoffer(call, body: answer, at: $1) }
        }
        func second(_ label: String, _ side: UserAgentPair.Side) -> MonotonicInstant? {
            pair.trace.filter { $0.at >= start && $0.side == side && $0.label == label }.dropFirst().first?.at
        }
        let alices = try #require(second("INVITE", .alice)) - start
        let bobs = try #require(second("UPDATE", .bob)) - start
        #expect(alices >= .milliseconds(2100) && alices <= .milliseconds(4100))
        #expect(bobs <= .milliseconds(2100))
    }

    @Test("a second UPDATE before the answer to the first gets 500 with Retry-After, with or without an offer")
    func overlapping() {
        for body in ["v=0 other", ""] {
            let peer = ScriptedPeer()
            let tag = peer.calls()
            peer.say("UPDATE", 2, toTag: tag, body: "v=0 new")
            peer.say("UPDATE", 3, toTag: tag, body: body)
            #expect(peer.lastResponse?.status == 500)
            #expect(peer.lastResponse?.retryAfter.map { $0 <= .seconds(10) } == true)
            let call = peer.lastCall
            peer.act { $0.answerReoffer(call, body: answer, at: $1) }
            #expect(peer.lastResponse?.status == 200 && peer.lastResponse?.cseq.number == 2)
        }
    }

    @Test("an UPDATE with an offer before our answer to the INVITE gets 500; without one it is a target refresh")
    func beforeAnswer() {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.ring(call, at: $1) }
        let tag = peer.lastResponse?.to.tag
        peer.say("UPDATE", 2, toTag: tag, body: "v=0 new")
        #expect(peer.lastResponse?.status == 500)
        peer.say("UPDATE", 3, toTag: tag)
        #expect(peer.lastResponse?.status == 200)
    }

    @Test("UPDATE is listed in Allow")
    func allowed() { #expect(SIPMethod.supported.contains(.update)) }
}
