import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("forks and redirections of our own calls")
struct ForkAndRedirectTests {
    @Test("of two 2xx one makes the call; the other is acknowledged and ended, each time in its own dialog")
    func forkedAnswers() throws {
        let peer = ScriptedPeer()
        let (_, invite) = try #require(peer.isCalled())
        for tag in ["one", "two", "three"] { peer.reply(180, to: invite, tag: tag) }
        peer.reply(200, to: invite, tag: "two", body: "v=0 answer")
        peer.reply(200, to: invite, tag: "three", body: "v=0 answer")
        #expect(peer.names == ["progress 180", "progress 180", "progress 180", "answered"])
        #expect(peer.requests(.ack).map { $0.to.tag } == ["two", "three"])
        #expect(peer.requests(.bye).map { $0.to.tag } == ["three"])
        peer.reply(200, to: try #require(peer.requests(.bye).first), tag: "three")
        // Both come again: both get their ACK again, and nothing else.
        peer.reply(200, to: invite, tag: "three", body: "v=0 answer")
        peer.reply(200, to: invite, tag: "two", body: "v=0 answer")
        #expect(peer.requests(.ack).count == 4 && peer.requests(.bye).count == 1)
        #expect(peer.agent.counters.activeCalls == 1)
    }

    @Test("the BYE of a surplus fork goes on from the number of its PRACK")
    func forkedReliably() throws {
        let peer = ScriptedPeer()
        let (_, invite) = try #require(peer.isCalled())
        for tag in ["one", "two"] { peer.reply(180, to: invite, tag: tag, [("Require", "100rel"), ("RSeq", "1")]) }
        peer.reply(200, to: invite, tag: "one", body: "v=0 answer")
        peer.reply(200, to: invite, tag: "two", body: "v=0 answer")
        #expect(peer.requests(.prack).map(\.cseq.number) == [2, 2])
        #expect(peer.requests(.bye).map(\.cseq.number) == [3])
    }

    @Test("two 2xx that cross our CANCEL are both acknowledged and ended")
    func cancelledFork() throws {
        let peer = ScriptedPeer()
        let (call, invite) = try #require(peer.isCalled())
        peer.reply(180, to: invite, tag: "one")
        peer.act { $0.hangUp(call, cause: .normalClearing, at: $1) }
        let cancel = try #require(peer.requests(.cancel).first)
        #expect(cancel.headers.first(.reason)?.contains("cause=16") == true)
        peer.reply(200, to: invite, tag: "one", body: "v=0 answer")
        peer.reply(200, to: invite, tag: "two", body: "v=0 answer")
        #expect(peer.requests(.bye).map { $0.to.tag } == ["one", "two"])
        #expect(peer.names == ["progress 180", "failed 487"])
    }

    private func policy(_ limit: Int = 3) -> RedirectPolicy {
        RedirectPolicy(allowed: [AddressRange("192.0.2.0/28")].compactMap { $0 }, limit: limit)
    }

    @Test("a 302 is followed to the best allowed contact, in the same call")
    func followed() throws {
        let peer = ScriptedPeer()
        let (_, invite) = try #require(peer.isCalled(redirection: policy()))
        peer.reply(
            302, to: invite,
            [("Contact", "<sip:x@198.51.100.1>;q=1.0, <sip:low@192.0.2.3>;q=0.1, <sip:high@192.0.2.4:5070>;q=0.7")])
        let next = try #require(peer.requests(.invite).last)
        #expect(next.uri.description == "sip:high@192.0.2.4:5070")
        #expect(next.callID == invite.callID && next.cseq.number == 2 && next.to.tag == nil)
        #expect(next.from == invite.from && next.body == invite.body)
        peer.reply(200, to: next, body: "v=0 answer")
        #expect(peer.names == ["answered"])
    }

    @Test(
        "elsewhere it leads nowhere: the call fails with the 3xx",
        arguments: ["<sip:a@198.51.100.1>", "<tel:+861>", "<sip:name.example.org>", ""])
    func notFollowed(contact: String) throws {
        let peer = ScriptedPeer()
        let (_, invite) = try #require(peer.isCalled(redirection: policy()))
        peer.hear(
            {
                var response = SIPResponse(302, to: invite, tag: "peer")
                if !contact.isEmpty { response.headers.append(.contact, contact) }
                return response.serialized()
            }())
        #expect(peer.names == ["failed 302"])
        #expect(peer.requests(.invite).count == 1)
    }

    @Test("without a policy none is followed, and with one neither too many nor in a circle")
    func bounded() throws {
        let plain = ScriptedPeer()
        let (_, first) = try #require(plain.isCalled())
        plain.reply(302, to: first)
        #expect(plain.names == ["failed 302"])
        for circle in [true, false] {
            let peer = ScriptedPeer()
            _ = peer.isCalled(redirection: policy())
            for step in 1...10 where peer.names.isEmpty {
                let invite = try #require(peer.requests(.invite).last)
                peer.hear(
                    {
                        var response = SIPResponse(302, to: invite, tag: "t\(step)")
                        response.headers.append(.contact, "<sip:\(circle ? step % 2 : step)@192.0.2.3>")
                        return response.serialized()
                    }())
            }
            #expect(peer.names == ["failed 302"])
            #expect(peer.requests(.invite).count == (circle ? 3 : 4))
        }
    }
}
