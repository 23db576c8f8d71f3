import CivicCore
import CivicMedia
import Testing

@Suite("The source latch")
struct SourceLatchTests {
    private func address(_ text: String) throws -> MediaAddress {
        try #require(SocketEndpoint(text).flatMap { MediaAddress($0) })
    }

    /// The verdicts on packets from these sources, in order.
    private func judge(_ latch: inout SourceLatch, _ sources: [MediaAddress]) -> [SourceLatch.Verdict] {
        sources.map { latch.judge($0) }
    }

    @Test("the SDP's own address is taken at once and for good")
    func announced() throws {
        var latch = SourceLatch()
        let (peer, thief) = (try address("10.0.0.1:4000"), try address("10.0.0.9:4000"))
        _ = latch.negotiated(peer)
        #expect(judge(&latch, [peer, thief, peer, thief]) == [.latch, .foreign, .accept, .foreign])
    }

    @Test("behind a NAT the first plausible source is taken; the SDP's address still wins, however late it is heard")
    func preferred() throws {
        var latch = SourceLatch()
        let (peer, first) = (try address("10.0.0.1:4000"), try address("203.0.113.7:9"))
        _ = latch.negotiated(peer)
        #expect(judge(&latch, [MediaAddress](repeating: first, count: 100)).last == .accept)
        #expect(judge(&latch, [peer, first]) == [.latch, .foreign])
        #expect(latch.source == peer)
    }

    @Test("from a place no better than the chosen one's nobody takes over, whatever its port")
    func settled() throws {
        var latch = SourceLatch()
        let (first, second) = (try address("203.0.113.7:9"), try address("203.0.113.8:9"))
        _ = latch.negotiated(try address("10.0.0.1:4000"), signalling: try address("203.0.113.7:1"))
        #expect(
            judge(&latch, [second, first, second, try address("203.0.113.7:10"), first])
                == [.latch, .latch, .foreign, .foreign, .accept])
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
