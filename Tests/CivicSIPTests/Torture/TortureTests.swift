import CivicCore
import CivicSIP
import Testing

/// A message that is sound, though it does not look it, or that is not, and what it gets.
struct Torture: CustomTestStringConvertible, Sendable {
    enum Outcome: Equatable, Sendable {
        /// The first response, and where it goes; the port of 192.0.2.1 when the host is left out.
        case answer(Int)
        case call
        case silence
    }

    let name: String
    let section: String
    let bytes: [UInt8]
    let outcome: Outcome

    init(_ name: String, _ section: String, _ bytes: [UInt8], _ outcome: Outcome) {
        (self.name, self.section, self.bytes, self.outcome) = (name, section, bytes, outcome)
    }

    var testDescription: String { "§\(section) \(name)" }
}

@Suite("torture messages while a call is up")
struct TortureTests {
    @Test("RFC 4475: each gets the answer that its section asks for", arguments: rfc4475)
    func torture(message: Torture) { check(message) }

    @Test("RFC 5118: IPv6 in all its spellings", arguments: rfc5118)
    func ipv6(message: Torture) { check(message) }

    @Test("each message cut short anywhere, or with a bit turned, is survived")
    func mutilated() {
        let line = Line()
        var random = SplitMix64(seed: 4_475)
        for message in Self.rfc4475 + Self.rfc5118 {
            for length in stride(from: 0, to: message.bytes.count, by: 7) {
                line.receive(Array(message.bytes.prefix(length)))
            }
            for _ in 0..<40 {
                var bytes = message.bytes
                for _ in 0..<3 {
                    let index = Int.random(in: bytes.indices, using: &random)
                    bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
                }
                line.receive(bytes)
            }
        }
        #expect(line.callIsUp())
    }

    private func check(_ message: Torture) {
        let line = Line()
        let outcome = line.receive(message.bytes)
        #expect(outcome == message.outcome)
        #expect(line.callIsUp())
        // And the next caller finds nothing changed.
        #expect(line.receive(request()) == .answer(200))
    }

    /// A user agent with a call that is up.
    private final class Line {
        var agent = UserAgent(
            UserAgentConfiguration(address: SocketEndpoint(host: "192.0.2.2", port: 5060), realm: "example.org"),
            seed: 1)
        let source = SocketEndpoint(host: "192.0.2.1", port: 5060)
        private var call = CallHandle(value: 0)

        init() {
            let invite = CivicSIPTests.request("INVITE sip:12345@192.0.2.2 SIP/2.0", [("Call-ID", "Call-ID: good")])
            agent.receive(invite, from: source, at: .zero)
            for case .report(.incoming(let handle, _)) in agent.drainEffects() { call = handle }
            agent.answer(call, body: .sdp(Array("v=0".utf8)), at: .zero)
            var tag = ""
            for case .send(let bytes, _) in agent.drainEffects() {
                guard case .response(let response) = try? SIPMessage(parsing: bytes) else { continue }
                tag = response.to.tag ?? tag
            }
            agent.receive(inDialog("ACK", tag: tag, number: 1), from: source, at: .zero)
            _ = agent.drainEffects()
            self.tag = tag
        }

        private var tag = ""
        private var number = 1

        private func inDialog(_ method: String, tag: String, number: Int) -> [UInt8] {
            CivicSIPTests.request(
                "\(method) sip:12345@192.0.2.2 SIP/2.0",
                [
                    ("Via", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK\(method)\(number)"),
                    ("Call-ID", "Call-ID: good"), ("To", "To: <sip:12345@192.0.2.2>;tag=\(tag)"),
                    ("CSeq", "CSeq: \(number) \(method)"),
                ])
        }

        /// Whether the call still takes requests of its own dialog.
        func callIsUp() -> Bool {
            number += 1
            return receive(inDialog("INFO", tag: tag, number: number)) == .answer(200)
        }

        @discardableResult
        func receive(_ bytes: [UInt8]) -> Torture.Outcome {
            agent.receive(bytes, from: source, at: .zero)
            var outcome = Torture.Outcome.silence
            for effect in agent.drainEffects() {
                switch effect {
                case .report(.incoming): outcome = .call
                case .send(let bytes, _):
                    // The status line alone: what is echoed from a bad message cannot be read again.
                    let words = String(decoding: bytes.prefix(40), as: UTF8.self).split(separator: " ")
                    guard outcome == .silence, words.first == "SIP/2.0", let status = words.dropFirst().first,
                        let status = Int(status), status > 100
                    else { continue }
                    outcome = .answer(status)
                case .report, .alias: break
                }
            }
            return outcome
        }
    }
}
