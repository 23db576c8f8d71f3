import CivicCore
import CivicSIP
import Testing

@Suite("printing and parsing")
struct RoundTripTests {
    @Test("what is printed is read as the same message", arguments: 1...200)
    func identity(seed: UInt64) throws {
        var maker = MessageMaker(seed: seed)
        let request = maker.request()
        #expect(try SIPMessage(parsing: request.serialized()) == .request(request))
        let response = maker.response()
        #expect(try SIPMessage(parsing: response.serialized()) == .response(response))
    }

    @Test("no value can smuggle in a line of its own")
    func injection() throws {
        var maker = MessageMaker(seed: 1)
        var request = maker.request()
        request.headers.append(HeaderName("Subject"), "a\r\nRoute: <sip:evil@example.com>")
        request.from.displayName = "x\r\nVia: y"
        guard case .request(let read) = try SIPMessage(parsing: request.serialized()) else {
            return #expect(Bool(false))
        }
        #expect(read.headers.all(.route) == request.headers.all(.route))
        #expect(read.vias == request.vias)
    }

    @Test("random bytes never trap", arguments: 1...20)
    func randomBytes(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let count = Int.random(in: 0..<600, using: &generator)
            _ = try? SIPMessage(parsing: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test("changed messages never trap, neither the parser nor the user agent", arguments: 1...40)
    func mutations(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var maker = MessageMaker(seed: seed)
        var agent = UserAgent(
            UserAgentConfiguration(address: SocketEndpoint(host: "192.0.2.2", port: 5060), realm: "r"), seed: seed)
        let source = SocketEndpoint(host: "192.0.2.1", port: 5060)
        var now = MonotonicInstant.zero
        for _ in 0..<100 {
            var bytes = Bool.random(using: &generator) ? maker.request().serialized() : maker.response().serialized()
            for _ in 0..<Int.random(in: 0...6, using: &generator) { mutate(&bytes, using: &generator) }
            agent.receive(bytes, from: source, at: now)
            now += .milliseconds(Int64.random(in: 0...3000, using: &generator))
            agent.advance(to: now)
            for effect in agent.drainEffects() {
                guard case .report(.incoming(let call, _)) = effect else { continue }
                switch Int.random(in: 0...3, using: &generator) {
                case 0: agent.answer(call, body: .sdp([1]), at: now)
                case 1: agent.reject(call, status: 486, at: now)
                case 2: agent.challenge(call, at: now)
                default: agent.ring(call, at: now)
                }
            }
        }
        #expect(agent.counters.received == 100)
    }

    private func mutate(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0...4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("\"<>;,: \r\n%@[]\\0-".utf8).randomElement(using: &generator) ?? 0, at: place)
        case 3: bytes.removeSubrange(place...)
        default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
        }
    }
}

/// Makes sound messages of every shape, the same for the same seed.
struct MessageMaker {
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }

    private mutating func parameters() -> SIPParameters {
        var parameters = SIPParameters()
        for name in ["lr", "x-one", "transport"] where Bool.random(using: &generator) {
            parameters.all.append(.init(name: name, value: pick([nil, "udp", "a.b-c"])))
        }
        return parameters
    }

    private mutating func uri() -> SIPURI {
        SIPURI(
            scheme: pick([.sip, .sips]), user: pick([nil, "12345", "a b@c", "张三", "x;y=z"]),
            host: pick(["192.0.2.7", "example.com", "2001:db8::1"]), port: pick([nil, 5060, 65_535]),
            parameters: parameters())
    }

    private mutating func address(tag: String?) -> NameAddress {
        var address = NameAddress(
            displayName: pick(["", "Plain", "With \"quotes\" and \\", "王 五", "a, b <c>"]), uri: uri(),
            parameters: parameters())
        address.tag = tag
        return address
    }

    private mutating func via() -> Via {
        var parameters = SIPParameters([.init(name: "branch", value: "z9hG4bK\(generator.next())")])
        if Bool.random(using: &generator) { parameters.setFlag("rport") }
        return Via(
            transport: pick(["UDP", "TCP"]), host: pick(["192.0.2.7", "[2001:db8::1]", "h.example.com"]),
            port: pick([nil, 5080]), parameters: parameters)
    }

    private mutating func headers() -> SIPHeaders {
        var headers = SIPHeaders()
        headers.append(.contact, address(tag: nil).description)
        if Bool.random(using: &generator) { headers.append(.route, "<sip:p1.example.com;lr>, <sip:p2.example.com;lr>") }
        if Bool.random(using: &generator) { headers.append(HeaderName("X-Unknown"), "any ;;, \"thing") }
        return headers
    }

    private mutating func body() -> SIPBody? {
        pick([nil, .sdp(Array("v=0\r\n".utf8)), SIPBody(contentType: "application/x; a=b", bytes: [0, 1, 2, 255])])
    }

    mutating func request() -> SIPRequest {
        SIPRequest(
            method: pick(SIPMethod.supported + [SIPMethod("FOO")]), uri: uri(), vias: [via(), via()],
            from: address(tag: "f"), to: address(tag: pick([nil, "t"])), callID: "c\(generator.next())@h",
            cseq: UInt32.random(in: 0..<0x8000_0000, using: &generator), maxForwards: pick([nil, 0, 70]),
            headers: headers(), body: body())
    }

    mutating func response() -> SIPResponse {
        SIPResponse(
            status: Int.random(in: 100...699, using: &generator), reason: pick(["OK", "", "Не найдено"]), vias: [via()],
            from: address(tag: "f"), to: address(tag: "t"), callID: "c\(generator.next())",
            cseq: CSeq(number: 7, method: pick(SIPMethod.supported)), headers: headers(), body: body())
    }
}
