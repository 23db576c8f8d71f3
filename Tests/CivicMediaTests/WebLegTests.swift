import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import CivicSRTP
import CivicWebRTC
import Foundation
import Testing

/// A browser in small: checks, a handshake, then G.711 over SRTP, all from one socket.
private final class SmallBrowser {
    let identity: DTLSIdentity
    private let socket: MediaSocket
    private let house: MediaAddress
    private let credentials: ICECredentials
    private let session: DTLSSession
    private var sender: SRTPSender?
    private var receiver: SRTPReceiver?
    private(set) var checksAnswered = 0
    private(set) var heard: [Int16] = []
    private var sequence: UInt16 = 0
    private var sent = 0

    init(_ identity: DTLSIdentity, port: UInt16, _ credentials: ICECredentials, house: CertificateFingerprint) throws {
        self.identity = identity
        socket = try #require(try MediaSocket.bound(to: "127.0.0.1", port: 0))
        self.house = try #require(MediaAddress(SocketEndpoint(host: "127.0.0.1", port: port)))
        self.credentials = credentials
        session = try DTLSSession(identity, peer: house, isClient: true)
    }

    deinit { socket.close() }

    func check(nominates: Bool = true) {
        let bytes = STUNMessage.request(
            (0..<12).map { _ in .random(in: 0...255) }, username: "\(credentials.username):them",
            password: credentials.password.revealed, priority: 99, nominates: nominates)
        send(bytes)
    }

    func shakeHands() { session.begin().forEach(send) }
    func sayGoodBye() { session.close().forEach(send) }
    var state: DTLSSession.State { session.state }

    private func send(_ bytes: [UInt8]) { _ = socket.send(bytes.span, to: house) }

    /// Takes what has come, and sends 20 ms of a tone when keys are there.
    func step(tone: Double) throws {
        var room = [UInt8](repeating: 0, count: 2048)
        while true {
            var buffer = room.mutableSpan
            guard case .datagram(let length, _) = socket.receive(into: &buffer), length > 0 else { break }
            switch room[0] {
            case 0...3: if STUNMessage(Array(room[..<length]))?.kind == .success { checksAnswered += 1 }
            case 20...63: session.receive(Array(room[..<length])).forEach(send)
            default: hear(Array(room[..<length]))
            }
        }
        session.resend().forEach(send)
        guard case .connected(let keys) = session.state else { return }
        if sender == nil {
            sender = try SRTPSender(keys.suite, master: keys.sending)
            receiver = try SRTPReceiver(keys.suite, master: keys.receiving)
        }
        say(tone)
    }

    private func hear(_ bytes: [UInt8]) {
        var plain = [UInt8](repeating: 0, count: 2048)
        var room = plain.mutableSpan
        guard case .plain(let length) = receiver?.unprotect(bytes.span, into: &room), length == 172 else { return }
        var samples = [Int16](repeating: 0, count: 160)
        var output = samples.mutableSpan
        G711.decodeALaw(plain.span.extracting(12..<length), into: &output)
        heard += samples
    }

    private func say(_ tone: Double) {
        var packet = [UInt8](repeating: 0, count: 172)
        do {
            var span = packet.mutableSpan
            RTPHeader(marker: sent == 0, payloadType: 8, sequence: sequence, timestamp: UInt32(sent), ssrc: 77).write(
                to: &span)
        }
        let samples = (0..<160).map { Int16(8000 * sin(2 * .pi * tone * Double(sent + $0) / 8000)) }
        do {
            var whole = packet.mutableSpan
            var payload = whole._mutatingExtracting(12..<172)
            G711.encodeALaw(samples.span, into: &payload)
        }
        sequence &+= 1
        sent += 160
        var wire = [UInt8](repeating: 0, count: 300)
        var room = wire.mutableSpan
        if let length = sender?.protect(packet.span, into: &room) { send(Array(wire[..<length])) }
    }
}

@Suite("Browsers' legs", .serialized)
struct WebLegTests {
    private func browser(
        _ test: EngineHarness, _ bridge: BridgeID, names other: DTLSIdentity? = nil
    ) throws -> (LegID, SmallBrowser) {
        let leg = try test.engine.openLeg(in: bridge, isWeb: true)
        let local = ICECredentials.make()
        let identity = try DTLSIdentity()
        try test.engine.expect(
            WebPeerDescription(
                local: local, remoteUsername: "them", fingerprint: (other ?? identity).fingerprint), on: leg.id)
        var plan = LegPlan(remote: nil, codec: .pcma, payloadType: 8, telephoneEventPayloadType: nil)
        plan.multiplexes = true
        test.engine.connect(leg.id, plan)
        let browser = try SmallBrowser(
            identity, port: leg.port, local, house: try test.engine.webFingerprint())
        return (leg.id, browser)
    }

    /// Goes on for so many steps of 20 ms, or until the condition holds.
    private func run(_ browser: SmallBrowser, steps: Int, until done: () -> Bool = { false }) async throws {
        for _ in 0..<steps where !done() {
            try browser.step(tone: 600)
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test("checks, a handshake, and both sides hear each other under its keys")
    func bothWays() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, browser) = try browser(test, bridge)
            let (_, phone) = try test.call(in: bridge, FarEnd.tone(1000))
            browser.check()
            try await run(browser, steps: 100) { browser.checksAnswered > 0 }
            #expect(browser.checksAnswered == 1)
            browser.shakeHands()
            // As it was while the browser spoke: when it stops, what is missing is concealed.
            var ofBrowser = 0.0
            try await run(browser, steps: 400) {
                ofBrowser = share(of: 600, in: phone.sofar.audio.suffix(1600))
                return browser.heard.count > 8000 && ofBrowser > 0.98
            }
            #expect(ofBrowser > 0.98)
            #expect(share(of: 1000, in: browser.heard.suffix(1600)) > 0.98)
            browser.sayGoodBye()
            #expect(
                await test.wait { test.news.contains { if case .webLost(leg, _) = $0 { true } else { false } } })
        }
    }

    @Test("a browser with another certificate than its description names is never heard")
    func wrongCertificate() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, browser) = try browser(test, bridge, names: DTLSIdentity())
            let (_, phone) = try test.call(in: bridge)
            browser.check()
            try await run(browser, steps: 100) { browser.checksAnswered > 0 }
            browser.shakeHands()
            try await run(browser, steps: 60)
            #expect(browser.heard.isEmpty)
            #expect(phone.sofar.audio.allSatisfy { abs(Int($0)) < 100 })
            #expect(test.news.contains { if case .webLost(leg, _) = $0 { true } else { false } })
        }
    }

    @Test("who has no password of the leg gets no handshake, and takes no audio over")
    func stranger() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (_, browser) = try browser(test, bridge)
            browser.shakeHands()  // without a check
            try await run(browser, steps: 50)
            #expect(browser.state == .handshaking)
            #expect(browser.checksAnswered == 0)
        }
    }

    @Test("a leg that is closed says good-bye, and its port is free again")
    func houseHangsUp() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, browser) = try browser(test, bridge)
            browser.check()
            try await run(browser, steps: 100) { browser.checksAnswered > 0 }
            browser.shakeHands()
            try await run(browser, steps: 400) { browser.heard.count > 1600 }
            #expect(browser.heard.count > 1600)
            test.engine.close(leg)
            try await run(browser, steps: 100) { browser.state == .closed }
            #expect(browser.state == .closed)
            #expect(test.news.contains { if case .closed(leg, _) = $0 { true } else { false } })
        }
    }
}
