import CivicCore
import CivicSIP
import CivicTestKit
import Testing

/// The basic flows of RFC 3665 §3, between two user agents without a proxy.
@Suite("session flows")
struct SessionFlowTests {
    @Test("a call is set up and ended by the caller (RFC 3665 §3.1)")
    func establishment() {
        var pair = UserAgentPair()
        let alice = pair.placeCall()
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.ring(bob, at: $1) }
        pair.run(for: .seconds(3))
        pair.act(.bob) { $0.answer(bob, body: answer, at: $1) }
        pair.run(for: .seconds(2))
        pair.act(.alice) { $0.hangUp(alice, cause: .normalClearing, at: $1) }
        pair.run(for: .seconds(60))
        #expect(
            pair.labels == [
                "alice INVITE", "bob 100 INVITE", "bob 180 INVITE", "alice PRACK", "bob 200 PRACK", "bob 200 INVITE",
                "alice ACK", "alice BYE", "bob 200 BYE",
            ])
        #expect(pair.names(.alice) == ["progress 180", "answered"])
        #expect(pair.names(.bob) == ["incoming", "acknowledged", "ended byPeer"])
        #expect(pair.events[.bob]?.first?.body == offer)
        #expect(pair.events[.alice]?.last?.body == answer)
        guard case .ended(_, .byPeer(let reason)) = pair.events[.bob]?.last else { return #expect(Bool(false)) }
        #expect(reason == "Q.850;cause=16;text=\"Normal call clearing\"")
        #expect(pair.isQuiet)
    }

    @Test("the INVITE tells who calls and what was dialled")
    func description() throws {
        var pair = UserAgentPair { side, configuration in
            guard side == .bob else { return }
            configuration.trunks = [
                Trunk(name: "carrier", addresses: [AddressRange("192.0.2.0/28")].compactMap { $0 })
            ]
        }
        _ = pair.placeCall(headers: [("P-Asserted-Identity", "<tel:+86-138-0000-0001>"), ("Subject", "water")])
        pair.run(for: .milliseconds(100))
        guard case .incoming(_, let call) = pair.events[.bob]?.first else { return #expect(Bool(false)) }
        #expect(call.calledUser == "12345")
        #expect(call.from.displayName == "Li \"Fourth\"")
        #expect(call.trunk == "carrier")
        #expect(call.identity.source == .asserted)
        #expect(call.callerNumber == "+8613800000001")
        #expect(call.header("s") == "water")
        #expect(!call.isAnonymous)
        #expect(call.source == UserAgentPair.Side.alice.endpoint)
    }

    @Test("an asserted identity from elsewhere is not believed, and privacy is seen")
    func untrusted() {
        var pair = UserAgentPair()
        _ = pair.placeCall(headers: [("P-Asserted-Identity", "<tel:+8613800000001>"), ("Privacy", "id;critical")])
        pair.run(for: .milliseconds(100))
        guard case .incoming(_, let call) = pair.events[.bob]?.first else { return #expect(Bool(false)) }
        #expect(!call.isTrusted)
        #expect(call.identity.source == .from)
        #expect(call.callerNumber == nil)
        #expect(call.isAnonymous)
    }

    @Test("the called side ends the call")
    func byeByCallee() {
        var (pair, _, bob) = UserAgentPair.established()
        pair.act(.bob) { $0.hangUp(bob, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.names(.alice) == ["ended byPeer"])
        #expect(pair.names(.bob).isEmpty)
        #expect(pair.isQuiet)
    }

    @Test("both BYE at once: each gets its 200 and nobody hears of an end twice")
    func crossedByes() {
        var (pair, alice, bob) = UserAgentPair.established()
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.act(.bob) { $0.hangUp(bob, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.names(.alice).isEmpty)
        #expect(pair.names(.bob).isEmpty)
        #expect(pair.labels.suffix(4).sorted() == ["alice 200 BYE", "alice BYE", "bob 200 BYE", "bob BYE"])
        #expect(pair.isQuiet)
    }

    @Test("a busy callee is told of, and its 486 acknowledged (RFC 3665 §3.7)")
    func busy() {
        var pair = UserAgentPair()
        _ = pair.placeCall()
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.reject(bob, status: 486, retryAfter: .seconds(30), at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.labels == ["alice INVITE", "bob 100 INVITE", "bob 486 INVITE", "alice ACK"])
        guard case .failed(_, 486, "Busy Here", let wait) = pair.events[.alice]?.last else {
            return #expect(Bool(false))
        }
        #expect(wait == .seconds(30))
        #expect(pair.isQuiet)
    }

    @Test("no answer: the caller cancels (RFC 3665 §3.8)")
    func cancel() {
        var pair = UserAgentPair()
        let alice = pair.placeCall()
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.ring(bob, at: $1) }
        pair.run(for: .seconds(20))
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.run(for: .seconds(60))
        #expect(
            pair.labels == [
                "alice INVITE", "bob 100 INVITE", "bob 180 INVITE", "alice PRACK", "bob 200 PRACK", "alice CANCEL",
                "bob 200 CANCEL", "bob 487 INVITE", "alice ACK",
            ])
        #expect(pair.names(.alice) == ["progress 180", "failed 487"])
        #expect(pair.names(.bob) == ["incoming", "cancelled"])
        #expect(pair.isQuiet)
    }

    @Test("a CANCEL waits for the first provisional response")
    func cancelWaits() {
        var pair = UserAgentPair()
        pair.drops = ["100 INVITE": 1]
        let alice = pair.placeCall()
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.run(for: .milliseconds(400))
        #expect(!pair.labels.contains("alice CANCEL"))
        pair.run(for: .seconds(60))
        #expect(pair.labels.contains("alice CANCEL"))
        #expect(pair.names(.alice) == ["failed 487"])
        #expect(pair.names(.bob) == ["incoming", "cancelled"])
        #expect(pair.isQuiet)
    }

    @Test("a 2xx that crosses the CANCEL is acknowledged and ended")
    func cancelCrossesAnswer() {
        var pair = UserAgentPair()
        let alice = pair.placeCall()
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.answer(bob, body: answer, at: $1) }
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.names(.alice) == ["failed 487"])
        #expect(pair.names(.bob) == ["incoming", "acknowledged", "ended byPeer"])
        #expect(pair.labels.contains("alice BYE"))
        #expect(pair.isQuiet)
    }

    @Test("nobody there: 408 after 64 T1 and seven INVITEs")
    func noResponse() {
        var pair = UserAgentPair(conditions: .init(loss: 1))
        _ = pair.placeCall()
        pair.run(for: .seconds(31.9))
        #expect(pair.names(.alice).isEmpty)
        pair.run(for: .seconds(0.2))
        #expect(pair.names(.alice) == ["failed 408"])
        #expect(pair.labels == Array(repeating: "alice INVITE", count: 7))
        #expect(pair.isQuiet)
    }

    @Test("a 2xx without ACK is sent again, then ended with BYE")
    func noAcknowledgement() {
        var pair = UserAgentPair()
        pair.drops = ["ACK": 100]
        _ = pair.placeCall()
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.answer(bob, body: answer, at: $1) }
        pair.run(for: .seconds(31.9))
        // T1, doubling up to T2: 0, 0.5, 1.5, 3.5, 7.5, 11.5 … 31.5 s
        #expect(pair.labels.count { $0 == "bob 200 INVITE" } == 11)
        #expect(pair.names(.bob) == ["incoming"])
        pair.run(for: .seconds(60))
        #expect(pair.names(.bob) == ["incoming", "ended noAcknowledgement"])
        #expect(pair.names(.alice) == ["answered", "ended byPeer"])
        #expect(pair.isQuiet)
    }

    @Test("a BYE of the callee waits for the ACK (RFC 3261 §15)")
    func byeAfterAcknowledgement() throws {
        var pair = UserAgentPair()
        pair.drops = ["ACK": 2]
        _ = pair.placeCall()
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.answer(bob, body: answer, at: $1) }
        pair.act(.bob) { $0.hangUp(bob, at: $1) }
        pair.run(for: .seconds(60))
        let bye = try #require(pair.labels.firstIndex(of: "bob BYE"))
        #expect(pair.labels[..<bye].count { $0 == "alice ACK" } == 3)
        #expect(pair.names(.bob) == ["incoming"])
        #expect(pair.isQuiet)
    }

    @Test("an INVITE without offer: the 200 offers, the ACK answers")
    func lateOffer() {
        var pair = UserAgentPair()
        let alice = pair.placeCall(body: nil)
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.answer(bob, body: offer, at: $1) }
        pair.run(for: .milliseconds(100))
        #expect(pair.events[.alice]?.last?.body == offer)
        #expect(!pair.labels.contains("alice ACK"))
        pair.act(.alice) { $0.acknowledge(alice, body: answer, at: $1) }
        pair.run(for: .seconds(1))
        #expect(pair.names(.bob) == ["incoming", "acknowledged"])
        #expect(pair.events[.bob]?.last?.body == answer)
    }

    @Test("an application that never acknowledges an offer loses the call")
    func neverAcknowledged() {
        var pair = UserAgentPair()
        _ = pair.placeCall(body: nil)
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.answer(bob, body: offer, at: $1) }
        pair.run(for: .seconds(120))
        #expect(pair.names(.alice) == ["answered", "ended timeout"])
        #expect(pair.isQuiet)
    }

    @Test("early media: 183 with a body, repeated each minute while nobody answers")
    func earlyMedia() {
        var pair = UserAgentPair()
        _ = pair.placeCall()
        pair.run(for: .milliseconds(100))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.ring(bob, body: answer, at: $1) }
        pair.run(for: .seconds(121))
        #expect(pair.labels.count { $0 == "bob 183 INVITE" } == 3)
        #expect(pair.events[.alice]?.first?.body == answer)
    }

    @Test("a closed door refuses new calls with 503 and leaves the others alone")
    func closed() {
        var (pair, alice, _) = UserAgentPair.established()
        pair.act(.bob) { agent, _ in agent.setAdmission(.closed(retryAfter: .milliseconds(1500))) }
        _ = pair.placeCall()
        pair.run(for: .seconds(1))
        guard case .failed(_, 503, _, let wait) = pair.events[.alice]?.last else { return #expect(Bool(false)) }
        #expect(wait == .seconds(2))
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.run(for: .seconds(1))
        #expect(pair.names(.bob) == ["ended byPeer"])
        pair.act(.bob) { agent, _ in agent.setAdmission(.open) }
        _ = pair.placeCall()
        pair.run(for: .seconds(1))
        #expect(pair.names(.bob).last == "incoming")
    }
}
