import CivicCore
import Testing

@Suite struct SocketEndpointTests {
    @Test("what is printed is read again", arguments: ["127.0.0.1:5060", "[::1]:5061", "0.0.0.0:0"])
    func roundTrip(text: String) {
        #expect(SocketEndpoint(text)?.description == text)
    }

    @Test("half an endpoint is refused", arguments: ["127.0.0.1", ":5060", "::1:5060", "host:99999", "host:-1", ""])
    func refused(text: String) {
        #expect(SocketEndpoint(text) == nil)
    }
}
