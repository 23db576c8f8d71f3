import CivicCalls
import CivicCore
import CivicSIP
import CivicYAML

/// Reading of one entry of `trunks`.
enum TrunkEntry {
    /// Labels of /metrics that are no trunks.
    private static let reserved: Set<String> = ["strangers", "accounts", "others"]

    static func line(_ reader: inout YAMLReader, numbering: NumberingRule) -> TrunkRules.Line? {
        guard reader.value.mapping != nil else { return nil }
        let name = name(&reader)
        let addresses = addresses(&reader)
        let (registration, realm) = registration(&reader)
        let tlsName = reader.optional("tls-name") == nil ? nil : reader.string("tls-name")
        let needsDigest = reader.boolean("needs-digest", default: false) ?? false
        let identity: CallerIdentity.Source? = reader.choice("caller-id", default: .asserted)
        let codecs = codecs(&reader)
        let dtmf: TrunkAudio.DTMF? = reader.choice("dtmf", default: .auto)
        let srtp: SRTPPolicy? = reader.optional("srtp") == nil ? nil : reader.choice("srtp")
        let channels =
            reader.optional("channels") == nil ? nil : reader.integer("channels", in: 1...100_000, default: 1)
        let probe = probe(&reader)
        let servers = servers(&reader)
        let numbers = numbers(&reader, numbering)
        let transfers: Trunk.Transfers? = reader.choice("transfers", default: .bridged)
        reader.finish()
        guard let name else { return nil }
        if addresses.isEmpty, registration == nil, tlsName == nil, servers.isEmpty {
            reader.note(
                "nothing says how a call of '\(name)' is known", at: reader.value,
                suggestion: "give 'addresses', 'register', 'tls-name' or 'outbound'", rule: "missing-key")
        }
        let trunk = Trunk(
            name: name, addresses: addresses, registration: registration, tlsName: tlsName, needsDigest: needsDigest,
            callerIdentity: identity ?? .asserted, numbering: numbers.rule, channels: channels, probe: probe,
            servers: servers, dialled: numbers.dials, shows: numbers.shows, realm: realm,
            transfers: transfers ?? .bridged)
        return TrunkRules.Line(trunk: trunk, codecs: codecs, dtmf: dtmf ?? .auto, srtp: srtp)
    }

    private static func name(_ reader: inout YAMLReader) -> String? {
        guard let name = reader.string("name") else { return nil }
        let isWord = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isWord, (1...40).contains(name.utf8.count), !reserved.contains(name) else {
            reader.note(
                "a trunk's name is 1 to 40 letters, digits and - _ . and none of \(reserved.sorted().joined(separator: ", "))",
                at: reader.value["name"] ?? reader.value, rule: "wrong-value")
            return nil
        }
        return name
    }

