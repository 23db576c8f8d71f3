import CivicSIP
import Testing

@Suite("who is calling (RFC 3323, RFC 3325, Remote-Party-ID)")
struct CallerIdentityTests {
    private func identity(
        _ from: String, _ fields: [(String, String)],
        trusted: Bool = true, preferred: CallerIdentity.Source = .asserted
    ) throws -> CallerIdentity {
        var headers = SIPHeaders()
        for (name, value) in fields { headers.append(HeaderName(name), value) }
        let address = try #require(NameAddress(parsing: from))
        return CallerIdentity(from: address, headers: headers, isTrusted: trusted, preferred: preferred)
    }

    private static let asserted = ("P-Asserted-Identity", "\"Li\" <sip:+8613800000001@trunk.example>")
    private static let remoteParty = ("Remote-Party-ID", "\"Wang\" <sip:+8613800000002@x>;party=calling;privacy=off")

    @Test("each source is taken where the trunk is told to use it")
    func sources() throws {
        let both = [Self.asserted, Self.remoteParty]
        #expect(try identity(both).number == "+8613800000001")
        #expect(try identity(both).displayName == "Li")
        #expect(try identity(both, preferred: .remoteParty).number == "+8613800000002")
        #expect(try identity(both, preferred: .remoteParty).source == .remoteParty)
        #expect(try identity(both, preferred: .from).number == "1001")
    }

    @Test("where the field is missing or broken, From is taken")
    func missing() throws {
        #expect(try identity([]).source == .from)
        #expect(try identity([("P-Asserted-Identity", "<<")]).number == "1001")
        #expect(try identity([Self.asserted], preferred: .remoteParty).number == "1001")
        let called = ("Remote-Party-ID", "<sip:9@x>;party=called")
        #expect(try identity([called], preferred: .remoteParty).number == "1001")
    }

    @Test("of two asserted identities the one with a number counts, and TEL loses its separators")
    func tel() throws {
        let two = ("P-Asserted-Identity", "<sip:trunk.example>, <tel:+86-138-0000(0001)>")
        #expect(try identity([two]).number == "+8613800000001")
    }

    @Test("a stranger's word does not count")
    func strangers() throws {
        for source in CallerIdentity.Source.allCases {
            let found = try identity([Self.asserted, Self.remoteParty], trusted: false, preferred: source)
            #expect(found.number == "1001" && found.source == .from)
        }
    }

    @Test(
        "anonymous is anonymous: no number and no name, whatever else is said",
        arguments: [
            "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1", "<sip:Anonymous@192.0.2.1>",
            "<sip:+8613800000009@trunk.anonymous.invalid>",
        ])
    func anonymousFrom(from: String) throws {
        let found = try identity(from, [Self.asserted])
        #expect(found.isAnonymous && found.number == nil && found.displayName == nil)
    }

    @Test("Privacy hides", arguments: ["id", "user;critical", "header, id", " ID "])
    func privacy(value: String) throws {
        let found = try identity([Self.asserted, ("Privacy", value)])
        #expect(found.isAnonymous && found.number == nil)
    }

    @Test("Privacy that asks for something else hides nothing", arguments: ["none", "session", "critical", ""])
    func otherPrivacy(value: String) throws {
        #expect(try identity([Self.asserted, ("Privacy", value)]).number == "+8613800000001")
    }

    @Test("Remote-Party-ID hides by its own parameter", arguments: ["full", "uri", "\"full\"", "full-network"])
    func remotePrivacy(value: String) throws {
        let party = ("Remote-Party-ID", "<sip:+8613800000002@x>;privacy=\(value)")
        let found = try identity([party], preferred: .remoteParty)
        #expect(found.isAnonymous && found.number == nil)
    }

    private func identity(
        _ fields: [(String, String)], trusted: Bool = true, preferred: CallerIdentity.Source = .asserted
    )
        throws -> CallerIdentity
    {
        try identity("\"Zhang\" <sip:1001@192.0.2.1>;tag=1", fields, trusted: trusted, preferred: preferred)
    }
}

@Suite("forwarded calls (RFC 5806, RFC 7044)")
struct DiversionTests {
    private func steps(_ fields: [(String, String)]) -> [Diversion] {
        var headers = SIPHeaders()
        for (name, value) in fields { headers.append(HeaderName(name), value) }
        return Diversion.steps(in: headers)
    }

    @Test("Diversion: the newest stands first and is told last")
    func diversion() {
        let found = steps([
            ("Diversion", "<sip:+861000@x>;reason=no-answer;counter=1, \"Office\" <tel:+86-2000>;reason=\"user-busy\"")
        ])
        #expect(
            found == [
                Diversion(number: "+862000", reason: "user-busy"), Diversion(number: "+861000", reason: "no-answer"),
            ])
    }

    @Test("History-Info: all but the last, which is where the call is now")
    func history() {
        let found = steps([
            ("History-Info", "<sip:+861000@x?Reason=SIP%3Bcause%3D486>;index=1"),
            ("History-Info", "<sip:+862000@x?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%22>;index=1.1"),
            ("History-Info", "<sip:12345@x>;index=1.2;mp=1.1"),
        ])
        #expect(
            found == [
                Diversion(number: "+861000", reason: "user-busy"),
                Diversion(number: "+862000", reason: "unconditional"),
            ])
    }

    @Test("Diversion counts where both are there; nonsense and endless chains are cut")
    func limits() {
        let both = steps([("Diversion", "<sip:1@x>"), ("History-Info", "<sip:2@x>;index=1, <sip:3@x>;index=2")])
        #expect(both == [Diversion(number: "1")])
        #expect(steps([("Diversion", "<<, ,")]).isEmpty)
        #expect(steps([("Diversion", (1...50).map { "<sip:\($0)@x>" }.joined(separator: ", "))]).count == 10)
        #expect(steps([]).isEmpty)
    }
}

@Suite("causes of the telephone network (ITU-T Q.850, RFC 3398)")
struct Q850CauseTests {
    @Test(
        "a refusal has its cause",
        arguments: [(404, 1), (486, 17), (600, 17), (480, 18), (603, 21), (403, 21), (408, 102), (503, 41), (484, 28)])
    func refusals(status: Int, cause: Int) { #expect(Q850Cause(refusal: status)?.value == cause) }

    @Test("challenges, redirections and a caller's own end have none", arguments: [302, 401, 407, 422, 487, 491])
    func none(status: Int) { #expect(Q850Cause(refusal: status) == nil) }

    @Test("a refused call says why in its Reason")
    func reason() {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, body: "v=0 offer")
        let call = peer.lastCall
        peer.act { $0.reject(call, status: 486, at: $1) }
        #expect(peer.lastResponse?.headers.first(.reason) == "Q.850;cause=17;text=\"User busy\"")
    }

    @Test("a surplus fork is told that the call was taken elsewhere (RFC 3326)")
    func elsewhere() throws {
        let peer = ScriptedPeer()
        let (_, invite) = try #require(peer.isCalled())
        peer.reply(200, to: invite, tag: "one", body: "v=0 answer")
        peer.reply(200, to: invite, tag: "two", body: "v=0 answer")
        #expect(
            peer.requests(.bye).first?.headers.first(.reason) == "SIP;cause=200;text=\"Call completed elsewhere\"")
    }
}
