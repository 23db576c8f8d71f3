import CivicCore
import CivicSIP
import CivicTransport

// The group `sip` of the configuration.

extension HotlineConfiguration {
    static func sip(_ settings: inout Settings) -> SIP {
        let udp = settings.value("sip.udp", .endpoint, default: SocketEndpoint(host: "127.0.0.1", port: 5060))
        let tcp = settings.value("sip.tcp", .endpointOrOff, default: udp)
        let tls = settings.value("sip.tls", .endpointOrOff, default: nil)
        let files = tlsFiles(&settings, isWanted: tls != nil)
        let advertise = settings.value("sip.advertise", .endpoint)
        let everywhere = [("sip.udp", udp), ("sip.tcp", tcp), ("sip.tls", tls)]
            .first { ["0.0.0.0", "::"].contains($0.1?.host) }
        if advertise == nil, let (key, _) = everywhere {
            settings.note(
                "'\(key)' listens on every address, so phones must be told which one to use", at: key,
                suggestion: "set 'sip.advertise' (\(Settings.variable(for: "sip.advertise"))) to the public one",
                rule: "no-advertised-address")
        }
        if let tls, tls == tcp {
            settings.note(
                "'sip.tls' and 'sip.tcp' take the same address and port", at: "sip.tls",
                suggestion: "TLS has port 5061 as a rule", rule: "same-address")
        }
        let realm = settings.value("sip.realm", .text, default: "civicline")
        if realm.contains(where: { $0 == "\"" || $0 == "\\" || !$0.isASCII }) {
            settings.note("'sip.realm' takes plain ASCII without quotes", at: "sip.realm", rule: "wrong-value")
        }
        let sessionExpires = settings.value(
            "sip.session-expires", .duration(.seconds(90) ... .seconds(86_400), "90s to 24h"), default: .seconds(1800))
        return SIP(
            udp: udp, tcp: tcp, tls: tls, tlsFiles: files, connections: connections(&settings),
            advertise: advertise ?? udp, realm: realm, sessionExpires: sessionExpires,
            gate: gate(&settings), trace: trace(&settings))
    }

    private static func trace(_ settings: inout Settings) -> TraceSettings {
        var limits = MessageTrace.Limits()
        let keeping = settings.value("sip.trace", .choice(), default: TraceSettings.Keeping.redacted)
        let megabytes = settings.value("sip.trace-memory", .integer(1...4096), default: limits.bytes >> 20)
        limits.bytes = megabytes << 20
        return TraceSettings(keeping: keeping, limits: limits)
    }

    private static func gate(_ settings: inout Settings) -> GateLimits {
        var limits = GateLimits()
        func number(_ key: String, _ range: ClosedRange<Int>, _ path: WritableKeyPath<GateLimits, Int>) {
            limits[keyPath: path] = settings.value(key, .integer(range), default: limits[keyPath: path])
        }
        number("gate.messages-per-second", 10...1_000_000, \.messagesPerSecond)
        number("gate.requests-per-second", 1...100_000, \.requestsPerSecond)
        number("gate.trunk-requests-per-second", 1...100_000, \.requestsPerSecondOfTrunk)
        number("gate.password-tries", 1...1000, \.freeFailures)
        number("gate.scanner-patience", 5...100_000, \.scannerPatience)
        limits.silence = settings.value(
            "gate.scanner-silence", .duration(.seconds(10) ... .seconds(86_400), "10s to 24h"), default: limits.silence)
        return limits
    }

    private static func tlsFiles(_ settings: inout Settings, isWanted: Bool) -> TLSFiles? {
        func path(_ key: String) -> String? {
            guard let name = settings.value(key, .text) else { return nil }
            let path = resolve(name, beside: settings.file)
            demand(path, isFolder: false, key, &settings)
            return path
        }
        let certificate = path("sip.tls-certificate")
        let key = path("sip.tls-key")
        let authorities = path("sip.tls-authorities")
        if let certificate, let key {
            return TLSFiles(certificate: certificate, key: key, authorities: authorities)
        }
        if isWanted || certificate != nil || key != nil {
            let missing = certificate == nil ? "sip.tls-certificate" : "sip.tls-key"
            settings.note(
                "TLS needs a certificate and its key, and '\(missing)' names none", at: isWanted ? "sip.tls" : missing,
                suggestion: "set '\(missing)' (\(Settings.variable(for: missing)))", rule: "no-certificate")
        }
        return nil
    }

    private static func connections(_ settings: inout Settings) -> ConnectionLimits {
        var limits = ConnectionLimits()
        limits.total = settings.value("sip.connections", .integer(1...100_000), default: limits.total)
        limits.perSource = settings.value(
            "sip.connections-per-source", .integer(1...100_000), default: limits.perSource)
        limits.idle = settings.value(
            "sip.connection-idle", .duration(.seconds(10) ... .seconds(3600), "10s to 1h"), default: limits.idle)
        return limits
    }
}

extension HotlineConfiguration.SIP {
    /// What the others are told for TCP: the port of `advertise` where both listen on the same one.
    var advertisedTCP: SocketEndpoint? {
        tcp.map { SocketEndpoint(host: advertise.host, port: $0.port == udp.port ? advertise.port : $0.port) }
    }

    var advertisedTLS: SocketEndpoint? {
        tls.map { SocketEndpoint(host: advertise.host, port: $0.port) }
    }

    var streams: StreamSettings { StreamSettings(tcp: tcp, tls: tls, tlsFiles: tlsFiles, limits: connections) }
}
