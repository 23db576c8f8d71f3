import CivicCore
import CivicSIP
import Testing

@Suite("registrar (RFC 3261 §10.3)")
struct RegistrarTests {
    private let source = SIPHop.udp(SocketEndpoint(host: "203.0.113.7", port: 1024))

    private func make(contacts: Int = 3) -> Registrar {
        Registrar(
            minimumExpiry: .seconds(60), defaultExpiry: .seconds(300), maximumExpiry: .seconds(3600),
            contactsPerUser: contacts)
    }

    private func register(_ contacts: [String], expires: String? = nil, callID: String = "c", cseq: UInt32 = 1)
        -> SIPRequest
    {
        var request = sample(.register)
        request.callID = callID
        request.cseq.number = cseq
        for contact in contacts { request.headers.append(.contact, contact) }
        if let expires { request.headers.append(.expires, expires) }
        return request
    }

    private func contacts(_ registrar: Registrar, at now: MonotonicInstant = .zero) -> [String] {
        registrar.bindings(of: "u", at: now).map(\.contact.description)
    }

    private func apply(_ request: SIPRequest, to registrar: inout Registrar, at now: MonotonicInstant = .zero)
        -> Registrar.Outcome
    {
        registrar.register(request, user: "u", from: source, at: now)
    }

    @Test("keeps contacts with source, preference and expiry, the preferred first")
    func several() {
        var registrar = make()
        let outcome = apply(
            register(["<sip:u@192.168.1.5>;q=0.3;expires=100, <sip:u@192.0.2.9>;q=0.8"], expires: "200"),
            to: &registrar)
        guard case .accepted(let bindings) = outcome else { return #expect(Bool(false)) }
        #expect(bindings.map(\.q) == [0.8, 0.3])
        #expect(bindings.map(\.expiresAt) == [at(200), at(100)])
        #expect(bindings.map(\.destination.description) == ["192.0.2.9:5060", "203.0.113.7:1024"])
        #expect(registrar.nextExpiry(of: "u") == at(100))
        #expect(contacts(registrar, at: at(100)) == ["sip:u@192.0.2.9"])
        #expect(registrar.expire("u", at: at(100)) == false)
        #expect(registrar.expire("u", at: at(200)) == true)
        #expect(registrar.nextExpiry(of: "u") == nil)
    }

    @Test(
        "reads the expiry",
        arguments: [
            (nil, nil, 300), ("120", nil, 120), (nil, "120", 120), ("120", "900", 120), ("99999", nil, 3600),
            ("99999999999999999999", nil, 3600), ("soon", nil, 300),
        ] as [(String?, String?, Double)])
    func expiries(parameter: String?, field: String?, seconds: Double) {
        var registrar = make()
        let contact = "<sip:u@192.0.2.9>" + (parameter.map { ";expires=\($0)" } ?? "")
        _ = apply(register([contact], expires: field), to: &registrar)
        #expect(registrar.nextExpiry(of: "u") == at(seconds))
    }

    @Test("refuses a registration that is too brief, all of it")
    func tooBrief() {
        var registrar = make()
        let request = register(["<sip:u@192.0.2.8>", "<sip:u@192.0.2.9>;expires=59"])
        #expect(apply(request, to: &registrar) == .tooBrief(minimum: .seconds(60)))
        #expect(contacts(registrar).isEmpty)
    }

    @Test("expiry 0 takes one contact away, the star all of them")
    func removal() {
        var registrar = make()
        _ = apply(register(["<sip:u@192.0.2.8>", "<sip:u@192.0.2.9>"]), to: &registrar)
        _ = apply(register(["<sip:u@192.0.2.8>;expires=0"], cseq: 2), to: &registrar)
        #expect(contacts(registrar) == ["sip:u@192.0.2.9"])
        #expect(apply(register(["*"], expires: "0", cseq: 3), to: &registrar) == .accepted([]))
        #expect(contacts(registrar).isEmpty)
    }

    @Test("the star needs expiry 0 and stands alone")
    func star() {
        var registrar = make()
        _ = apply(register(["<sip:u@192.0.2.8>"]), to: &registrar)
        for request in [
            register(["*"], cseq: 2), register(["*"], expires: "60", cseq: 2),
            register(["*", "<sip:u@192.0.2.9>"], expires: "0", cseq: 2),
        ] {
            guard case .refused(400, _) = apply(request, to: &registrar) else { return #expect(Bool(false)) }
        }
        #expect(contacts(registrar).count == 1)
    }

    @Test("within one Call-ID an older CSeq changes nothing; another Call-ID replaces")
    func order() {
        var registrar = make()
        _ = apply(register(["<sip:u@192.0.2.8>"], cseq: 5), to: &registrar)
        for request in [
            register(["<sip:u@192.0.2.8>;expires=0"], cseq: 5), register(["*"], expires: "0", cseq: 4),
        ] {
            guard case .refused(500, _) = apply(request, to: &registrar) else { return #expect(Bool(false)) }
        }
        #expect(contacts(registrar).count == 1)
        _ = apply(register(["<sip:u@192.0.2.8>;expires=100"], callID: "new", cseq: 1), to: &registrar)
        #expect(registrar.nextExpiry(of: "u") == at(100))
        #expect(contacts(registrar).count == 1)
    }

    @Test("a user has a limited number of contacts")
    func limit() {
        var registrar = make(contacts: 2)
        _ = apply(register(["<sip:u@192.0.2.7>", "<sip:u@192.0.2.8>"]), to: &registrar)
        guard case .refused(403, _) = apply(register(["<sip:u@192.0.2.9>"], cseq: 2), to: &registrar) else {
            return #expect(Bool(false))
        }
        #expect(contacts(registrar).count == 2)
    }

    @Test("no contact asks what there is")
    func query() {
        var registrar = make()
        _ = apply(register(["<sip:u@192.0.2.7>"]), to: &registrar)
        guard case .accepted(let bindings) = apply(register([], cseq: 2), to: &registrar) else {
            return #expect(Bool(false))
        }
        #expect(bindings.count == 1)
    }
}
