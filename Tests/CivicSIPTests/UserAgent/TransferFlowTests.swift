import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("REFER and Replaces (RFC 3515, 4488, 3891)")
struct TransferFlowTests {
    private func refer(_ target: String) -> [(String, String?)] { [("Refer-To", "Refer-To: \(target)")] }

    @Test("Replaces is read and written", arguments: ["a@b;to-tag=1;from-tag=2", "x;to-tag=t;from-tag=0;early-only"])
    func field(text: String) { #expect(Replaces(parsing: text)?.description == text) }

    @Test("a Replaces without a tag is none", arguments: ["", "a@b", "a@b;to-tag=1", "a@b;from-tag=1", "a b;to-tag=1"])
    func brokenField(text: String) { #expect(Replaces(parsing: text) == nil) }

    @Test("Refer-To with Replaces is read as it is written")
    func roundTrip() throws {
        let replaces = Replaces(callID: "7@a.b", toTag: "x;y", fromTag: "z")
        let wanted = TransferRequest(target: SIPURI(user: "1002", host: "192.0.2.9"), replaces: replaces)
        #expect(wanted.referTo.hasPrefix("<sip:1002@192.0.2.9?Replaces=7%40a.b%3B"))
        let bytes = request(
            "REFER sip:a@192.0.2.2 SIP/2.0",
            [("Refer-To", "Refer-To: <sip:1002@192.0.2.9?Replaces=7%40a.b%3Bto-tag%3Dx%3Bfrom-tag%3Dz>")])
        let read = try #require(parsedRequest(bytes).flatMap { TransferRequest($0) })
        #expect(read.target.userText == "1002" && read.target.headers == nil)
        #expect(read.replaces == Replaces(callID: "7@a.b", toTag: "x", fromTag: "z"))
    }

    @Test("a transfer is accepted, and its progress told by NOTIFY until the last word")
    func progress() throws {
        let peer = ScriptedPeer()
        let tag = peer.calls()
        peer.say(
            "REFER", 2, toTag: tag,
            refer("<sip:1002@192.0.2.2>") + [("Referred-By", "Referred-By: \"Li\" <sip:1001@192.0.2.1>")])
        guard case .transferRequested(let call, let transfer, nil) = peer.events.last else {
            return #expect(Bool(false))
        }
        #expect(transfer.target.userText == "1002" && transfer.replaces == nil && !transfer.isQuiet)
        #expect(transfer.referredBy?.uri.userText == "1001")
        peer.act { $0.acceptTransfer(call, at: $1) }
        #expect(peer.lastResponse?.status == 202)
        let trying = try #require(peer.requests(.notify).last)
        #expect(trying.headers.first(.event) == "refer")
        #expect(trying.headers.first(.subscriptionState)?.hasPrefix("active;expires=") == true)
        #expect(trying.body?.contentType == "message/sipfrag;version=2.0")
        #expect(trying.body.map { String(decoding: $0.bytes, as: UTF8.self) } == "SIP/2.0 100 Trying\r\n")
        peer.reply(200, to: trying)
        peer.act { $0.reportTransfer(call, status: 200, at: $1) }
        let last = try #require(peer.requests(.notify).last)
        #expect(last.headers.first(.subscriptionState) == "terminated;reason=noresource")
        #expect(last.body.map { String(decoding: $0.bytes, as: UTF8.self) } == "SIP/2.0 200 OK\r\n")
        peer.reply(200, to: last)
        // The next REFER of the dialog has its number in its event (RFC 3515 §2.4.6).
        peer.say("REFER", 3, toTag: tag, refer("sip:1003@192.0.2.2"))
        peer.act { $0.acceptTransfer(call, at: $1) }
        #expect(peer.requests(.notify).last?.headers.first(.event) == "refer;id=3")
    }

    @Test("no NOTIFY where none is wanted (RFC 4488)")
    func quiet() {
        let peer = ScriptedPeer()
        let tag = peer.calls()
        peer.say(
            "REFER", 2, toTag: tag,
            refer("<sip:1002@192.0.2.2>") + [
                ("Refer-Sub", "Refer-Sub: false"), ("Supported", "Supported: norefersub"),
            ])
        let call = peer.lastCall
        peer.act { $0.acceptTransfer(call, at: $1) }
        #expect(peer.lastResponse?.status == 200)
        #expect(peer.lastResponse?.headers.first(.referSub) == "false")
        peer.act { $0.reportTransfer(call, status: 200, at: $1) }
        #expect(peer.requests(.notify).isEmpty)
    }

    @Test("a refused transfer leaves the call; the next one is heard")
    func refused() {
        let peer = ScriptedPeer()
        let tag = peer.calls()
        peer.say("REFER", 2, toTag: tag, refer("<sip:1002@192.0.2.2>"))
        let call = peer.lastCall
        peer.say("REFER", 3, toTag: tag, refer("<sip:1003@192.0.2.2>"))
        #expect(peer.lastResponse?.status == 491)
        peer.act { $0.refuseTransfer(call, status: 403, at: $1) }
        #expect(peer.lastResponse?.status == 403 && peer.requests(.notify).isEmpty)
        peer.say("REFER", 4, toTag: tag, refer("<sip:1002@192.0.2.2>"))
        #expect(peer.names.last == "transferRequested")
        #expect(peer.agent.counters.activeCalls == 1)
    }

    @Test(
        "a REFER that names no call, or something that cannot be called, is refused",
        arguments: [
            ("", 400), ("<sip:a@b>, <sip:c@d>", 400), ("<sip:a@192.0.2.2;method=BYE>", 400),
            ("<http://example.org/>", 416), ("<sip:a@192.0.2.2?Replaces=broken>", 400),
        ])
    func broken(value: String, status: Int) {
        let peer = ScriptedPeer()
        let tag = peer.calls()
        peer.say("REFER", 2, toTag: tag, value.isEmpty ? [] : refer(value))
        #expect(peer.lastResponse?.status == status)
        #expect(peer.names.last == "acknowledged")
    }

    @Test("who takes no transfers declines, and a REFER outside of a call concerns nothing")
    func notTaken() {
        let peer = ScriptedPeer { $0.takesTransfers = false }
        let tag = peer.calls()
        peer.say("REFER", 2, toTag: tag, refer("<sip:1002@192.0.2.2>"))
        #expect(peer.lastResponse?.status == 603)
        peer.say("REFER", 3, refer("<sip:1002@192.0.2.2>"))
        #expect(peer.lastResponse?.status == 481)
    }

    @Test("our own REFER: accepted, told of, settled; a stray NOTIFY gets 481, another event 489")
    func ours() throws {
        let peer = ScriptedPeer()
        let (call, invite) = try #require(peer.isCalled())
        peer.reply(200, to: invite, body: "v=0 answer")
        let event = [("Event", "refer"), ("Subscription-State", "active;expires=60")]
        func notify(_ number: UInt32, _ status: Int, _ fields: [(String, String)]) {
            peer.say(
                .notify, number, inCallOf: invite, fields,
                body: SIPBody(contentType: "message/sipfrag", bytes: Array("SIP/2.0 \(status) X\r\n".utf8)))
        }
        notify(1, 200, event)
        #expect(peer.lastResponse?.status == 481)
        notify(2, 200, [("Event", "message-summary"), ("Subscription-State", "active")])
        #expect(peer.lastResponse?.status == 489)
        peer.act { $0.refer(call, to: TransferRequest(target: SIPURI(user: "9", host: "192.0.2.9")), at: $1) }
        let refer = try #require(peer.requests(.refer).first)
        #expect(refer.headers.first(.referTo) == "<sip:9@192.0.2.9>")
        peer.reply(202, to: refer)
        notify(3, 180, event)
        #expect(peer.lastResponse?.status == 200)
        notify(4, 200, [("Event", "refer"), ("Subscription-State", "terminated;reason=noresource")])
        #expect(
            peer.names == ["answered", "transferProgress 100", "transferProgress 180", "transferProgress 200"])
        peer.act { $0.refer(call, to: TransferRequest(target: SIPURI(user: "9", host: "192.0.2.9")), at: $1) }
        peer.reply(603, to: try #require(peer.requests(.refer).last))
        #expect(peer.names.last == "transferProgress 603")
    }

    @Test(
        "who accepts our REFER and says nothing is given up after 64·T1; who says something, before the 202 or after it, is not",
        arguments: [nil, false, true])
    func silent(isToldBefore: Bool?) throws {
        let peer = ScriptedPeer()
        let (call, invite) = try #require(peer.isCalled())
        peer.reply(200, to: invite, body: "v=0 answer")
        func notify(_ number: UInt32) {
            peer.say(
                .notify, number, inCallOf: invite, [("Event", "refer"), ("Subscription-State", "active;expires=60")],
                body: SIPBody(contentType: "message/sipfrag", bytes: Array("SIP/2.0 100 Trying\r\n".utf8)))
        }
        peer.act { $0.refer(call, to: TransferRequest(target: SIPURI(user: "9", host: "192.0.2.9")), at: $1) }
        if isToldBefore == true { notify(1) }
        peer.reply(202, to: try #require(peer.requests(.refer).last))
        if isToldBefore == false { notify(1) }
        peer.pass(.milliseconds(31_999))
        #expect(!peer.names.contains("transferProgress 408"))
        peer.pass(.milliseconds(1))
        #expect(peer.names.contains("transferProgress 408") == (isToldBefore == nil))
        #expect(peer.agent.counters.timers[.n] == (isToldBefore == nil ? 1 : nil))
        // What comes too late concerns nothing any more, and the call itself goes on.
        notify(2)
        #expect(peer.lastResponse?.status == (isToldBefore == nil ? 481 : 200))
        #expect(peer.requests(.bye).isEmpty)
        peer.act { $0.refer(call, to: TransferRequest(target: SIPURI(user: "9", host: "192.0.2.9")), at: $1) }
        #expect(peer.requests(.refer).count == (isToldBefore == nil ? 2 : 1))
    }

    // MARK: Replaces

    private func account(_ configuration: inout UserAgentConfiguration) {
        configuration.accounts = [
            "1003": SIPAccount(user: "1003", displayName: "", realm: "example.org", password: "secret")
        ]
    }

    /// An INVITE with Replaces from an account, as the pair's Alice sends it to Bob.
    private func replace(
        _ value: String, in pair: inout UserAgentPair, credentials: Bool = true
    ) -> CallHandle {
        return pair.placeCall(
            headers: [("Replaces", value), ("Require", "replaces")],
            credentials: credentials
                ? SIPAccountCredentials(user: "1003", realm: "example.org", password: "secret") : nil)
    }

    private func establishedPair() -> (UserAgentPair, bob: CallHandle, replaces: String) {
        var pair = UserAgentPair { side, configuration in
            configuration.takesTransfers = true
            if side == .bob { account(&configuration) }
        }
        _ = pair.placeCall()
        pair.run(for: .seconds(1))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.answer(bob, body: answer, at: $1) }
        pair.run(for: .seconds(1))
        pair.events = [:]
        var value = ""
        for sent in pair.trace where sent.side == .bob && sent.label == "200 INVITE" {
            guard case .response(let success) = try? SIPMessage(parsing: sent.bytes) else { continue }
            value = "\(success.callID);to-tag=\(success.to.tag ?? "");from-tag=\(success.from.tag ?? "")"
        }
        return (pair, bob, value)
    }

    @Test("an account's INVITE names the call that it takes the place of")
    func replaces() {
        var (pair, bob, value) = establishedPair()
        _ = replace(value, in: &pair)
        pair.run(for: .seconds(1))
        guard case .incoming(_, let incoming) = pair.events[.bob]?.last else { return #expect(Bool(false)) }
        #expect(incoming.replaces == bob && incoming.authenticatedUser == "1003")
    }

    @Test("nobody without an account may take a call's place")
    func stranger() {
        var (pair, _, value) = establishedPair()
        _ = replace(value, in: &pair, credentials: false)
        pair.run(for: .seconds(1))
        #expect(pair.names(.alice) == ["failed 407"])
        #expect(pair.names(.bob).isEmpty)
    }

    @Test("early-only is refused with 486 for a call that is up; unknown tags with 481; nonsense with 400")
    func refusals() {
        let (template, _, value) = establishedPair()
        let cases = [
            (value + ";early-only", 486), (value + "x", 481), ("no;to-tag=1;from-tag=2", 481), ("broken", 400),
        ]
        for (text, status) in cases {
            var pair = template
            _ = replace(text, in: &pair)
            pair.run(for: .seconds(1))
            #expect(pair.names(.alice) == ["failed \(status)"], "\(text)")
            #expect(pair.names(.bob).isEmpty)
        }
    }
}
