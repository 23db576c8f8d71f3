import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("one user with several phones")
struct TargetHuntingTests {
    /// Calls three phones; gives the call.
    private func callThree(_ peer: ScriptedPeer) -> CallHandle {
        var call = CallHandle(value: 0)
        func target(_ user: String) -> SIPURI { SIPURI(user: user, host: "192.0.2.1") }
        peer.act {
            call = $0.place(
                OutgoingCall(
                    target: target("first"), fromUser: "12345", body: offer,
                    alternatives: [
                        CallTarget(
                            uri: target("second"),
                            routes: [UserAgentPair.route(SocketEndpoint(host: "192.0.2.8", port: 5060))]),
                        CallTarget(uri: target("third")),
                    ]), at: $1)
        }
        return call
    }

    private func invited(_ peer: ScriptedPeer) -> [String] {
        var seen: [String] = []
        for invite in peer.requests(.invite) where seen.last != invite.uri.userText { seen.append(invite.uri.userText) }
        return seen
    }

    @Test("the next is tried where one cannot be reached", arguments: [404, 408, 410, 430, 480, 500, 503, 504])
    func unreachable(status: Int) throws {
        let peer = ScriptedPeer()
        _ = callThree(peer)
        let first = try #require(peer.requests(.invite).last)
        peer.reply(status, to: first)
        #expect(invited(peer) == ["first", "second"])
        let second = try #require(peer.requests(.invite).last)
        #expect(second.headers.all(.route) == ["<sip:192.0.2.8:5060;lr>"])
        #expect(second.callID == first.callID && second.cseq.number > first.cseq.number)
        peer.reply(200, to: second, body: "v=0 answer")
        #expect(peer.names == ["answered"])
        #expect(peer.requests(.ack).count == 2)
    }

    @Test(
        "who is busy, declines or speaks another codec is not sought elsewhere", arguments: [403, 486, 488, 600, 603])
    func decided(status: Int) throws {
        let peer = ScriptedPeer()
        _ = callThree(peer)
        peer.reply(status, to: try #require(peer.requests(.invite).last))
        #expect(invited(peer) == ["first"] && peer.names == ["failed \(status)"])
    }

    @Test("the last refusal is the call's when none is left")
    func exhausted() throws {
        let peer = ScriptedPeer()
        _ = callThree(peer)
        for status in [503, 404, 480] { peer.reply(status, to: try #require(peer.requests(.invite).last)) }
        #expect(invited(peer) == ["first", "second", "third"] && peer.names == ["failed 480"])
        #expect(peer.agent.counters.activeCalls == 0)
    }

    @Test("four seconds of silence lead to the next; the silent one is told to stop when it rings after all")
    func silent() throws {
        let peer = ScriptedPeer()
        let call = callThree(peer)
        let first = try #require(peer.requests(.invite).last)
        peer.pass(.seconds(3))
        #expect(invited(peer) == ["first"])
        peer.pass(.seconds(2))
        #expect(invited(peer).contains("second"))
        let second = try #require(peer.requests(.invite).last { $0.uri.userText == "second" })
        peer.reply(180, to: second, tag: "two")
        peer.pass(.seconds(20))
        #expect(!invited(peer).contains("third"))
        peer.reply(180, to: first, tag: "one")
        #expect(peer.requests(.cancel).map(\.uri.userText) == ["first"])
        peer.reply(180, to: first, tag: "one")
        #expect(peer.requests(.cancel).count == 1)
        peer.reply(487, to: first, tag: "one")
        peer.reply(200, to: second, tag: "two", body: "v=0 answer")
        #expect(peer.names == ["progress 180", "answered"])
        peer.act { $0.hangUp(call, at: $1) }
        peer.reply(200, to: try #require(peer.requests(.bye).last))
        for cancel in peer.requests(.cancel) { peer.reply(200, to: cancel) }
        peer.pass(.seconds(100))
        #expect(peer.agent.counters.activeCalls == 0 && peer.agent.counters.activeTransactions == 0)
    }

    @Test("a silent one that answers after all is acknowledged and ended, and the call is the other's")
    func lateAnswer() throws {
        let peer = ScriptedPeer()
        _ = callThree(peer)
        let first = try #require(peer.requests(.invite).last)
        peer.pass(.seconds(5))
        let second = try #require(peer.requests(.invite).last { $0.uri.userText == "second" })
        peer.reply(180, to: second, tag: "two")
        peer.reply(200, to: first, tag: "one", body: "v=0 late")
        #expect(peer.requests(.bye).map(\.to.tag) == ["one"])
        peer.reply(200, to: second, tag: "two", body: "v=0 answer")
        #expect(peer.names == ["progress 180", "answered"])
        #expect(peer.agent.counters.activeCalls == 1)
    }

    @Test("hanging up ends the search")
    func hungUp() throws {
        let peer = ScriptedPeer()
        let call = callThree(peer)
        let first = try #require(peer.requests(.invite).last)
        peer.act { $0.hangUp(call, at: $1) }
        peer.pass(.seconds(10))
        #expect(invited(peer) == ["first"])
        peer.reply(180, to: first)
        #expect(peer.requests(.cancel).count == 1)
        peer.reply(480, to: first)
        #expect(invited(peer) == ["first"] && peer.names == ["failed 480"])
    }
}
