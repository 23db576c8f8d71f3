import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("session timers (RFC 4028)")
struct SessionTimerTests {
    @Test("the field is read and written", arguments: ["1800", "90;refresher=uac", "4000;refresher=uas"])
    func field(text: String) throws {
        #expect(try #require(SessionInterval(parsing: text)).description == text)
    }

    @Test("nonsense is no interval", arguments: ["", "abc", "-1", "90 seconds", "99999999999", "90;;refresher=uac"])
    func nonsense(text: String) { #expect(SessionInterval(parsing: text) == nil) }

    @Test("an absurdly long one is cut, an unknown refresher is none")
    func bounds() {
        #expect(SessionInterval(parsing: "4294967295")?.seconds == 604_800)
        #expect(SessionInterval(parsing: "100;refresher=proxy") == SessionInterval(seconds: 100))
    }

    @Test("a call that lasts is refreshed by UPDATE at half the interval, for hours, by one side only")
    func lasting() {
        var (pair, alice, _) = UserAgentPair.established()
        pair.run(for: .seconds(4 * 3600))
        #expect(pair.names(.alice).isEmpty && pair.names(.bob).isEmpty)
        // 1800 s, the called side refreshes: 900 s after the answer and after each success.
        #expect(pair.labels.count { $0 == "bob UPDATE" } == 16)
        #expect(!pair.labels.contains("alice UPDATE"))
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.run(for: .seconds(60))
        #expect(pair.isQuiet)
    }

    @Test("a peer that has gone silent: the refresh fails, the call ends")
    func silence() {
        var (pair, _, _) = UserAgentPair.established()
        pair.drops = ["UPDATE": 1000, "BYE": 1000]
        pair.run(for: .seconds(2000))
        #expect(pair.names(.bob) == ["ended dialogLost 408"])
        // Alice is told nothing, and gives up a little before the end: 1800 − 32 s.
        #expect(pair.names(.alice) == ["ended sessionExpired"])
        #expect(pair.isQuiet)
    }

    @Test("who is called keeps to the wish for a refresher, and asks for the timer's knowledge")
    func asked() {
        for refresher in ["uac", "uas"] {
            let peer = ScriptedPeer()
            _ = peer.calls([
                ("Supported", "Supported: timer"), ("Session-Expires", "x: 600;refresher=\(refresher)"),
            ])
            let success = peer.responses.last { $0.status == 200 }
            #expect(success?.headers.first(.sessionExpires) == "600;refresher=\(refresher)")
            #expect(success?.headers.requires(option: "timer") == true)
            peer.pass(.milliseconds(300_200))
            #expect(peer.requests(.invite).count == (refresher == "uas" ? 1 : 0))
        }
    }

    @Test("a caller without the extension has no timer; with a proxy's Session-Expires we refresh")
    func without() {
        let peer = ScriptedPeer()
        _ = peer.calls()
        #expect(peer.lastResponse?.headers.first(.sessionExpires) == nil)
        peer.pass(.seconds(7200))
        #expect(peer.names == ["incoming", "acknowledged"])
        let other = ScriptedPeer()
        _ = other.calls([("Session-Expires", "Session-Expires: 300")])
        #expect(other.lastResponse?.headers.first(.sessionExpires) == "300;refresher=uas")
        #expect(other.lastResponse?.headers.contains(.require) == false)
    }

    @Test("too short an interval gets 422 with Min-SE, and a long one is cut to ours")
    func tooShort() {
        let peer = ScriptedPeer()
        peer.say(
            "INVITE", 1, [("Supported", "Supported: timer"), ("Session-Expires", "Session-Expires: 89")],
            body: "v=0 offer")
        #expect(peer.lastResponse?.status == 422)
        #expect(peer.lastResponse?.headers.first(.minSE) == "90")
        #expect(peer.names.isEmpty)
        _ = peer.calls([("Supported", "Supported: timer"), ("Session-Expires", "Session-Expires: 86400")])
        #expect(peer.lastResponse?.headers.first(.sessionExpires) == "1800;refresher=uas")
    }

    @Test("an interval is never cut below the other's Min-SE")
    func theirMinimum() {
        let peer = ScriptedPeer { $0.sessionInterval = 120 }
        _ = peer.calls([
            ("Supported", "Supported: timer"), ("Session-Expires", "Session-Expires: 3600"), ("Min-SE", "Min-SE: 600"),
        ])
        #expect(peer.lastResponse?.headers.first(.sessionExpires) == "600;refresher=uas")
    }

    @Test("the refresher's re-INVITE repeats our description where the other side knows no UPDATE")
    func reinvite() throws {
        let peer = ScriptedPeer()
        _ = peer.calls([
            ("Supported", "Supported: timer"), ("Session-Expires", "Session-Expires: 90;refresher=uas"),
            ("Allow", "Allow: INVITE, ACK, BYE, CANCEL"),
        ])
        peer.pass(.seconds(45))
        let refresh = try #require(peer.requests(.invite).last)
        #expect(refresh.body == answer)
        #expect(refresh.headers.first(.sessionExpires) == "90;refresher=uac")
        peer.reply(
            200, to: refresh, [("Session-Expires", "90;refresher=uac"), ("Require", "timer")], body: "v=0 offer")
        #expect(peer.requests(.ack).count == 1)
        // The description is the one that we know: the application hears nothing.
        #expect(peer.names == ["incoming", "acknowledged"])
        peer.pass(.seconds(45))
        let second = try #require(peer.requests(.invite).last)
        #expect(second.cseq.number == refresh.cseq.number + 1)
        peer.reply(
            200, to: second, [("Session-Expires", "90;refresher=uac"), ("Require", "timer")], body: "v=0 moved")
        #expect(peer.names.last == "reofferAnswered")
    }

    @Test("no refresh of the peer's: BYE a third before the end of a short session, with the reason")
    func theirs() throws {
        let peer = ScriptedPeer()
        let tag = peer.calls([
            ("Supported", "Supported: timer"), ("Session-Expires", "Session-Expires: 90;refresher=uac"),
        ])
        peer.pass(.seconds(50))
        peer.say(
            "UPDATE", 2, toTag: tag,
            [("Supported", "Supported: timer"), ("Session-Expires", "Session-Expires: 90;refresher=uac")])
        #expect(peer.lastResponse?.status == 200)
        #expect(peer.lastResponse?.headers.first(.sessionExpires) == "90;refresher=uac")
        peer.pass(.seconds(59))
        #expect(peer.requests(.bye).isEmpty)
        peer.pass(.seconds(2))
        #expect(peer.names.last == "ended sessionExpired")
        #expect(try #require(peer.requests(.bye).first).headers.first(.reason)?.contains("cause=102") == true)
    }

    @Test("422 to our INVITE is obeyed: again with the larger interval, and no more than three times")
    func obeys() throws {
        let peer = ScriptedPeer { $0.sessionInterval = 100 }
        let (_, first) = try #require(peer.isCalled())
        #expect(first.headers.first(.sessionExpires) == "100")
        peer.reply(422, to: first, [("Min-SE", "300")])
        let second = try #require(peer.requests(.invite).last)
        #expect(second.cseq.number == 2 && second.callID == first.callID)
        #expect(second.headers.first(.sessionExpires) == "300" && second.headers.first(.minSE) == "300")
        peer.reply(200, to: second, [("Session-Expires", "300;refresher=uac"), ("Allow", "INVITE, UPDATE")], body: "a")
        peer.pass(.seconds(150))
        let refresh = try #require(peer.requests(.update).first)
        #expect(refresh.headers.first(.sessionExpires) == "300;refresher=uac")
        #expect(refresh.headers.first(.minSE) == "300")
        #expect(peer.names == ["answered"])

        let stubborn = ScriptedPeer()
        _ = stubborn.isCalled()
        for step in 1...6 {
            guard let invite = stubborn.requests(.invite).last else { break }
            stubborn.reply(422, to: invite, [("Min-SE", String(2000 * step))])
        }
        #expect(stubborn.names == ["failed 422"])
        #expect(stubborn.requests(.invite).count == 4)
    }

    @Test("422 to a refresh is obeyed too")
    func refreshRefused() throws {
        let peer = ScriptedPeer()
        _ = peer.calls([
            ("Supported", "Supported: timer"), ("Session-Expires", "Session-Expires: 90;refresher=uas"),
            ("Allow", "Allow: INVITE, UPDATE"),
        ])
        peer.pass(.seconds(45))
        peer.reply(422, to: try #require(peer.requests(.update).last), [("Min-SE", "400")])
        let again = try #require(peer.requests(.update).last)
        #expect(again.headers.first(.sessionExpires) == "400;refresher=uac")
        peer.reply(200, to: again, [("Session-Expires", "400;refresher=uac")])
        peer.pass(.seconds(199))
        #expect(peer.requests(.update).count == 2)
        peer.pass(.milliseconds(1200))
        #expect(peer.requests(.update).count == 3)
    }

    @Test("a refresh that the other side cannot take goes by the other way; refused for good, the session runs out")
    func otherWay() throws {
        let peer = ScriptedPeer()
        _ = peer.calls([
            ("Supported", "Supported: timer"), ("Session-Expires", "Session-Expires: 90;refresher=uas"),
            ("Allow", "Allow: INVITE, UPDATE"),
        ])
        peer.pass(.seconds(45))
        peer.reply(405, to: try #require(peer.requests(.update).last))
        #expect(peer.requests(.invite).count == 1)
        while peer.names.last != "ended sessionExpired", peer.requests(.invite).count < 20 {
            peer.reply(488, to: try #require(peer.requests(.invite).last))
            peer.pass(.seconds(5))
        }
        #expect(peer.names.last == "ended sessionExpired")
        #expect(peer.now == .zero + .seconds(90))
    }
}
