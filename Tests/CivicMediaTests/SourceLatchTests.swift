import CivicCore
import CivicMedia
import Testing

@Suite("The source latch")
struct SourceLatchTests {
    private func address(_ text: String) throws -> MediaAddress {
        try #require(SocketEndpoint(text).flatMap { MediaAddress($0) })
    }

    /// The verdicts on packets from these sources, one a tick.
    private func judge(_ latch: inout SourceLatch, _ sources: [MediaAddress], from tick: Int64 = 0) -> [SourceLatch
        .Verdict]
    {
        sources.enumerated().map { latch.judge($1, tick: tick + Int64($0)) }
    }

    @Test("the SDP's own address is taken at once and for good")
    func announced() throws {
        var latch = SourceLatch()
        let (peer, thief) = (try address("10.0.0.1:4000"), try address("10.0.0.9:4000"))
        _ = latch.negotiated(peer)
        #expect(judge(&latch, [peer, thief, peer, thief]) == [.latch, .foreign, .accept, .foreign])
    }

    @Test("behind a NAT the first plausible source is taken; the SDP's address still wins while the choice is young")
    func preferred() throws {
        var latch = SourceLatch()
        let (peer, first) = (try address("10.0.0.1:4000"), try address("203.0.113.7:9"))
        _ = latch.negotiated(peer)
        #expect(judge(&latch, [first, first, peer, first]) == [.latch, .accept, .latch, .foreign])
        #expect(latch.source == peer)
    }

    @Test("after half a second nobody takes the place of the first source")
    func settled() throws {
        var latch = SourceLatch()
        let (peer, first) = (try address("10.0.0.1:4000"), try address("203.0.113.7:9"))
        _ = latch.negotiated(peer)
        _ = judge(&latch, [MediaAddress](repeating: first, count: 30))
        #expect(judge(&latch, [peer, first], from: 30) == [.foreign, .accept])
    }

    @Test("a flood within one tick does not settle the choice")
    func flood() throws {
        var latch = SourceLatch()
        let (peer, thief) = (try address("10.0.0.1:4000"), try address("203.0.113.7:9"))
        _ = latch.negotiated(peer)
        for _ in 0..<1000 { _ = latch.judge(thief, tick: 0) }
        #expect(judge(&latch, [peer], from: 1) == [.latch])
    }

    @Test("a new offer with another address opens it, one with the same does not")
    func renegotiated() throws {
        var latch = SourceLatch()
        let (peer, moved) = (try address("10.0.0.1:4000"), try address("10.0.0.2:5000"))
        _ = latch.negotiated(peer)
        _ = judge(&latch, [peer])
        let same = latch.negotiated(peer)
        #expect(!same)
        let other = latch.negotiated(moved)
        #expect(other)
        #expect(judge(&latch, [moved, peer]) == [.latch, .foreign])
    }

    @Test("addresses keep their text, and what cannot be sent to is none")
    func addresses() throws {
        for text in ["192.0.2.7:40000", "[2001:db8::1]:9", "[::1]:65535"] {
            #expect(try address(text).endpoint.description == text)
        }
        for host in ["0.0.0.0", "::", "example.org", ""] {
            #expect(MediaAddress(SocketEndpoint(host: host, port: 4000)) == nil)
        }
        #expect(MediaAddress(SocketEndpoint(host: "192.0.2.7", port: 0)) == nil)
    }
}
