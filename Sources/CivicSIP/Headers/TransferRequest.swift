/// What a REFER asks for (RFC 3515 §2.1).
package struct TransferRequest: Hashable, Sendable {
    /// Refer-To without the header fields that it may carry.
    package var target: SIPURI
    /// The call that the new one is to take the place of: an attended transfer.
    package var replaces: Replaces?
    /// Who asks (RFC 3892), as far as it says so; nothing proves it.
    package var referredBy: NameAddress?
    /// Wants no NOTIFY (RFC 4488).
    package var isQuiet: Bool

    package init(target: SIPURI, replaces: Replaces? = nil, referredBy: NameAddress? = nil, isQuiet: Bool = false) {
        self.target = target
        self.replaces = replaces
        self.referredBy = referredBy
        self.isQuiet = isQuiet
    }

    /// Reads a REFER; `nil` where it has not exactly one Refer-To, or one that cannot be called (§2.4.1).
    package init?(_ request: SIPRequest) {
        let values = request.headers.list(.referTo)
        guard values.count == 1, let address = values.first.flatMap({ NameAddress(parsing: $0) }) else { return nil }
        var target = address.uri
        var replaces: Replaces?
        for field in (target.headers ?? "").split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, HeaderName(percentDecoded(String(parts[0]))) == .replaces else { continue }
            guard replaces == nil, let wanted = Replaces(parsing: percentDecoded(String(parts[1]))) else { return nil }
            replaces = wanted
        }
        if let method = target.parameters["method"], !method.equalsIgnoringCase("INVITE") { return nil }
        target.headers = nil
        self.init(
            target: target, replaces: replaces,
            referredBy: request.headers.first(.referredBy).flatMap { NameAddress(parsing: $0) },
            isQuiet: request.headers.first(.referSub).map { trimmed($0).lowercased().hasPrefix("false") } ?? false)
    }

    /// The value of Refer-To.
    package var referTo: String {
        var uri = target
        if let replaces {
            uri.headers = "Replaces=" + percentEncoded(replaces.description) { ByteSet.unreserved.contains($0) }
        }
        return NameAddress(uri: uri).description
    }
}

/// The status line in the body of a NOTIFY about a REFER (RFC 3420, RFC 3515 §2.4.5).
enum StatusFragment {
    static func body(status: Int) -> SIPBody {
        SIPBody(
            contentType: "message/sipfrag;version=2.0",
            bytes: Array("SIP/2.0 \(status) \(SIPStatus.phrase(status))\r\n".utf8))
    }

    /// The status of `SIP/2.0 180 Ringing`; `nil` for anything else.
    static func status(in body: SIPBody?) -> Int? {
        guard let body, body.mediaType == "message/sipfrag" else { return nil }
        let text = String(decoding: body.bytes.prefix(64), as: UTF8.self)
        var scanner = HeaderScanner(text)
        guard scanner.takeWhile({ !$0.isSpace })?.equalsIgnoringCase("SIP/2.0") == true else { return nil }
        scanner.skipSpace()
        guard let digits = scanner.takeWhile(\.isDigit), let status = decimal(digits, upTo: 699), status >= 100 else {
            return nil
        }
        return status
    }
}
