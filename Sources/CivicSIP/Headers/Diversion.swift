/// One step of a call that was forwarded before it came to us: Diversion (RFC 5806) or History-Info (RFC 7044).
package struct Diversion: Hashable, Sendable {
    /// The number or user name that was called first and sent the call on.
    package var number: String
    /// `no-answer`, `user-busy`, `unconditional` and the like, in lower case; `nil` where nobody says.
    package var reason: String?

    package init(number: String, reason: String? = nil) {
        self.number = number
        self.reason = reason
    }

    /// No chain is longer than this, whatever a message says.
    private static let limit = 10

    /// The steps of a request, the one that was called first at the front.
    ///
    /// Diversion is read where it is there, since it says what History-Info says less clearly; its newest entry stands
    /// first (RFC 5806 §4.1), so that the order is turned.
    package static func steps(in headers: SIPHeaders) -> [Diversion] {
        let diversions = headers.list(.diversion).prefix(limit).compactMap { NameAddress(parsing: $0) }
            .compactMap { address -> Diversion? in
                let number = CallerIdentity.telephoneText(address.uri)
                guard !number.isEmpty else { return nil }
                return Diversion(number: number, reason: address.parameters.text("reason")?.lowercased())
            }
        return diversions.isEmpty ? history(headers) : diversions.reversed()
    }

    /// RFC 7044 §5: each entry is a target; the last is where the call is now, and the Reason in an entry's URI says why it
    /// was left.
    private static func history(_ headers: SIPHeaders) -> [Diversion] {
        let entries = headers.list(.historyInfo).prefix(limit + 1).compactMap { NameAddress(parsing: $0) }
        return entries.dropLast().compactMap { entry in
            let number = CallerIdentity.telephoneText(entry.uri)
            guard !number.isEmpty else { return nil }
            return Diversion(number: number, reason: reason(in: entry.uri))
        }
    }

    /// `Reason=SIP%3Bcause%3D302` in the words of Diversion (RFC 4458 §2, RFC 5806 §8).
    private static func reason(in uri: SIPURI) -> String? {
        let fields = (uri.headers ?? "").split(separator: "&").map { percentDecoded(String($0)).lowercased() }
        guard let reason = fields.first(where: { $0.hasPrefix("reason=") }),
            let cause = reason.split(separator: ";").first(where: { trimmed(String($0)).hasPrefix("cause=") })
        else { return nil }
        return switch trimmed(String(cause)).dropFirst("cause=".count) {
        case "404": "unknown"
        case "302": "unconditional"
        case "486": "user-busy"
        case "408", "480": "no-answer"
        case "487": "deflection"
        case "503": "unavailable"
        default: nil
        }
    }
}
