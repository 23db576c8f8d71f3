package import CivicCore

/// Keeps where users can be reached (RFC 3261 §10.3).
package struct Registrar: Sendable {
    package enum Outcome: Equatable, Sendable {
        case accepted([Binding])
        case refused(status: Int, reason: String?)
        /// 423 with Min-Expires.
        case tooBrief(minimum: Duration)
    }

    private struct Record: Sendable {
        var binding: Binding
        var callID: String
        var sequence: UInt32
    }

    private let minimumExpiry: Duration
    private let defaultExpiry: Duration
    private let maximumExpiry: Duration
    private let contactsPerUser: Int
    private var records: [String: [Record]] = [:]

    package init(
        minimumExpiry: Duration, defaultExpiry: Duration, maximumExpiry: Duration, contactsPerUser: Int
    ) {
        self.minimumExpiry = minimumExpiry
        self.defaultExpiry = defaultExpiry
        self.maximumExpiry = maximumExpiry
        self.contactsPerUser = contactsPerUser
    }

    /// The bindings of `user` that have not run out, the most preferred first, newer before older.
    package func bindings(of user: String, at now: MonotonicInstant) -> [Binding] {
        (records[user] ?? []).map(\.binding).filter { $0.expiresAt > now }
            .sorted { $0.q != $1.q ? $0.q > $1.q : $0.expiresAt > $1.expiresAt }
    }

    /// When the next binding of `user` runs out.
    package func nextExpiry(of user: String) -> MonotonicInstant? {
        records[user]?.map(\.binding.expiresAt).min()
    }

    /// Lets go of bindings that have run out; `true` when that took the last one.
    package mutating func expire(_ user: String, at now: MonotonicInstant) -> Bool {
        guard var kept = records[user] else { return false }
        kept.removeAll { $0.binding.expiresAt <= now }
        records[user] = kept.isEmpty ? nil : kept
        return kept.isEmpty
    }

    /// Takes away all bindings of a user who has no account any more.
    package mutating func removeAll(of user: String) -> Bool {
        records.removeValue(forKey: user) != nil
    }

    /// Whether a binding that has not run out was registered by this connection.
    package func uses(_ flow: SIPFlow, at now: MonotonicInstant) -> Bool {
        records.values.contains { $0.contains { $0.binding.source.flow == flow && $0.binding.expiresAt > now } }
    }

    package var users: [String] { Array(records.keys) }

    /// Carries out a REGISTER that was authenticated as `user`: all of it or nothing.
    package mutating func register(
        _ request: SIPRequest, user: String, from source: SIPHop, at now: MonotonicInstant
    ) -> Outcome {
        _ = expire(user, at: now)
        let values = request.headers.all(.contact)
        guard !values.isEmpty else { return .accepted(bindings(of: user, at: now)) }
        if values.contains(where: { trimmed($0) == "*" }) {
            guard values.count == 1, request.headers.first(.expires).flatMap({ decimal($0) }) == 0 else {
                return .refused(status: 400, reason: "Contact * Needs Expires 0 And Stands Alone")
            }
            return removeEverything(request, user: user)
        }
        guard request.headers.addresses(.path) != nil else { return .refused(status: 400, reason: "Bad Path") }
        var updated = records[user] ?? []
        for value in values {
            guard let contacts = NameAddress.list(parsing: value) else {
                return .refused(status: 400, reason: "Bad Contact")
            }
            for contact in contacts {
                if let refusal = apply(contact, of: request, to: &updated, from: source, at: now) { return refusal }
            }
        }
        guard updated.count <= contactsPerUser else { return .refused(status: 403, reason: "Too Many Contacts") }
        records[user] = updated.isEmpty ? nil : updated
        return .accepted(bindings(of: user, at: now))
    }

    private mutating func removeEverything(_ request: SIPRequest, user: String) -> Outcome {
        let isInOrder = (records[user] ?? []).allSatisfy { isNewer(request, than: $0) }
        guard isInOrder else { return .refused(status: 500, reason: "CSeq Out Of Order") }
        records[user] = nil
        return .accepted([])
    }

    private func apply(
        _ contact: NameAddress, of request: SIPRequest, to updated: inout [Record], from source: SIPHop,
        at now: MonotonicInstant
    ) -> Outcome? {
        guard contact.uri.isSIP else { return .refused(status: 400, reason: "Contact Is No SIP URI") }
        let expiry = requestedExpiry(contact, request)
        if expiry > .zero, expiry < minimumExpiry { return .tooBrief(minimum: minimumExpiry) }
        let index = updated.firstIndex { $0.binding.contact.isEquivalent(to: contact.uri) }
        if let index, !isNewer(request, than: updated[index]) {
            return .refused(status: 500, reason: "CSeq Out Of Order")
        }
        if let index { updated.remove(at: index) }
        guard expiry > .zero else { return nil }
        let binding = Binding(
            contact: contact.uri, source: source, expiresAt: now + min(expiry, maximumExpiry),
            q: Self.preference(contact), userAgent: request.headers.first(.userAgent) ?? "",
            path: request.headers.addresses(.path) ?? [])
        updated.append(Record(binding: binding, callID: request.callID, sequence: request.cseq.number))
        return nil
    }

    /// §10.3 step 7: within one Call-ID the CSeq must grow; a new Call-ID means that the phone has started anew.
    private func isNewer(_ request: SIPRequest, than record: Record) -> Bool {
        request.callID != record.callID || request.cseq.number > record.sequence
    }

    /// The Contact's own `expires`, else the Expires field, else the default. A number too large to be read means the
    /// longest time.
    private func requestedExpiry(_ contact: NameAddress, _ request: SIPRequest) -> Duration {
        guard let text = contact.parameters["expires"] ?? request.headers.first(.expires) else { return defaultExpiry }
        if let seconds = decimal(text) { return .seconds(seconds) }
        return !text.isEmpty && text.utf8.allSatisfy(\.isDigit) ? maximumExpiry : defaultExpiry
    }

    /// `qvalue`: 0 to 1 with at most three decimals; 1 where it is missing or wrong.
    private static func preference(_ contact: NameAddress) -> Double {
        guard let text = contact.parameters["q"], text.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }),
            let value = Double(text), (0...1).contains(value)
        else { return 1 }
        return value
    }
}
