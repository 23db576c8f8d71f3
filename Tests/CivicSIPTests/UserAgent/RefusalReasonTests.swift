import CivicCore
import CivicSIP
import CivicTestKit
import Testing

struct RefusalReasonTests {
    private func message(_ method: String, _ number: Int, fields: String = "", tag: String = "") -> [UInt8] {
        Array(
            ("\(method) sip:12345@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK\(number)\r\n"
                + "From: <sip:a@192.0.2.1>;tag=f\r\nTo: <sip:12345@192.0.2.2>\(tag)\r\nCall-ID: c\(number)\r\n"
                + "CSeq: \(number) \(method)\r\nMax-Forwards: 70\r\n\(fields)Content-Length: 0\r\n\r\n").utf8)
    }

    @Test("each refusal is counted by its cause")
    func causes() {
        var configuration = UserAgentConfiguration(
            address: SocketEndpoint(host: "192.0.2.2", port: 5060), realm: "example.org")
        configuration.gate.scannerPatience = 1000
        configuration.gate.requestsPerSecond = 1
        var agent = UserAgent(configuration, seed: 1)
        let source = SocketEndpoint(host: "192.0.2.1", port: 5060)
        var number = 0
        func send(_ method: String, fields: String = "", tag: String = "") {
            number += 1
            agent.receive(message(method, number, fields: fields, tag: tag), from: source, at: .zero)
        }
        send("BYE", tag: ";tag=unknown")
        send("INVITE", fields: "Require: nothing-we-know\r\n")
        send("REGISTER")
        send("INVITE")
        for effect in agent.drainEffects() {
            if case .report(.incoming(let call, _)) = effect { agent.reject(call, status: 404, at: .zero) }
        }
        agent.receive(
            Array("INVITE sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKq\r\n\r\n".utf8), from: source, at: .zero)
        agent.setAdmission(.closed(retryAfter: .seconds(5)))
        send("INVITE")
        for _ in 0..<30 { send("OPTIONS") }
        let reasons = agent.counters.refusalReasons
        for reason in [RefusalReason.dialog, .unsupported, .digest, .application, .malformed] {
            #expect(reasons[reason] == 1, "\(reason): \(String(describing: reasons[reason]))")
        }
        #expect(reasons[.draining] ?? 0 >= 1 && reasons[.gate] ?? 0 >= 10)
        #expect(reasons.values.reduce(0, +) == agent.counters.refusals.values.reduce(0, +))
    }
}