    private static func addresses(_ reader: inout YAMLReader) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for (index, text) in (reader.strings("addresses", default: []) ?? []).enumerated() {
            if let range = AddressRange(text) {
                ranges.append(range)
                continue
            }
            reader.note(
                "'\(text)' is no address or range such as 192.0.2.0/24", at: reader.element(index, of: "addresses"),
                rule: "wrong-value")
        }
        return ranges
    }

    private static func registration(_ reader: inout YAMLReader) -> (Trunk.Registration?, realm: String?) {
        guard let value = reader.optional("register") else { return (nil, nil) }
        var inner = YAMLReader(value, file: reader.file)
        let registrar = inner.string("registrar")
        let user = inner.string("user")
        var password: Redacted<String>?
        // Read by hand, so that no message repeats it.
        if let given = inner.required("password") {
            if case .scalar(let text, _) = given.content, (1...128).contains(text.count) {
                password = Redacted(text)
            } else {
                inner.note("'password' takes a text of 1 to 128 characters", at: given, rule: "wrong-value")
            }
        }
        let realm = inner.optional("realm") == nil ? nil : inner.string("realm")
        let expiry = inner.duration("expires", default: .seconds(300)) ?? .seconds(300)
        if !(Duration.seconds(30)...Duration.seconds(86_400)).contains(expiry) {
            inner.note("'expires' takes a duration from 30s to 24h", at: value["expires"] ?? value, rule: "wrong-value")
        }
        let uri = registrar.flatMap { server($0, at: value["registrar"] ?? value, &inner) }
        inner.finish()
        reader.absorb(inner)
        guard let uri, let user, !user.isEmpty, let password else { return (nil, realm) }
        return (Trunk.Registration(user: user, password: password, registrar: uri, expiry: expiry), realm)
    }

    private static func codecs(_ reader: inout YAMLReader) -> [HotlineConfiguration.Codec]? {
        guard let value = reader.optional("codecs") else { return nil }
        let kind = SettingKind<[HotlineConfiguration.Codec]>.choices()
        if let codecs = kind.parse(value) { return codecs }
        reader.note("'codecs' takes \(kind.expected)", at: value, rule: "wrong-value")
        return nil
    }

    private static func probe(_ reader: inout YAMLReader) -> Duration? {
        guard let value = reader.optional("probe"), value.string != "off" else { return nil }
        guard let interval = value.duration, (Duration.seconds(5)...Duration.seconds(3600)).contains(interval) else {
            reader.note("'probe' takes a duration from 5s to 1h, or off", at: value, rule: "wrong-value")
            return nil
        }
        return interval
    }

    private static func servers(_ reader: inout YAMLReader) -> [SIPURI] {
        let texts = reader.strings("outbound", default: []) ?? []
        return texts.enumerated().compactMap { index, text in
            server(text, at: reader.element(index, of: "outbound"), &reader)
        }
    }

    private static func server(_ text: String, at place: YAMLValue, _ reader: inout YAMLReader) -> SIPURI? {
        guard let uri = SIPURI(parsing: text), uri.isSIP, uri.user == nil, uri.headers == nil, !uri.host.isEmpty else {
            reader.note(
                "'\(text.prefix(60))' is no server such as sip:sip.example.org or \"sip:192.0.2.1:5060;transport=tcp\"",
                at: place, suggestion: "a SIP URI without a user", rule: "wrong-value")
            return nil
        }
        return uri
    }

    private static func numbers(
        _ reader: inout YAMLReader, _ hotline: NumberingRule
    ) -> (rule: NumberingRule?, dials: Trunk.NumberForm, shows: String?) {
        guard let value = reader.optional("numbers") else { return (nil, .e164, nil) }
        var inner = YAMLReader(value, file: reader.file)
        func digits(_ key: String, _ range: ClosedRange<Int>, _ fallback: String) -> String {
            guard let given = inner.optional(key) ?? value[key] else { return fallback }
            let kind = SettingKind<String>.digits(range)
            if let text = kind.parse(given) { return text }
            inner.note("'\(key)' takes \(kind.expected)", at: given, rule: "wrong-value")
            return fallback
        }
        var rule = hotline
        rule.countryCode = digits("country-code", 1...3, rule.countryCode)
        rule.internationalPrefix = digits("international-prefix", 0...5, rule.internationalPrefix)
        rule.trunkPrefix = digits("national-prefix", 0...3, rule.trunkPrefix)
        rule.areaCode = digits("area-code", 0...5, rule.areaCode)
        rule.shortestNational =
            inner.integer("shortest-national", in: 4...14, default: rule.shortestNational) ?? rule.shortestNational
        rule.localLength = inner.integer("local-length", in: 4...10, default: rule.localLength) ?? rule.localLength
        let dials: Trunk.NumberForm? = inner.choice("dials", default: .e164)
        var shows: String?
        if let given = inner.optional("shows") {
            shows = given.string.flatMap { TrunksFile.isDialled($0) ? $0 : nil }
            if shows == nil { inner.note("'shows' takes a number", at: given, rule: "wrong-value") }
        }
        inner.finish()
        reader.absorb(inner)
        return (rule == hotline ? nil : rule, dials ?? .e164, shows)
    }
}
