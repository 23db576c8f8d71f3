import CivicCore
import CivicSIP
import CivicTestKit

/// A peer that says what the test makes it say, message by message, to a user agent in virtual time.
final class ScriptedPeer {
    var agent: UserAgent
    private(set) var now = MonotonicInstant.zero
    private(set) var sent: [SIPMessage] = []
    private(set) var events: [UserAgentEvent] = []
    let source = SocketEndpoint(host: "192.0.2.1", port: 5060)
    private var branches = 0

    init(_ change: (inout UserAgentConfiguration) -> Void = { _ in }) {
        var configuration = UserAgentConfiguration(
            address: SocketEndpoint(host: "192.0.2.2", port: 5060), realm: "example.org")
        configuration.takesTransfers = true
        change(&configuration)
        agent = UserAgent(configuration, seed: 7)
    }

    // MARK: What it does

    func hear(_ bytes: [UInt8]) {
        agent.receive(bytes, from: source, at: now)
        collect()
    }

    func act(_ work: (inout UserAgent, MonotonicInstant) -> Void) {
        work(&agent, now)
        collect()
    }

    /// Lets time pass from deadline to deadline.
    func pass(_ duration: Duration) {
        let end = now + duration
        while let next = agent.nextDeadline, next <= end {
            now = max(now, next)
            agent.advance(to: now)
            collect()
        }
        now = end
    }

    private func collect() {
        for effect in agent.drainEffects() {
            switch effect {
            case .report(let event): events.append(event)
            case .send(let bytes, _): if let message = try? SIPMessage(parsing: bytes) { sent.append(message) }
            case .alias: break
            }
        }
    }

    // MARK: What it says

    /// The peer's request of the call `call1`, in which it is the caller.
    func say(
        _ method: String, _ cseq: Int, toTag: String? = nil, _ more: [(String, String?)] = [], body: String = ""
    ) {
        branches += 1
        let to = toTag.map { ";tag=\($0)" } ?? ""
        let type: [(String, String?)] = body.isEmpty ? [] : [("Content-Type", "Content-Type: application/sdp")]
        hear(
            request(
                "\(method) sip:12345@192.0.2.2 SIP/2.0",
                [
                    ("To", "To: <sip:12345@192.0.2.2>\(to)"), ("CSeq", "CSeq: \(cseq) \(method)"),
                    ("Via", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKb\(branches)"),
                ] + type + more, body: body))
    }

    /// The peer's response to a request of ours.
    func reply(
        _ status: Int, to request: SIPRequest, tag: String = "peer", _ headers: [(String, String)] = [],
        body: String? = nil
    ) {
        var response = SIPResponse(status, to: request, tag: tag)
        if !headers.contains(where: { $0.0 == "Contact" }) {
            response.headers.append(.contact, "<sip:peer@192.0.2.1>")
        }
        for (name, value) in headers { response.headers.append(HeaderName(name), value) }
        response.body = body.map { SIPBody.sdp(Array($0.utf8)) }
        hear(response.serialized())
    }

    /// The peer's request in a call that we placed.
    func say(
        _ method: SIPMethod, _ cseq: UInt32, inCallOf invite: SIPRequest, tag: String = "peer",
        _ headers: [(String, String)] = [], body: SIPBody? = nil
    ) {
        branches += 1
        var from = invite.to
        from.tag = tag
        var fields = SIPHeaders()
        fields.append(.contact, "<sip:peer@192.0.2.1>")
        for (name, value) in headers { fields.append(HeaderName(name), value) }
        let via = Via(
            host: "192.0.2.1", port: 5060,
            parameters: SIPParameters([.init(name: "branch", value: "z9hG4bKp\(branches)")]))
        hear(
            SIPRequest(
                method: method, uri: SIPURI(host: "192.0.2.2"), vias: [via], from: from, to: invite.from,
                callID: invite.callID, cseq: cseq, headers: fields, body: body
            ).serialized())
    }

    // MARK: What it has heard

    var requests: [SIPRequest] {
        sent.compactMap { if case .request(let request) = $0 { request } else { nil } }
    }
    var responses: [SIPResponse] {
        sent.compactMap { if case .response(let response) = $0 { response } else { nil } }
    }
    func requests(_ method: SIPMethod) -> [SIPRequest] { requests.filter { $0.method == method } }
    var lastResponse: SIPResponse? { responses.last }
    var names: [String] { events.map(\.name) }
    var lastCall: CallHandle { events.last { $0.call != nil }?.call ?? CallHandle(value: 0) }

    // MARK: Calls

    /// The peer calls and is answered; gives our tag.
    func calls(_ more: [(String, String?)] = [], body: String = "v=0 offer") -> String {
        say("INVITE", 1, more, body: body)
        let call = lastCall
        act { $0.answer(call, body: answer, at: $1) }
        let tag = lastResponse?.to.tag ?? ""
        say("ACK", 1, toTag: tag)
        return tag
    }

    /// We call the peer; gives our INVITE.
    func isCalled(
        body: SIPBody? = offer, redirection: RedirectPolicy = .none
    ) -> (call: CallHandle, invite: SIPRequest)? {
        var call = CallHandle(value: 0)
        act {
            call = $0.place(
                OutgoingCall(
                    target: SIPURI(user: "1002", host: "192.0.2.1"), fromUser: "12345", body: body,
                    redirection: redirection), at: $1)
        }
        return requests(.invite).last.map { (call, $0) }
    }
}
