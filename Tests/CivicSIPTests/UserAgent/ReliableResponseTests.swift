import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("reliable provisional responses (RFC 3262)")
struct ReliableResponseTests {
    static let required = [("Require", "Require: 100rel")] as [(String, String?)]

    private func rack(_ response: SIPResponse?, cseq: Int = 1) -> [(String, String?)] {
        [("RAck", "RAck: \(response?.headers.first(.rseq) ?? "0") \(cseq) INVITE")]
    }

    @Test("RAck is read", arguments: ["1 1 INVITE", "4294967295 2147483647 INVITE"])
    func field(text: String) { #expect(ProvisionalAcknowledgement(parsing: text)?.description == text) }

    @Test("a broken RAck is none", arguments: ["", "1", "1 1", "0 1 INVITE", "x 1 INVITE", "1 x INVITE"])
    func brokenField(text: String) { #expect(ProvisionalAcknowledgement(parsing: text) == nil) }

    @Test("180 is repeated, T1 doubling, until the PRACK comes", arguments: ["Require", "Supported"])
    func repeated(field: String) throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, [(field, "\(field): 100rel")], body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.ring(call, at: $1) }
        let ringing = try #require(peer.lastResponse)
        #expect(ringing.status == 180 && ringing.headers.requires(option: "100rel"))
        peer.pass(.seconds(4))
        // 0, 0.5, 1.5, 3.5 s
        #expect(peer.responses.count { $0.status == 180 } == 4)
        peer.say("PRACK", 2, toTag: ringing.to.tag, rack(ringing))
        #expect(peer.lastResponse?.status == 200 && peer.lastResponse?.cseq.method == .prack)
        peer.pass(.seconds(30))
        #expect(peer.responses.count { $0.status == 180 } == 4)
    }

