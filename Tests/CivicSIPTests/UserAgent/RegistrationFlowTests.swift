import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("registration and digest flows")
struct RegistrationFlowTests {
    private let account = SIPAccount(user: "1001", displayName: "Li", realm: "example.org", password: "civic-1001")
    private let phone = SocketEndpoint(host: "192.0.2.1", port: 5060)

    /// A registrar, and a phone that speaks to it by hand.
    private final class Phone {
        var agent: UserAgent
        var now = MonotonicInstant.zero
        var cseq: UInt32 = 0
        var events: [UserAgentEvent] = []

        init(_ agent: UserAgent) {
            self.agent = agent
        }

        func send(_ request: SIPRequest, from source: SocketEndpoint) -> SIPResponse? {
            agent.receive(request.serialized(), from: source, at: now)
            return collect()
        }

        func collect() -> SIPResponse? {
            var last: SIPResponse?
            for effect in agent.drainEffects() {
                switch effect {
                case .alias: break
                case .report(let event): events.append(event)
                case .send(let bytes, _):
                    if case .response(let response) = try? SIPMessage(parsing: bytes) { last = response }
                }
            }
            return last
        }

        func register(
            _ account: SIPAccount, contact: String? = "<sip:1001@192.0.2.1:5060>", expires: Int = 300,
            answering response: SIPResponse? = nil, algorithm: Int = 0, count: UInt32 = 1, aor: String = "1001"
        ) -> SIPRequest {
            cseq += 1
            var from = NameAddress(uri: SIPURI(user: aor, host: "192.0.2.2"))
            let to = from
            from.tag = "p"
            var request = SIPRequest(
                method: .register, uri: SIPURI(host: "192.0.2.2"),
                vias: [
                    Via(
                        host: "192.0.2.1", port: 5060,
                        parameters: SIPParameters([.init(name: "branch", value: "z9hG4bKr\(cseq)")]))
                ],
                from: from, to: to, callID: "reg", cseq: cseq)
            if let contact { request.headers.append(.contact, contact) }
            request.headers.append(.expires, String(expires))
            let challenges = response?.headers.all(.wwwAuthenticate).compactMap(DigestChallenge.init(parsing:)) ?? []
            if algorithm < challenges.count {
                let credentials = DigestCredentials(
                    answering: challenges[algorithm], account: account, method: .register, uri: "sip:192.0.2.2",
                    cnonce: "c", count: count)
                request.headers.append(.authorization, credentials.description)
            }
            return request
        }
    }

    private func make() -> Phone {
        Phone(
            UserAgent(
                UserAgentConfiguration(
                    address: SocketEndpoint(host: "192.0.2.2", port: 5060), realm: "example.org",
                    accounts: ["1001": account]),
                seed: 3))
    }

