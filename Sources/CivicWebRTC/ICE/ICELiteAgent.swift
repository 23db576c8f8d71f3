package import CivicCore

/// The side that only answers connectivity checks (RFC 8445 §2.5, lite): it has one address, which the other side can
/// reach, and takes the way that the other side chooses.
///
///     check ─▶ authentic? ─no─▶ 401
///                │ yes
///                ▼
///     answer; the source is known ──USE-CANDIDATE──▶ chosen way ──30 s without a check──▶ lost (RFC 7675)
package struct ICELiteAgent: Sendable {
    package enum Effect: Equatable, Sendable {
        case send([UInt8], to: SocketEndpoint)
        /// From now on this is where media goes.
        case chosen(SocketEndpoint)
        /// The other side has not asked for leave to be sent to for so long that it is gone.
        case lost
    }

    /// Consent lasts so long after the last authentic check (RFC 7675 §5.1).
    package static let consentLasts = Duration.seconds(30)
    /// A chosen way that is not asked for again for so long yields to one that is, whatever their priorities.
    static let wayLasts = Duration.seconds(3)
    /// Sources that are remembered; a browser has a handful.
    static let mostSources = 16

    private let local: ICECredentials
    private let expected: String
    private var sources: [SocketEndpoint] = []
    private var way: (endpoint: SocketEndpoint, priority: UInt32, at: MonotonicInstant)?
    private var heardAt: MonotonicInstant
    private var isLost = false

    /// - Parameter remoteUsername: from the other side's description.
    package init(local: ICECredentials, remoteUsername: String, at now: MonotonicInstant) {
        self.local = local
        expected = "\(local.username):\(remoteUsername)"
        heardAt = now
    }

    package var chosen: SocketEndpoint? { way?.endpoint }

    /// Whether an authentic check has come from there: what else comes from it is worth looking at.
    package func knows(_ source: SocketEndpoint) -> Bool { sources.contains(source) }

    /// Takes a datagram that looks like STUN (RFC 7983 §7).
    package mutating func receive(_ bytes: [UInt8], from source: SocketEndpoint, at now: MonotonicInstant) -> [Effect] {
        // A check carries FINGERPRINT (RFC 8445 §7.1.1); what has none is of another use of STUN.
        guard let message = STUNMessage(bytes), message.kind == .request, message.hasFingerprint, !isLost else {
            return []
        }
        let id = message.transaction
        guard message.integrityOffset != nil, let username = message.username else {
            return [.send(STUNMessage.error(400, "Bad Request", id, password: nil), to: source)]
        }
        guard username == expected, message.isAuthentic(bytes, password: local.password.revealed) else {
            return [.send(STUNMessage.error(401, "Unauthenticated", id, password: nil), to: source)]
        }
        let password = local.password.revealed
        guard message.unknown.isEmpty else {
            let answer = STUNMessage.error(
                420, "Unknown Attribute", id, unknown: message.unknown, password: password)
            return [.send(answer, to: source)]
        }
        // A lite side never controls a full one (RFC 8445 §6.1.1).
        guard !message.claimsControlled else {
            return [.send(STUNMessage.error(487, "Role Conflict", id, password: password), to: source)]
        }
        heardAt = now
        if !sources.contains(source) {
            if sources.count >= Self.mostSources { sources.removeFirst() }
            sources.append(source)
        }
        var effects = [Effect.send(STUNMessage.success(id, seenAs: source, password: password), to: source)]
        if message.nominates, choose(source, priority: message.priority ?? 0, at: now) {
            effects.append(.chosen(source))
        }
        return effects
    }

    /// Whether the way changes. Who nominates several takes the one of highest priority (§7.3.2, §8.1.1).
    private mutating func choose(_ source: SocketEndpoint, priority: UInt32, at now: MonotonicInstant) -> Bool {
        if let old = way, old.endpoint != source, priority < old.priority, now < old.at + Self.wayLasts { return false }
        let isNew = way?.endpoint != source
        way = (source, priority, now)
        return isNew
    }

    package var nextDeadline: MonotonicInstant? { isLost ? nil : heardAt + Self.consentLasts }

    package mutating func advance(to now: MonotonicInstant) -> [Effect] {
        guard let deadline = nextDeadline, deadline <= now else { return [] }
        isLost = true
        return [.lost]
    }
}
