import CivicCore
import CivicSIP
import CivicTestKit
import Testing

/// A flow of RFC 3665 or RFC 5359 between the hotline and one other side, in virtual time. What it has to come to is
/// expected inside; whoever runs it looks whether anything was left behind.
struct Flow: Sendable, CustomTestStringConvertible {
    typealias Configure = @Sendable (UserAgentPair.Side, inout UserAgentConfiguration) -> Void

    /// The section, and what happens.
    let name: String
    /// Every message passes a second hop, so each hop may lose less.
    var hasProxy = false
    var configure: Configure = { _, _ in }
    /// The sources' own words: how many were lost is the network's business.
    let run: @Sendable (inout UserAgentPair) -> Void

    var testDescription: String { name }

    /// One in seven lost, one in ten doubled, order gone.
    func conditions(rough: Bool) -> NetworkEmulator.Conditions {
        guard rough else { return .clean }
        return NetworkEmulator.Conditions(
            loss: hasProxy ? 0.07 : 0.15, duplication: 0.1, delay: .milliseconds(60), jitter: .milliseconds(150))
    }

    static let account = SIPAccount(user: "1001", displayName: "Li", realm: "example.org", password: "civic-1001")
    static let credentials = SIPAccountCredentials(user: "1001", realm: "example.org", password: "civic-1001")
    static let proxy = StatelessProxy(
        inner: SocketEndpoint(host: "192.0.2.10", port: 5060), outer: SocketEndpoint(host: "192.0.2.11", port: 5060))

    static func withAccounts(_ side: UserAgentPair.Side, _ configuration: inout UserAgentConfiguration) {
        configuration.accounts = ["1001": account]
        configuration.takesTransfers = true
    }

    /// Runs the flow, and lets every timer run out.
    func play(rough: Bool, seed: UInt64) -> UserAgentPair {
        var pair = UserAgentPair(conditions: conditions(rough: rough), seed: seed) { side, configuration in
            configure(side, &configuration)
        }
        if hasProxy { pair.proxy = Self.proxy }
        run(&pair)
        pair.run(for: .seconds(300))
        return pair
    }
}

extension UserAgentPair {
    func count(_ side: Side, _ name: String) -> Int { names(side).filter { $0 == name }.count }

    /// What most do who are called: ring, and answer.
    mutating func takeCall(_ side: Side, _ event: UserAgentEvent) {
        guard case .incoming(let call, _) = event else { return }
        act(side) { $0.ring(call, at: $1) }
        act(side) { $0.answer(call, body: answer, at: $1) }
    }

    mutating func hangUp(_ side: Side, _ call: CallHandle) { act(side) { $0.hangUp(call, at: $1) } }

    /// Alice calls Bob, through the proxy where there is one.
    mutating func call(through proxy: SocketEndpoint? = nil, alternatives: [CallTarget] = []) -> CallHandle {
        act(.alice) { agent, now in
            agent.place(
                OutgoingCall(
                    target: SIPURI(user: "12345", host: Side.bob.endpoint.host, port: 5060), fromUser: "1001",
                    body: offer, routes: proxy.map { [Self.route($0)] } ?? [], alternatives: alternatives), at: now)
        }
    }

    static func route(_ proxy: SocketEndpoint) -> NameAddress {
        var uri = SIPURI(host: proxy.host, port: proxy.port)
        uri.parameters.setFlag("lr")
        return NameAddress(uri: uri)
    }

    /// The identifiers of the dialog whose INVITE `side` has answered last, as `side` would be told to replace it.
    func lastAnswered(by side: Side) -> Replaces? {
        for sent in trace.reversed() where sent.side == side {
            guard case .response(let response) = try? SIPMessage(parsing: sent.bytes), response.status == 200,
                response.cseq.method == .invite
            else { continue }
            return Replaces(callID: response.callID, toTag: response.to.tag ?? "", fromTag: response.from.tag ?? "")
        }
        return nil
    }
}
