import CivicCore
import CivicSIP
import Testing

/// The gate in its place: what the user agent answers to a scanner, a guesser and a flood.
@Suite struct GateFlowTests {
    @Test("a scanner hears 404 for a while and then nothing, while a call that is up goes on")
    func scanner() {
        let phone = ScriptedPeer { $0.gate.scannerPatience = 10 }
        let tag = phone.calls()
        let scanner = SocketEndpoint(host: "198.51.100.7", port: 5060)
        func scan(_ number: Int) -> Int {
            let before = phone.responses.count
            phone.hear(
                request(
                    "OPTIONS sip:100@192.0.2.2 SIP/2.0",
                    [
                        ("To", "To: <sip:100@192.0.2.2>;tag=none"), ("CSeq", "CSeq: 1 OPTIONS"),
                        ("Call-ID", "Call-ID: scan\(number)"),
                        ("Via", "Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bKs\(number)"),
                    ]), from: scanner)
            return phone.responses.count - before
        }
        _ = scan(0)
        // A REGISTER without credentials is challenged, and counts.
        let answers = (1...30).map { number in
            let before = phone.responses.count
            phone.hear(
                request(
                    "REGISTER sip:192.0.2.2 SIP/2.0",
                    [
                        ("To", "To: <sip:\(number)@192.0.2.2>"), ("From", "From: <sip:\(number)@192.0.2.2>;tag=a"),
                        ("CSeq", "CSeq: 1 REGISTER"), ("Call-ID", "Call-ID: guess\(number)"),
                        ("Via", "Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bKr\(number)"),
                    ]), from: scanner)
            return phone.responses.count - before
        }
        #expect(answers.prefix(9).allSatisfy { $0 == 1 })
        #expect(answers.suffix(15).allSatisfy { $0 == 0 })
        #expect(phone.agent.counters.gate.scanners == 1)
        // The phone with the call is heard all the time.
        phone.say("BYE", 2, toTag: tag)
        #expect(phone.lastResponse?.status == 200)
        #expect(phone.lastResponse?.cseq.method == .bye)
    }

    @Test("keep-alives are no scanner's, however many come")
    func keepAlives() {
        let phone = ScriptedPeer { $0.gate.scannerPatience = 10 }
        for _ in 0..<500 {
            phone.hear(Array("\r\n\r\n".utf8))
            phone.pass(.seconds(15))
        }
        #expect(phone.agent.counters.gate.scanners == 0)
        phone.say("OPTIONS", 1)
        #expect(phone.lastResponse?.status == 200)
    }

    @Test("beyond its rate a source hears 503 with Retry-After, and its own call goes on")
    func rate() {
        let phone = ScriptedPeer { $0.gate.requestsPerSecond = 1 }
        let tag = phone.calls()
        for number in 10..<40 { phone.say("OPTIONS", number) }
        #expect(phone.lastResponse?.status == 503)
        #expect(phone.lastResponse?.headers.first(.retryAfter) == "10")
        phone.say("BYE", 50, toTag: tag)
        #expect(phone.lastResponse?.status == 200)
    }
}