    @Test("a phone registers, refreshes, and takes itself off (RFC 3665 §2)", arguments: [0, 1])
    func registration(algorithm: Int) throws {
        let phone = make()
        let challenge = try #require(phone.send(phone.register(account), from: self.phone))
        #expect(challenge.status == 401)
        #expect(challenge.headers.all(.wwwAuthenticate).count == 2)
        let accepted = try #require(
            phone.send(phone.register(account, answering: challenge, algorithm: algorithm), from: self.phone))
        #expect(accepted.status == 200)
        #expect(accepted.headers.all(.contact) == ["<sip:1001@192.0.2.1:5060>;expires=300"])
        #expect(phone.agent.bindings(of: "1001", at: phone.now).map(\.destination) == [.udp(self.phone)])
        phone.now = at(200)
        let refreshed = try #require(
            phone.send(phone.register(account, answering: challenge, algorithm: algorithm, count: 2), from: self.phone))
        #expect(refreshed.status == 200)
        let gone = try #require(
            phone.send(
                phone.register(account, expires: 0, answering: challenge, algorithm: algorithm, count: 3),
                from: self.phone))
        #expect(gone.status == 200 && gone.headers.all(.contact).isEmpty)
        #expect(phone.events.map(\.name) == ["registered 1001 1", "registered 1001 1", "unregistered 1001"])
    }

    @Test("a registration runs out")
    func expiry() throws {
        let phone = make()
        let challenge = try #require(phone.send(phone.register(account), from: self.phone))
        _ = phone.send(phone.register(account, expires: 60, answering: challenge), from: self.phone)
        phone.agent.advance(to: at(59.9))
        _ = phone.collect()
        #expect(phone.events.map(\.name) == ["registered 1001 1"])
        phone.agent.advance(to: at(60))
        _ = phone.collect()
        #expect(phone.events.map(\.name) == ["registered 1001 1", "unregistered 1001"])
        #expect(phone.agent.bindings(of: "1001", at: at(60)).isEmpty)
    }

    @Test("who loses the account loses the registration")
    func replacedAccounts() throws {
        let phone = make()
        let challenge = try #require(phone.send(phone.register(account), from: self.phone))
        _ = phone.send(phone.register(account, answering: challenge), from: self.phone)
        phone.agent.replaceAccounts([:])
        _ = phone.collect()
        #expect(phone.events.last?.name == "unregistered 1001")
        #expect(phone.send(phone.register(account, answering: challenge, count: 2), from: self.phone)?.status == 401)
    }

    @Test("who has another password loses the registration, who has another name keeps it")
    func renamedAccount() throws {
        let phone = make()
        let challenge = try #require(phone.send(phone.register(account), from: self.phone))
        _ = phone.send(phone.register(account, answering: challenge), from: self.phone)
        var renamed = account
        renamed.displayName = "Somebody"
        phone.agent.replaceAccounts([account.user: renamed])
        _ = phone.collect()
        #expect(phone.events.last?.name == "registered 1001 1")
        let other = SIPAccount(user: "1001", displayName: "", realm: "example.org", password: "another")
        phone.agent.replaceAccounts([account.user: other])
        _ = phone.collect()
        #expect(phone.events.last?.name == "unregistered 1001")
    }

    @Test("refuses: too brief with Min-Expires, somebody else's address, a wrong password, a replay as stale")
    func refusals() throws {
        let phone = make()
        let challenge = try #require(phone.send(phone.register(account), from: self.phone))
        let brief = try #require(
            phone.send(phone.register(account, expires: 5, answering: challenge), from: self.phone))
        #expect(brief.status == 423 && brief.headers.first(.minExpires) == "30")
        let other = try #require(
            phone.send(phone.register(account, answering: challenge, count: 2, aor: "1002"), from: self.phone))
        #expect(other.status == 403)
        let wrong = SIPAccount(user: "1001", displayName: "", realm: "example.org", password: "guess")
        let refused = try #require(phone.send(phone.register(wrong, answering: challenge, count: 3), from: self.phone))
        #expect(refused.status == 401)
        #expect(refused.headers.all(.wwwAuthenticate).allSatisfy { DigestChallenge(parsing: $0)?.isStale == false })
        let replay = try #require(phone.send(phone.register(account, answering: challenge, count: 1), from: self.phone))
        #expect(replay.status == 401)
        #expect(replay.headers.all(.wwwAuthenticate).allSatisfy { DigestChallenge(parsing: $0)?.isStale == true })
        #expect(phone.events.isEmpty)
    }

    @Test("an accepted REGISTER that comes again gets the same 200, though its nonce count is used up")
    func retransmission() throws {
        let phone = make()
        let challenge = try #require(phone.send(phone.register(account), from: self.phone))
        let request = phone.register(account, answering: challenge)
        let first = try #require(phone.send(request, from: self.phone))
        #expect(phone.send(request, from: self.phone) == first)
        #expect(first.status == 200)
    }

    @Test("a challenged call comes again with credentials and is known by its user", arguments: 1...20)
    func challengedCall(seed: UInt64) {
        var pair = UserAgentPair(conditions: seed == 1 ? .clean : .poor, seed: seed) { side, configuration in
            if side == .bob { configuration.accounts = ["1001": account] }
        }
        let credentials = SIPAccountCredentials(realm: "example.org", account: account)
        _ = pair.placeCall(credentials: credentials)
        pair.run(for: .seconds(40)) { pair, side, event in
            guard case .incoming(let call, let details) = event else { return }
            pair.act(side) { agent, now in
                details.authenticatedUser == nil
                    ? agent.challenge(call, at: now) : agent.answer(call, body: answer, at: now)
            }
        }
        #expect(pair.names(.alice) == ["answered"])
        #expect(pair.names(.bob) == ["incoming", "incoming", "acknowledged"])
        guard case .incoming(_, let call) = pair.events[.bob]?[1] else { return #expect(Bool(false)) }
        #expect(call.authenticatedUser == "1001")
    }

    @Test("wrong credentials are challenged again by the user agent itself, and the caller gives up")
    func wrongCall() {
        let wrong = SIPAccount(user: "1001", displayName: "", realm: "example.org", password: "guess")
        var pair = UserAgentPair { side, configuration in
            if side == .bob { configuration.accounts = ["1001": account] }
        }
        _ = pair.placeCall(credentials: SIPAccountCredentials(realm: "example.org", account: wrong))
        pair.run(for: .seconds(60)) { pair, side, event in
            guard case .incoming(let call, _) = event else { return }
            pair.act(side) { $0.challenge(call, at: $1) }
        }
        #expect(pair.names(.alice) == ["failed 407"])
        #expect(pair.names(.bob) == ["incoming"])
        #expect(pair.isQuiet)
    }

    @Test("our credentials are shown to no other realm")
    func otherRealm() {
        var pair = UserAgentPair { side, configuration in
            if side == .bob { configuration.realm = "evil.example" }
        }
        _ = pair.placeCall(credentials: SIPAccountCredentials(realm: "example.org", account: account))
        pair.run(for: .seconds(60)) { pair, side, event in
            guard case .incoming(let call, _) = event else { return }
            pair.act(side) { $0.challenge(call, at: $1) }
        }
        #expect(pair.names(.alice) == ["failed 407"])
        #expect(pair.labels.filter { $0 == "alice INVITE" }.count == 1)
    }
}

