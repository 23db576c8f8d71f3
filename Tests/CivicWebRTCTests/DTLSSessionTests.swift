import CivicCore
import CivicWebRTC
import Foundation
import Testing

@Suite struct DTLSSessionTests {
    let server: DTLSIdentity
    let client: DTLSIdentity

    init() throws {
        server = try DTLSIdentity()
        client = try DTLSIdentity()
    }

    /// Carries datagrams to and fro until nobody says anything; `drop` loses some of them.
    private func shakeHands(
        _ caller: DTLSSession, _ answerer: DTLSSession, drop: (Int) -> Bool = { _ in false }
    ) {
        var count = 0
        func pass(_ datagrams: [[UInt8]]) -> [[UInt8]] {
            datagrams.filter { _ in
                defer { count += 1 }
                return !drop(count)
            }
        }
        var toAnswerer = pass(caller.begin())
        let deadline = Date(timeIntervalSinceNow: 20)
        while Date() < deadline {
            var toCaller: [[UInt8]] = []
            for datagram in toAnswerer { toCaller += pass(answerer.receive(datagram)) }
            toAnswerer = []
            for datagram in toCaller { toAnswerer += pass(caller.receive(datagram)) }
            if caller.state != .handshaking, answerer.state != .handshaking { return }
            guard toAnswerer.isEmpty else { continue }
            Thread.sleep(forTimeInterval: 0.02)
            toAnswerer = pass(caller.resend())
            for datagram in pass(answerer.resend()) { toAnswerer += pass(caller.receive(datagram)) }
        }
    }

    @Test func bothSidesComeToTheSameKeys() throws {
        let one = try DTLSSession(client, peer: server.fingerprint, isClient: true)
        let two = try DTLSSession(server, peer: client.fingerprint)
        shakeHands(one, two)
        guard case .connected(let ours) = one.state, case .connected(let theirs) = two.state else {
            Issue.record("\(one.state) and \(two.state)")
            return
        }
        #expect(ours.suite == .aes256GCM)
        #expect(ours.sending == theirs.receiving)
        #expect(ours.receiving == theirs.sending)
        #expect(ours.sending != ours.receiving)
        #expect(ours.sending.revealed.count == 44)
    }

    @Test("lost datagrams are sent again")
    func losses() throws {
        let one = try DTLSSession(client, peer: server.fingerprint, isClient: true)
        let two = try DTLSSession(server, peer: client.fingerprint)
        shakeHands(one, two) { $0 == 0 || $0 == 2 }
        guard case .connected = one.state, case .connected = two.state else {
            Issue.record("\(one.state) and \(two.state)")
            return
        }
    }

    @Test("another certificate than the description names gives no keys")
    func wrongFingerprint() throws {
        let stranger = try DTLSIdentity()
        let one = try DTLSSession(stranger, peer: server.fingerprint, isClient: true)
        let two = try DTLSSession(server, peer: client.fingerprint)
        shakeHands(one, two)
        guard case .failed(let reason) = two.state else {
            Issue.record("\(two.state)")
            return
        }
        #expect(reason == "another certificate than the description names")
    }

    @Test("a good-bye closes the other side")
    func goodBye() throws {
        let one = try DTLSSession(client, peer: server.fingerprint, isClient: true)
        let two = try DTLSSession(server, peer: client.fingerprint)
        shakeHands(one, two)
        for datagram in one.close() { _ = two.receive(datagram) }
        #expect(two.state == .closed)
    }

    @Test("no datagram is longer than goes through everywhere")
    func datagramsAreShort() throws {
        let one = try DTLSSession(client, peer: server.fingerprint, isClient: true)
        let two = try DTLSSession(server, peer: client.fingerprint)
        let hello = one.begin()
        let flight = hello.flatMap { two.receive($0) }
        #expect(!flight.isEmpty)
        #expect((hello + flight).allSatisfy { $0.count <= 1200 })
    }

    @Test("rubbish leaves a handshake as it was")
    func rubbish() throws {
        let two = try DTLSSession(server, peer: client.fingerprint)
        var random = SplitMix64(seed: 7)
        for length in 1...300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = two.receive([UInt8.random(in: 20...63, using: &random)] + bytes)
        }
        let one = try DTLSSession(client, peer: server.fingerprint, isClient: true)
        shakeHands(one, two)
        guard case .connected = two.state else {
            Issue.record("\(two.state)")
            return
        }
    }

    @Test func fingerprintsAreReadAsTheyAreWritten() throws {
        let text = server.fingerprint.description
        #expect(text.hasPrefix("sha-256 "))
        #expect(CertificateFingerprint(text) == server.fingerprint)
        #expect(CertificateFingerprint(text.lowercased()) == server.fingerprint)
        #expect(CertificateFingerprint("sha-1 " + text.dropFirst(8)) == nil)
        #expect(CertificateFingerprint(String(text.dropLast(3))) == nil)
        #expect(CertificateFingerprint(text + ":00") == nil)
        #expect(CertificateFingerprint("sha-256") == nil)
        #expect(CertificateFingerprint("") == nil)
    }
}
