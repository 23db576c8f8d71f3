import CivicCore
import CivicSIP

/// Two user agents with nothing between them; time goes on by a hundredth of a second for each call, so that ended
/// transactions wait in the tables as they do under load.
final class CallPair {
    private static let caller = SocketEndpoint(host: "192.0.2.1", port: 5060)
    private static let hotline = SocketEndpoint(host: "192.0.2.2", port: 5060)
    private static let description = SIPBody.sdp(
        Array(
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n".utf8))

    private var agents: [UserAgent]
    private var now = MonotonicInstant.zero
    private(set) var completed = 0

    init() {
        agents = [Self.caller, Self.hotline].map { endpoint in
            UserAgent(
                UserAgentConfiguration(
                    address: endpoint, realm: "bench",
                    trunks: [Trunk(name: "bench", addresses: [AddressRange("192.0.2.0/24")].compactMap { $0 })]),
                seed: UInt64(endpoint.port))
        }
    }

    func call() {
        now += .milliseconds(10)
        for index in agents.indices { agents[index].advance(to: now) }
        let target = SIPURI(user: "12345", host: Self.hotline.host, port: Self.hotline.port)
        let call = agents[0].place(
            OutgoingCall(target: target, fromUser: "1001", body: Self.description), at: now)
        exchange()
        agents[0].hangUp(call, at: now)
        exchange()
    }

    /// Carries messages to and fro until nobody has anything to say; the called side answers at once.
    private func exchange() {
        var isQuiet = false
        while !isQuiet {
            isQuiet = true
            for side in agents.indices {
                for effect in agents[side].drainEffects() {
                    isQuiet = false
                    switch effect {
                    case .send(let bytes, _):
                        agents[1 - side].receive(bytes, from: side == 0 ? Self.caller : Self.hotline, at: now)
                    case .report(.incoming(let call, _)):
                        agents[side].answer(call, body: Self.description, at: now)
                    case .report(.ended): completed += 1
                    default: break
                    }
                }
            }
        }
    }
}
