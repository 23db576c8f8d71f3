import CivicCore
import CivicWebRTC
import Testing

@Suite struct ICELiteAgentTests {
    let local = ICECredentials(username: "ours", password: Redacted("our-password-of-22-signs"))
    let browser = SocketEndpoint(host: "192.0.2.7", port: 5000)
    let other = SocketEndpoint(host: "192.0.2.8", port: 5001)
    let start = MonotonicInstant.zero + .seconds(100)

    private func agent() -> ICELiteAgent { ICELiteAgent(local: local, remoteUsername: "theirs", at: start) }

    private func check(
        _ nominates: Bool = true, priority: UInt32 = 100, username: String = "ours:theirs",
        password: String = "our-password-of-22-signs"
    ) -> [UInt8] {
        STUNMessage.request(
            [UInt8](repeating: 3, count: 12), username: username, password: password, priority: priority,
            nominates: nominates)
    }

    private func answer(_ effects: [ICELiteAgent.Effect]) -> STUNMessage? {
        guard case .send(let bytes, _) = effects.first else { return nil }
        return STUNMessage(bytes)
    }

    /// The number in ERROR-CODE, which is the first attribute.
    private func code(_ effects: [ICELiteAgent.Effect]) -> Int? {
        guard case .send(let bytes, _) = effects.first, answer(effects)?.kind == .error else { return nil }
        return Int(bytes[26]) * 100 + Int(bytes[27])
    }

    @Test func anAuthenticCheckIsAnsweredAndTheNominatedWayChosen() {
        var agent = agent()
        let plain = agent.receive(check(false), from: browser, at: start)
        #expect(answer(plain)?.kind == .success)
        #expect(plain.count == 1)
        #expect(agent.chosen == nil)
        #expect(agent.knows(browser))
        let nominated = agent.receive(check(), from: browser, at: start)
        #expect(nominated.last == .chosen(browser))
        #expect(agent.receive(check(), from: browser, at: start).count == 1, "told once")
    }

    @Test("strangers are told no, and are no way")
    func strangers() {
        var agent = agent()
        #expect(code(agent.receive(check(password: "guess"), from: other, at: start)) == 401)
        #expect(code(agent.receive(check(username: "ours:somebody"), from: other, at: start)) == 401)
        #expect(code(agent.receive(STUNMessageTests.sample, from: other, at: start)) == 401)
        #expect(!agent.knows(other))
        #expect(agent.receive([0, 1, 0, 0], from: other, at: start).isEmpty)
        var bare = Array(check().dropLast(8))
        bare[3] -= 8
        #expect(agent.receive(bare, from: other, at: start).isEmpty, "without FINGERPRINT")
        #expect(agent.receive([UInt8](repeating: 0, count: 2000), from: other, at: start).isEmpty)
    }

    @Test("an answer, an indication and a response to nothing of ours stay unanswered")
    func onlyRequests() {
        var agent = agent()
        let success = STUNMessage.success(
            [UInt8](repeating: 3, count: 12), seenAs: browser, password: local.password.revealed)
        #expect(agent.receive(success, from: browser, at: start).isEmpty)
    }

    @Test("of two nominated ways the one of higher priority is taken, and a stale one is left")
    func priorities() {
        var agent = agent()
        _ = agent.receive(check(priority: 100), from: browser, at: start)
        let worse = agent.receive(check(priority: 50), from: other, at: start + .seconds(1))
        #expect(worse.count == 1)
        #expect(agent.chosen == browser)
        let better = agent.receive(check(priority: 200), from: other, at: start + .seconds(1))
        #expect(better.last == .chosen(other))
        // The better network is gone; the browser nominates the other one again.
        let later = agent.receive(check(priority: 100), from: browser, at: start + .seconds(5))
        #expect(later.last == .chosen(browser))
    }

    @Test("consent ends thirty seconds after the last check (RFC 7675)")
    func consent() {
        var agent = agent()
        _ = agent.receive(check(), from: browser, at: start + .seconds(10))
        #expect(agent.advance(to: start + .seconds(39)).isEmpty)
        #expect(agent.nextDeadline == start + .seconds(40))
        #expect(agent.advance(to: start + .seconds(40)) == [.lost])
        #expect(agent.advance(to: start + .seconds(41)).isEmpty)
        #expect(agent.receive(check(), from: browser, at: start + .seconds(42)).isEmpty)
    }

    @Test("who sends from ever new places makes us remember sixteen")
    func boundedMemory() {
        var agent = agent()
        for port in 1...100 as ClosedRange<UInt16> {
            _ = agent.receive(check(false), from: SocketEndpoint(host: "192.0.2.9", port: port), at: start)
        }
        let known = (1...100 as ClosedRange<UInt16>).count {
            agent.knows(SocketEndpoint(host: "192.0.2.9", port: $0))
        }
        #expect(known == 16)
    }
}
