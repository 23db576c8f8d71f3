import CivicCore
import CivicWebRTC
import Testing

@Suite struct WebPeerTests {
    let house: DTLSIdentity
    let browser: DTLSIdentity
    let local = ICECredentials.make()
    let place = SocketEndpoint(host: "198.51.100.4", port: 40_000)
    let start = MonotonicInstant.zero + .seconds(1)

    init() throws {
        house = try DTLSIdentity()
        browser = try DTLSIdentity()
    }

    private func peer() throws -> WebPeer {
        try WebPeer(
            house,
            WebPeerDescription(local: local, remoteUsername: "them", fingerprint: browser.fingerprint), at: start)
    }

    private func check() -> [UInt8] {
        STUNMessage.request(
            [UInt8](repeating: 5, count: 12), username: "\(local.username):them", password: local.password.revealed,
            priority: 1, nominates: true)
    }

    private func sent(_ effects: [WebPeer.Effect]) -> [[UInt8]] {
        effects.compactMap { if case .send(let bytes, _) = $0 { bytes } else { nil } }
    }

    /// Goes through checks and handshake; gives what is not sent.
    private func connect(_ peer: inout WebPeer, _ client: DTLSSession) -> [WebPeer.Effect] {
        var others: [WebPeer.Effect] = []
        func note(_ effects: [WebPeer.Effect]) -> [[UInt8]] {
            others += effects.filter { if case .send = $0 { false } else { true } }
            return sent(effects)
        }
        _ = note(peer.receive(check(), from: place, at: start))
        var toHouse = client.begin()
        while !toHouse.isEmpty {
            let toBrowser = toHouse.flatMap { note(peer.receive($0, from: place, at: start)) }
            toHouse = toBrowser.flatMap { client.receive($0) }
        }
        return others
    }

    @Test func checksThenHandshakeThenKeys() throws {
        var peer = try peer()
        let client = try DTLSSession(browser, peer: house.fingerprint, isClient: true)
        let effects = connect(&peer, client)
        guard case .connected(let keys) = client.state else {
            Issue.record("\(client.state)")
            return
        }
        let ours = SRTPKeys(suite: keys.suite, sending: keys.receiving, receiving: keys.sending)
        #expect(effects == [.secured(ours, place)])
        let elsewhere = SocketEndpoint(host: "198.51.100.5", port: 1)
        let moved = peer.receive(check(), from: elsewhere, at: start + .seconds(5))
        #expect(moved.last == .moved(elsewhere))
        for bytes in client.close() {
            #expect(
                peer.receive(bytes, from: elsewhere, at: start + .seconds(6)) == [.lost("closed by the other side")])
        }
    }

    @Test("a handshake from a place that no check came from is not looked at")
    func noHandshakeFromStrangers() throws {
        var peer = try peer()
        let client = try DTLSSession(browser, peer: house.fingerprint, isClient: true)
        for bytes in client.begin() { #expect(peer.receive(bytes, from: place, at: start).isEmpty) }
    }

    @Test("what comes to nothing in twenty seconds is lost, once")
    func patience() throws {
        var peer = try peer()
        _ = peer.receive(check(), from: place, at: start + .seconds(15))
        #expect(peer.advance(to: start + .seconds(20)).isEmpty)
        #expect(peer.advance(to: start + .seconds(21)) == [.lost("no way or no keys in time")])
        #expect(peer.advance(to: start + .seconds(22)).isEmpty)
    }

    @Test("bytes of other protocols are passed over")
    func otherProtocols() throws {
        var peer = try peer()
        for first in [4, 19, 64, 79, 127, 128, 191, 255] as [UInt8] {
            #expect(peer.receive([first] + [UInt8](repeating: 0, count: 40), from: place, at: start).isEmpty)
        }
        #expect(peer.receive([], from: place, at: start).isEmpty)
    }
}
