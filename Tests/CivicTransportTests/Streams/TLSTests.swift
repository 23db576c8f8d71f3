import CivicCore
import CivicSIP
import CivicTransport
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@Suite("SIP over real TLS on the loopback", .timeLimit(.minutes(5)))
struct TLSTests {
    private let loopback = SocketEndpoint(host: "127.0.0.1", port: 0)
    private let certificates: Certificates

    init() throws {
        certificates = try Certificates()
    }

    private func open(
        _ files: TLSFiles, limits: ConnectionLimits = ConnectionLimits(), trunks: [Trunk] = [],
        onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void = { _ in }
    ) async throws(SIPEndpointError) -> SIPEndpoint {
        try await SIPEndpoint.open(
            bind: loopback, streams: StreamSettings(tls: loopback, tlsFiles: files, limits: limits),
            configuration: UserAgentConfiguration(address: loopback, realm: "example.org", trunks: trunks),
            group: MultiThreadedEventLoopGroup.singleton, onEvents: onEvents)
    }

    private func tls(_ endpoint: SIPEndpoint) throws -> SocketEndpoint { try #require(endpoint.streamAddresses[.tls]) }

    /// A client that trusts the certificates in `roots`, and shows what `identity` names.
    private func context(trusting roots: String, showing identity: TLSFiles? = nil) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(roots)
        if let identity {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(identity.certificate).map {
                .certificate($0)
            }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private func dropped(_ endpoint: SIPEndpoint) async -> [String: Int] {
        await endpoint.perform { agent, _ in agent.counters.connections.dropped }
    }

    @Test("two endpoints that trust each other set up a call over TLS")
    func call() async throws {
        var (first, second) = (try certificates.make("first"), try certificates.make("second"))
        (first.authorities, second.authorities) = (second.certificate, first.certificate)
        let (aliceEvents, aliceInput) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let (bobEvents, bobInput) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let alice = try await open(first) { $0.forEach { _ = aliceInput.yield($0) } }
        let bob = try await open(second) { $0.forEach { _ = bobInput.yield($0) } }
        let target = try #require(SIPURI(parsing: "sips:12345@127.0.0.1:\(try tls(bob).port)"))
        let handle = await alice.perform { agent, now in
            agent.place(OutgoingCall(target: target, fromUser: "1001", body: .sdp([1])), at: now)
        }
        var incoming = bobEvents.makeAsyncIterator()
        guard case .incoming(let call, _) = await incoming.next() else { return #expect(Bool(false)) }
        bob.submit { agent, now in agent.answer(call, body: .sdp([2]), at: now) }
        guard case .acknowledged = await incoming.next() else { return #expect(Bool(false)) }
        var outgoing = aliceEvents.makeAsyncIterator()
        guard case .answered(handle, _) = await outgoing.next() else { return #expect(Bool(false)) }
        await alice.close()
        await bob.close()
    }

    /// Whether a call of `first`, whose certificate names a trunk, reaches `second`, which is called `named`; and whose it
    /// then is.
    private func callByName(_ named: String) async throws -> (answer: Int?, trunk: String?) {
        var (first, second) = (
            try certificates.make("first", names: "DNS:sbc.carrier.example,IP:127.0.0.1"),
            try certificates.make("second", names: "DNS:hotline.example")
        )
        (first.authorities, second.authorities) = (second.certificate, first.certificate)
        let (aliceEvents, aliceInput) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let (bobEvents, bobInput) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let alice = try await open(first) { $0.forEach { _ = aliceInput.yield($0) } }
        let bob = try await open(second, trunks: [Trunk(name: "carrier", tlsName: "sbc.carrier.example")]) {
            $0.forEach { _ = bobInput.yield($0) }
        }
        let target = try #require(SIPURI(parsing: "sips:12345@127.0.0.1:\(try tls(bob).port)"))
        let address = try tls(bob)
        alice.submit { agent, now in
            agent.nameServer(named, at: address)
            _ = agent.place(OutgoingCall(target: target, fromUser: "1001", body: .sdp([1])), at: now)
        }
        async let answer = aliceEvents.first { if case .failed = $0 { true } else { false } }
        var trunk: String?
        if named == "hotline.example" {
            guard case .incoming(let call, let incoming)? = await bobEvents.first(where: { _ in true }) else {
                return (nil, nil)
            }
            trunk = incoming.trunk
            bob.submit { agent, now in agent.reject(call, status: 486, at: now) }
        }
        var status: Int?
        if case .failed(_, let failure, _, _)? = await answer { status = failure }
        await alice.close()
        await bob.close()
        return (status, trunk)
    }

    @Test("a trunk is known by the name in its certificate, and a server must have the name that it was looked up by")
    func names() async throws {
        let right = try await callByName("hotline.example")
        #expect(right.trunk == "carrier")
        #expect(right.answer == 486)
        let wrong = try await callByName("other.example")
        #expect(wrong.answer == 503)
    }

    @Test("whom we do not trust is not called")
    func distrust() async throws {
        let (events, input) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let bob = try await open(try certificates.make("bob"))
        var files = try certificates.make("alice")
        files.authorities = files.certificate
        let alice = try await open(files) { $0.forEach { _ = input.yield($0) } }
        let port = try tls(bob).port
        alice.submit { agent, now in
            let target = SIPURI(parsing: "sip:1@127.0.0.1:\(port);transport=tls")
            _ = target.map { agent.place(OutgoingCall(target: $0, fromUser: "1"), at: now) }
        }
        var iterator = events.makeAsyncIterator()
        guard case .failed(_, 503, _, _) = await iterator.next() else { return #expect(Bool(false)) }
        await alice.close()
        await bob.close()
    }

    @Test("a client's certificate is welcome where it is known, not needed, and refused where it is not known")
    func clientCertificates() async throws {
        let (known, unknown) = (try certificates.make("known"), try certificates.make("unknown"))
        var files = try certificates.make("server")
        files.authorities = known.certificate
        let endpoint = try await open(files)
        for identity in [nil, known] {
            let client = try await StreamClient.connect(
                to: try tls(endpoint), tls: try context(trusting: files.certificate, showing: identity))
            try await client.send(request("OPTIONS", "a", transport: "TLS"))
            #expect(await client.next() == "SIP/2.0 200 OK")
            await client.close()
        }
        let stranger = try await StreamClient.connect(
            to: try tls(endpoint), tls: try context(trusting: files.certificate, showing: unknown))
        stranger.submit(Array(request("OPTIONS", "b", transport: "TLS").utf8))
        #expect(await stranger.next() == "end")
        #expect(await dropped(endpoint)["tls"] == 1)
        await endpoint.close()
    }

    @Test("a certificate read again serves new connections, and those that stand go on; a faulty one changes nothing")
    func reload() async throws {
        let files = try certificates.make("server")
        let endpoint = try await open(files)
        let first = try await StreamClient.connect(to: try tls(endpoint), tls: try context(trusting: files.certificate))
        try await first.send(request("OPTIONS", "a", transport: "TLS"))
        #expect(await first.next() == "SIP/2.0 200 OK")
        let old = try context(trusting: files.certificate)
        _ = try certificates.make("server")
        #expect(try await endpoint.reloadCertificate())
        let second = try await StreamClient.connect(
            to: try tls(endpoint), tls: try context(trusting: files.certificate))
        for client in [first, second] {
            try await client.send(request("OPTIONS", "b", transport: "TLS"))
            #expect(await client.next() == "SIP/2.0 200 OK")
        }
        let outdated = try await StreamClient.connect(to: try tls(endpoint), tls: old)
        outdated.submit(Array(request("OPTIONS", "c", transport: "TLS").utf8))
        #expect(await outdated.next() == "end")

        try "nothing".write(toFile: files.key, atomically: true, encoding: .utf8)
        await #expect(throws: SIPEndpointError.self) { try await endpoint.reloadCertificate() }
        try await second.send(request("OPTIONS", "d", transport: "TLS"))
        #expect(await second.next() == "SIP/2.0 200 OK")
        await endpoint.close()
    }

    @Test("what is no TLS, and a handshake that does not go on, are dropped and counted")
    func halfOpen() async throws {
        var limits = ConnectionLimits()
        limits.handshake = .seconds(1)
        let endpoint = try await open(try certificates.make("server"), limits: limits)
        let plain = try await StreamClient.connect(to: try tls(endpoint))
        plain.submit(Array(request("OPTIONS", "a").utf8))
        #expect(await plain.next() == "end")
        let silent = try await StreamClient.connect(to: try tls(endpoint))
        #expect(await silent.next() == "end")
        #expect(await dropped(endpoint) == ["tls": 1, "handshake": 1])
        await endpoint.close()
    }

    @Test("faulty files end the start with one line that names the file")
    func faultyFiles() async throws {
        let (first, second) = (try certificates.make("first"), try certificates.make("second"))
        let missing = certificates.path("missing.crt")
        let cases: [(TLSFiles, String)] = [
            (TLSFiles(certificate: missing, key: first.key), "\(missing): the certificate cannot be read"),
            (TLSFiles(certificate: first.key, key: first.key), "\(first.key): holds no certificate in PEM"),
            (TLSFiles(certificate: first.certificate, key: missing), "\(missing): the key cannot be read"),
            (
                TLSFiles(certificate: first.certificate, key: first.certificate),
                "\(first.certificate): holds no private key in PEM"
            ),
            (
                TLSFiles(certificate: first.certificate, key: second.key),
                "\(second.key): the key does not belong to the certificate \(first.certificate)"
            ),
            (
                TLSFiles(certificate: first.certificate, key: first.key, authorities: missing),
                "\(missing): the certificates cannot be read"
            ),
        ]
        for (files, line) in cases {
            do {
                _ = try await open(files)
                #expect(Bool(false), "\(line)")
            } catch {
                #expect("\(error)".hasPrefix(line) && !"\(error)".contains("\n"), "\(error)")
            }
        }
    }
}