@Suite("forked calls (RFC 3261 §13.2.2.4)")
struct ForkTests {
    @Test("the first 2xx is the call; those of other forks are acknowledged and ended at once")
    func surplus() throws {
        var pair = UserAgentPair()
        let call = pair.placeCall()
        guard case .request(let invite) = try SIPMessage(parsing: pair.trace[0].bytes) else {
            return #expect(Bool(false))
        }
        func success(_ tag: String) -> [UInt8] {
            var response = SIPResponse(200, to: invite, tag: tag)
            response.headers.append(.contact, "<sip:\(tag)@192.0.2.2>")
            response.body = answer
            return response.serialized()
        }
        for tag in ["one", "two", "two", "one"] {
            pair.act(.alice) { $0.receive(success(tag), from: UserAgentPair.Side.bob.endpoint, at: $1) }
        }
        #expect(pair.names(.alice) == ["answered"])
        #expect(pair.labels == ["alice INVITE", "alice ACK", "alice ACK", "alice BYE", "alice ACK", "alice ACK"])
        let byes = pair.trace.compactMap { parsedRequest($0.bytes) }.filter { $0.method == .bye }
        #expect(byes.map(\.to.tag) == ["two"])
        pair.act(.alice) { $0.hangUp(call, at: $1) }
        #expect(pair.trace.compactMap { parsedRequest($0.bytes) }.last?.to.tag == "one")
    }

    @Test("a response that is not for our Via is dropped")
    func strayResponses() throws {
        var pair = UserAgentPair()
        _ = pair.placeCall()
        guard case .request(let invite) = try SIPMessage(parsing: pair.trace[0].bytes) else {
            return #expect(Bool(false))
        }
        var foreign = SIPResponse(200, to: invite, tag: "x")
        foreign.vias[0].host = "198.51.100.1"
        var doubled = SIPResponse(200, to: invite, tag: "x")
        doubled.vias.append(Via(host: "192.0.2.1", port: 5060))
        var other = SIPResponse(200, to: invite, tag: "x")
        other.callID = "other"
        for response in [foreign, doubled, other] {
            pair.act(.alice) { $0.receive(response.serialized(), from: UserAgentPair.Side.bob.endpoint, at: $1) }
        }
        #expect(pair.names(.alice).isEmpty)
        #expect(pair.alice.counters.strayResponses == 3)
    }
}
