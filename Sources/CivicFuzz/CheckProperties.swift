import CivicCore
import CivicWebRTC

/// What comes to the door of a browser's leg from anywhere.
enum CheckProperties {
    private static let place = SocketEndpoint(host: "192.0.2.1", port: 4000)
    private static let local = ICECredentials(username: "ours", password: Redacted("password-of-the-fuzzed-leg"))

    static func check(_ input: [UInt8]) -> String? {
        if let message = STUNMessage(input), let offset = message.integrityOffset, offset + 24 > input.count {
            return "the integrity lies outside of the datagram"
        }
        let now = MonotonicInstant.zero + .seconds(1)
        var agent = ICELiteAgent(local: local, remoteUsername: "theirs", at: now)
        let effects = agent.receive(input, from: place, at: now)
        let isAuthentic =
            STUNMessage(input).map { $0.isAuthentic(input, password: local.password.revealed) } ?? false
        if agent.chosen != nil || agent.knows(place), !isAuthentic { return "a stranger became a way" }
        guard case .send(let answer, _) = effects.first else {
            return effects.isEmpty ? nil : "a way without an answer"
        }
        guard STUNMessage(answer) != nil else { return "an answer that we cannot read ourselves" }
        // Nobody's traffic grows by us: a false sender's victim gets little more than was sent.
        return answer.count <= 3 * input.count ? nil : "an answer of \(answer.count) bytes to \(input.count)"
    }
}