    @Test("a PRACK that acknowledges nothing gets 481")
    func stray() throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, Self.required, body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.ring(call, at: $1) }
        let ringing = try #require(peer.lastResponse)
        for (index, value) in ["1 1 INVITE", "x", "\(ringing.headers.first(.rseq) ?? "") 9 INVITE"].enumerated() {
            peer.say("PRACK", 2 + index, toTag: ringing.to.tag, [("RAck", "RAck: \(value)")])
            #expect(peer.lastResponse?.status == 481)
        }
        peer.say("PRACK", 8, toTag: ringing.to.tag)
        #expect(peer.lastResponse?.status == 481)
    }

    @Test("without a PRACK the INVITE is refused with 504 after 64 T1, and the application hears of it")
    func noPrack() {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, Self.required, body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.ring(call, at: $1) }
        peer.pass(.seconds(31.9))
        #expect(peer.names == ["incoming"])
        peer.pass(.seconds(0.2))
        #expect(peer.lastResponse?.status == 504)
        #expect(peer.names == ["incoming", "ended noAcknowledgement"])
        #expect(peer.agent.counters.activeCalls == 0)
    }

    @Test("one response at a time: the next waits for the PRACK, RSeq grows by one, and so the 2xx waits")
    func order() throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, Self.required, body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.ring(call, at: $1) }
        peer.act { $0.ring(call, body: answer, at: $1) }
        let ringing = try #require(peer.lastResponse)
        #expect(ringing.status == 180)
        peer.say("PRACK", 2, toTag: ringing.to.tag, rack(ringing))
        let early = try #require(peer.lastResponse)
        #expect(early.status == 183 && early.body == answer)
        let (first, second) = (ringing.headers.first(.rseq), early.headers.first(.rseq))
        #expect(first.flatMap { UInt32($0) }.map { $0 + 1 } == second.flatMap { UInt32($0) })
        peer.act { $0.answer(call, body: answer, at: $1) }
        #expect(peer.responses.allSatisfy { $0.status != 200 || $0.cseq.method == .prack })
        peer.say("PRACK", 3, toTag: ringing.to.tag, rack(early))
        let success = try #require(peer.lastResponse)
        #expect(success.status == 200 && success.cseq.method == .invite)
        // Offer and answer were made before: the 2xx has no description.
        #expect(success.body == nil)
        peer.say("ACK", 1, toTag: ringing.to.tag)
        #expect(peer.names == ["incoming", "acknowledged"])
    }

    @Test("a 2xx does not wait for the PRACK of a response without description; a late PRACK gets its 200")
    func noWait() throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, Self.required, body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.ring(call, at: $1) }
        let ringing = try #require(peer.lastResponse)
        peer.act { $0.answer(call, body: answer, at: $1) }
        #expect(peer.lastResponse?.status == 200 && peer.lastResponse?.body == answer)
        peer.say("PRACK", 2, toTag: ringing.to.tag, rack(ringing))
        #expect(peer.lastResponse?.status == 200 && peer.lastResponse?.cseq.method == .prack)
    }

    @Test("an INVITE without offer: the 183 offers, the PRACK answers, the 2xx and its ACK bring nothing")
    func lateOffer() throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, Self.required)
        let call = peer.lastCall
        peer.act { $0.ring(call, at: $1) }
        #expect(peer.responses.map(\.status) == [100])  // A reliable 180 would have to offer.
        peer.act { $0.ring(call, body: offer, at: $1) }
        let early = try #require(peer.lastResponse)
        #expect(early.status == 183 && early.body == offer)
        peer.say(
            "PRACK", 2, toTag: early.to.tag, rack(early) + [("Content-Type", "Content-Type: application/sdp")],
            body: "v=0 answer")
        #expect(peer.names == ["incoming", "provisionalAcknowledged"])
        #expect(peer.events.last?.body == answer)
        peer.act { $0.answer(call, body: offer, at: $1) }
        #expect(peer.lastResponse?.body == nil)
        peer.say("ACK", 1, toTag: early.to.tag)
        #expect(peer.names.last == "acknowledged")
    }

    @Test("an offer in the PRACK is the application's to answer; the 2xx waits for that")
    func offerInPrack() throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, Self.required, body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.ring(call, body: answer, at: $1) }
        let early = try #require(peer.lastResponse)
        peer.say("PRACK", 2, toTag: early.to.tag, rack(early), body: "v=0 second")
        #expect(peer.names.last == "reoffered")
        peer.act { $0.answer(call, body: answer, at: $1) }
        #expect(peer.lastResponse?.status == 183)
        peer.act { $0.answerReoffer(call, body: answer, at: $1) }
        let last = peer.responses.suffix(2).map { "\($0.status) \($0.cseq.method)" }
        #expect(last == ["200 PRACK", "200 INVITE"])
        #expect(peer.responses.dropLast().last?.body == answer)
    }

    @Test("after an early answer an UPDATE may change the session before the 2xx")
    func earlyUpdate() throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, Self.required, body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.ring(call, body: answer, at: $1) }
        let early = try #require(peer.lastResponse)
        peer.say("PRACK", 2, toTag: early.to.tag, rack(early))
        peer.say("UPDATE", 3, toTag: early.to.tag, body: "v=0 hold")
        #expect(peer.names.last == "reoffered")
        peer.act { $0.answerReoffer(call, body: answer, at: $1) }
        #expect(peer.lastResponse?.status == 200 && peer.lastResponse?.cseq.method == .update)
    }

    @Test("as the caller: each reliable response gets its PRACK once, in order, in its own early dialog")
    func prackPerDialog() throws {
        let peer = ScriptedPeer()
        let (_, invite) = try #require(peer.isCalled())
        #expect(invite.headers.knows(option: "100rel"))
        func ring(_ sequence: Int, _ tag: String) {
            peer.reply(180, to: invite, tag: tag, [("Require", "100rel"), ("RSeq", String(sequence))])
        }
        ring(10, "one")
        ring(10, "one")  // again
        ring(12, "one")  // out of order
        ring(500, "two")
        ring(11, "one")
        let racks = peer.requests(.prack).map { "\($0.to.tag ?? "") \($0.headers.first(.rack) ?? "")" }
        #expect(racks == ["one 10 1 INVITE", "two 500 1 INVITE", "one 11 1 INVITE"])
        #expect(peer.requests(.prack).map(\.cseq.number) == [2, 2, 3])
        #expect(peer.names == ["progress 180", "progress 180", "progress 180"])
    }

    @Test("as the caller: the answer in a 183 serves a 2xx without one, and the BYE's number goes on")
    func earlyAnswer() throws {
        let peer = ScriptedPeer()
        let (call, invite) = try #require(peer.isCalled())
        peer.reply(183, to: invite, [("Require", "100rel"), ("RSeq", "1")], body: "v=0 answer")
        peer.reply(200, to: invite)
        #expect(peer.names == ["progress 183", "answered"])
        #expect(peer.events.last?.body == answer)
        peer.act { $0.hangUp(call, at: $1) }
        #expect(peer.requests(.bye).first?.cseq.number == 3)
    }

    @Test("as the caller without offer: the 183 offers and our PRACK answers; the ACK is sent by itself")
    func theirEarlyOffer() throws {
        let peer = ScriptedPeer()
        let (call, invite) = try #require(peer.isCalled(body: nil))
        peer.reply(183, to: invite, [("Require", "100rel"), ("RSeq", "1")], body: "v=0 offer")
        #expect(peer.requests(.prack).isEmpty)
        peer.act { $0.acknowledgeProgress(call, body: answer, at: $1) }
        #expect(peer.requests(.prack).first?.body == answer)
        peer.reply(200, to: invite)
        #expect(peer.requests(.ack).count == 1)
    }

    @Test("over a poor line the call comes up all the same", arguments: 1...20)
    func poorLine(seed: UInt64) {
        var pair = UserAgentPair(conditions: .poor, seed: seed)
        _ = pair.placeCall()
        pair.run(for: .seconds(25)) { pair, side, event in
            guard side == .bob, case .incoming(let call, _) = event else { return }
            pair.act(.bob) { $0.ring(call, body: answer, at: $1) }
            pair.act(.bob) { $0.answer(call, body: answer, at: $1) }
        }
        #expect(pair.names(.alice).last == "answered")
        #expect(pair.names(.bob).last == "acknowledged")
    }
}
