import CivicCore

/// Where requests to a URI go, in the order in which the places are to be tried (RFC 3263 §4).
///
///     URI ─▶ transport: named, else NAPTR, else which SRV there is ─▶ SRV ─▶ A, AAAA ─▶ hops
///
/// It asks nobody itself: `step` says what has to be known next, and is called again with the answers.
package struct ServerLocation: Sendable {
    package enum Step: Hashable, Sendable {
        /// All of these have to be answered first.
        case ask([DNSQuery])
        /// Empty where the URI leads nowhere.
        case found([SIPHop])
    }

    /// Places that one URI may lead to; records beyond them are not followed.
    private static let limit = 32

    private let uri: SIPURI
    private let supported: [SIPTransport]
    private let seed: UInt64

    /// - Parameters:
    ///   - supported: the transports that we have, the preferred first; a domain's own preference goes before ours.
    ///   - seed: decides among records of one priority by their weights; a random one for each request.
    package init(of uri: SIPURI, supported: [SIPTransport], seed: UInt64) {
        self.uri = uri
        self.supported = supported
        self.seed = seed
    }

    /// What is known now, or what has to be asked.
    package func step(_ answers: [DNSQuery: DNSAnswer]) -> Step {
        guard uri.isSIP else { return .found([]) }
        if let hop = uri.numericHop { return .found(supported.contains(hop.transport) ? [hop] : []) }
        if let unknown = uri.parameters["transport"], !unknown.isEmpty, uri.namedTransport == nil { return .found([]) }
        let target = (uri.parameters["maddr"] ?? uri.host).lowercased()
        guard IPAddress(target) == nil, !target.isEmpty else { return .found([]) }
        var search = Search(answers: answers, seed: seed, limit: Self.limit)
        if let port = uri.port {
            let transport = uri.namedTransport ?? .udp
            guard supported.contains(transport) else { return .found([]) }
            search.addHost(target, port: port, over: transport)
        } else if let transport = transport(in: target, &search) {
            search.addService(transport.service, of: target, over: transport.transport)
        }
        return search.outcome
    }

    /// The transport and the name of its SRV records; `nil` while something has to be asked, and where there is none.
    private func transport(
        in target: String, _ search: inout Search
    ) -> (transport: SIPTransport, service: String)? {
        let isSecure = uri.scheme == .sips
        if let named = uri.namedTransport, !isSecure {
            return supported.contains(named) ? (named, named.serviceName(in: target)) : nil
        }
        guard let naptr = search.naptr(target) else { return nil }
        let usable = naptr.compactMap { record -> (NAPTRRecord, SIPTransport)? in
            guard record.flags.lowercased() == "s", !record.replacement.isEmpty,
                let transport = SIPTransport(naptrService: record.service), supported.contains(transport),
                !isSecure || transport == .tls
            else { return nil }
            return (record, transport)
        }.min { ($0.0.order, $0.0.preference) < ($1.0.order, $1.0.preference) }
        if let (record, transport) = usable { return (transport, record.replacement.lowercased()) }
        let candidates = isSecure ? supported.filter { $0 == .tls } : supported
        for transport in candidates {
            let service = transport.serviceName(in: target)
            guard let records = search.srv(service) else { return nil }
            if !records.isEmpty { return (transport, service) }
        }
        // Neither NAPTR nor SRV: the host itself, by the scheme's default.
        let transport: SIPTransport = isSecure ? .tls : .udp
        return candidates.contains(transport) ? (transport, transport.serviceName(in: target)) : nil
    }
}

extension SIPTransport {
    /// `_sip._udp.example.org` (RFC 3263 §4.1).
    fileprivate func serviceName(in domain: String) -> String {
        switch self {
        case .udp: "_sip._udp.\(domain)"
        case .tcp: "_sip._tcp.\(domain)"
        case .tls: "_sips._tcp.\(domain)"
        }
    }

    fileprivate init?(naptrService: String) {
        switch naptrService.uppercased() {
        case "SIP+D2U": self = .udp
        case "SIP+D2T": self = .tcp
        case "SIPS+D2T": self = .tls
        default: return nil
        }
    }
}

/// One walk over what is known: collects hops, and what is missing for them.
private struct Search {
    let answers: [DNSQuery: DNSAnswer]
    let limit: Int
    var random: SplitMix64
    var missing: [DNSQuery] = []
    var hops: [SIPHop] = []

    init(answers: [DNSQuery: DNSAnswer], seed: UInt64, limit: Int) {
        self.answers = answers
        self.limit = limit
        random = SplitMix64(seed: seed)
    }

    var outcome: ServerLocation.Step { missing.isEmpty ? .found(hops) : .ask(missing) }

    private mutating func ask(_ query: DNSQuery) {
        if !missing.contains(query) { missing.append(query) }
    }

    mutating func naptr(_ name: String) -> [NAPTRRecord]? {
        if case .naptr(let records)? = answers[.naptr(name)] { return records }
        ask(.naptr(name))
        return nil
    }

    mutating func srv(_ name: String) -> [SRVRecord]? {
        if case .srv(let records)? = answers[.srv(name)] { return records }
        ask(.srv(name))
        return nil
    }

    /// The hosts of `service`; `domain` itself with the default port where there are none (§4.2).
    mutating func addService(_ service: String, of domain: String, over transport: SIPTransport) {
        guard let records = srv(service) else { return }
        guard !records.isEmpty else { return addHost(domain, port: transport.defaultPort, over: transport) }
        // A single record for the root says that the service is not there (RFC 2782).
        for record in ordered(records).prefix(limit) where !["", "."].contains(record.target) {
            addHost(record.target.lowercased(), port: record.port, over: transport)
        }
    }

    mutating func addHost(_ host: String, port: UInt16, over transport: SIPTransport) {
        guard case .addresses(let addresses)? = answers[.addresses(host)] else { return ask(.addresses(host)) }
        for address in addresses {
            guard hops.count < limit, let read = IPAddress(address), !read.isUnusable else { continue }
            let hop = SIPHop(transport, SocketEndpoint(host: address, port: port))
            if !hops.contains(hop) { hops.append(hop) }
        }
    }

    /// By priority, and within one at random by weight (RFC 2782, "Usage rules").
    private mutating func ordered(_ records: [SRVRecord]) -> [SRVRecord] {
        var ordered: [SRVRecord] = []
        let groups = Dictionary(grouping: records, by: \.priority)
        for priority in groups.keys.sorted() {
            // Those without weight first, so that they are chosen now and then.
            var left = (groups[priority] ?? []).sorted {
                ($0.weight, $0.target, $0.port) < ($1.weight, $1.target, $1.port)
            }
            while !left.isEmpty {
                let total = left.reduce(0) { $0 + Int($1.weight) }
                var ticket = Int.random(in: 0...total, using: &random)
                let index =
                    left.firstIndex { record in
                        ticket -= Int(record.weight)
                        return ticket <= 0
                    } ?? left.index(before: left.endIndex)
                ordered.append(left.remove(at: index))
            }
        }
        return ordered
    }
}
