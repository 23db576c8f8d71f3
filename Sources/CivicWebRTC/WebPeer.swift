package import CivicCore

/// What offer and answer have said of a browser's leg: how to tell that it is the one.
package struct WebPeerDescription: Equatable, Sendable {
    package var local: ICECredentials
    package var remoteUsername: String
    package var fingerprint: CertificateFingerprint

    package init(local: ICECredentials, remoteUsername: String, fingerprint: CertificateFingerprint) {
        self.local = local
        self.remoteUsername = remoteUsername
        self.fingerprint = fingerprint
    }
}

/// All that has to be settled with a browser before its audio can be heard: a way to it, and keys.
///
///     STUN ─▶ ICELiteAgent ─▶ answers, the way ─┐
///     DTLS ─▶ DTLSSession  ─▶ flights, keys ────┴─▶ secured(keys, way) … moved(way) … lost
///
/// Datagrams are told apart by their first byte (RFC 7983 §7); those of SRTP never come here.
package struct WebPeer: Sendable {
    package enum Effect: Equatable, Sendable {
        case send([UInt8], to: SocketEndpoint)
        /// Media may flow.
        case secured(SRTPKeys, SocketEndpoint)
        /// The same keys, another way.
        case moved(SocketEndpoint)
        case lost(String)
    }

    /// A handshake that takes longer comes to nothing.
    package static let patience = Duration.seconds(20)

    private var ice: ICELiteAgent
    private let dtls: DTLSSession
    private let startedAt: MonotonicInstant
    private var isSecured = false
    private var isLost = false

    package init(
        _ identity: DTLSIdentity, _ description: WebPeerDescription, at now: MonotonicInstant
    ) throws(DTLSError) {
        ice = ICELiteAgent(local: description.local, remoteUsername: description.remoteUsername, at: now)
        dtls = try DTLSSession(identity, peer: description.fingerprint)
        startedAt = now
    }

    package mutating func receive(_ datagram: [UInt8], from source: SocketEndpoint, at now: MonotonicInstant)
        -> [Effect]
    {
        guard !isLost, let first = datagram.first else { return [] }
        switch first {
        case 0...3: return take(ice.receive(datagram, from: source, at: now))
        case 20...63:
            // Only from where a check has come: nobody else can make us work, or send to a third party.
            guard ice.knows(source) else { return [] }
            return dtls.receive(datagram).map { .send($0, to: source) } + look()
        default: return []
        }
    }

    /// To be called every few tens of milliseconds while media does not flow yet, and once a second then.
    package mutating func advance(to now: MonotonicInstant) -> [Effect] {
        guard !isLost else { return [] }
        var effects = take(ice.advance(to: now))
        if let way = ice.chosen { effects += dtls.resend().map { .send($0, to: way) } }
        effects += look()
        if !isSecured, now > startedAt + Self.patience { effects += lose("no way or no keys in time") }
        return effects
    }

    /// Says good-bye.
    package func close() -> [Effect] {
        guard let way = ice.chosen else { return [] }
        return dtls.close().map { .send($0, to: way) }
    }

    private mutating func take(_ effects: [ICELiteAgent.Effect]) -> [Effect] {
        effects.flatMap { effect -> [Effect] in
            switch effect {
            case .send(let bytes, let target): [.send(bytes, to: target)]
            case .chosen(let way): isSecured ? [.moved(way)] : look()
            case .lost: lose("no check for \(ICELiteAgent.consentLasts.components.seconds) s")
            }
        }
    }

    private mutating func look() -> [Effect] {
        switch dtls.state {
        case .handshaking: return []
        case .connected(let keys):
            guard !isSecured, let way = ice.chosen else { return [] }
            isSecured = true
            return [.secured(keys, way)]
        case .failed(let reason): return lose(reason)
        case .closed: return lose("closed by the other side")
        }
    }

    private mutating func lose(_ reason: String) -> [Effect] {
        guard !isLost else { return [] }
        isLost = true
        return [.lost(reason)]
    }
}
