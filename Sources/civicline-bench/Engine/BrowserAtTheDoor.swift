import CivicCore
import CivicMedia
import CivicWebRTC

/// A browser's leg and what comes to its door: checks, the beginnings of handshakes, and rubbish.
struct BrowserAtTheDoor {
    private let socket: MediaSocket
    private let house: MediaAddress
    private let credentials = ICECredentials.make()

    init(_ engine: MediaEngine, _ bridge: BridgeID) throws {
        let leg = try engine.openLeg(in: bridge, for: .agent, isWeb: true)
        let theirs = try DTLSIdentity().fingerprint
        try engine.expect(
            WebPeerDescription(local: credentials, remoteUsername: "them", fingerprint: theirs), on: leg.id)
        guard let socket = try MediaSocket.bound(to: "127.0.0.1", port: 0),
            let house = MediaAddress(SocketEndpoint(host: "127.0.0.1", port: leg.port))
        else { throw MediaError.noFreePorts }
        self.socket = socket
        self.house = house
    }

    func knock(_ step: Int) {
        let check = STUNMessage.request(
            [UInt8](repeating: UInt8(truncatingIfNeeded: step), count: 12), username: "\(credentials.username):them",
            password: credentials.password.revealed, priority: 1, nominates: step % 2 == 0)
        for bytes in [check, [22, 0xFE, 0xFD] + [UInt8](repeating: 0, count: step % 60), [UInt8(step % 64)]] {
            _ = socket.send(bytes.span, to: house)
        }
    }

    func leave() { socket.close() }
}
