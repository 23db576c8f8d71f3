import CivicCore
import CivicSIP

enum AgentProperties {
    private static let peer = SocketEndpoint(host: "192.0.2.1", port: 5060)
    private static let stranger = SocketEndpoint(host: "203.0.113.9", port: 5060)
    private static let description = SIPBody.sdp(Array("v=0\r\n".utf8))

    /// A stranger's message costs nobody their call, and leaves nothing behind that does not run out.
    static func check(_ input: [UInt8]) -> String? {
        var agent = UserAgent(
            UserAgentConfiguration(address: SocketEndpoint(host: "192.0.2.2", port: 5060), realm: "r"), seed: 1)
        var now = MonotonicInstant.zero
        let call = agent.place(
            OutgoingCall(
                target: SIPURI(user: "1001", host: peer.host, port: peer.port), fromUser: "12345", body: description),
            at: now)
        guard answer(&agent, at: now) else { return "the call did not come up" }
        agent.receive(input, from: stranger, at: now)
        settle(&agent, at: now)
        now += .seconds(1)
        agent.advance(to: now)
        settle(&agent, at: now)
        guard agent.counters.activeCalls >= 1 else { return "the call is gone" }
        agent.hangUp(call, at: now)
        // 64·T1 for each transaction, and as long again for one that followed.
        for _ in 0..<200 {
            now += .seconds(1)
            agent.advance(to: now)
            settle(&agent, at: now)
        }
        return agent.counters.activeTransactions == 0 ? nil : "a transaction stays for ever"
    }

    /// 200 to our INVITE, and our ACK.
    private static func answer(_ agent: inout UserAgent, at now: MonotonicInstant) -> Bool {
        for effect in agent.drainEffects() {
            guard case .send(let bytes, _) = effect, case .request(let invite)? = try? SIPMessage(parsing: bytes) else {
                continue
            }
            var response = SIPResponse(200, to: invite, tag: "peer")
            response.headers.append(.contact, "<sip:1001@192.0.2.1>")
            response.body = description
            agent.receive(response.serialized(), from: peer, at: now)
        }
        return agent.drainEffects().contains { if case .report(.answered) = $0 { true } else { false } }
    }

    /// The application takes every call of the stranger's and ends it at once.
    private static func settle(_ agent: inout UserAgent, at now: MonotonicInstant) {
        for _ in 0..<4 {
            for effect in agent.drainEffects() {
                switch effect {
                case .report(.incoming(let call, _)):
                    agent.ring(call, at: now)
                    agent.answer(call, body: description, at: now)
                    agent.hangUp(call, at: now)
                case .send(let bytes, _):
                    if (try? SIPMessage(parsing: bytes)) == nil { return }  // A refusal echoes what was broken.
                default: break
                }
            }
        }
    }
}
