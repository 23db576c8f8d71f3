extension HeaderName {
    /// The names that are registered, and read without a copy. The first eight are what every message is read from.
    enum Known: CaseIterable, Sendable {
        case via, from, to, callID, cseq, maxForwards, contentLength, contentType, accept, acceptContact,
            acceptEncoding, acceptLanguage, alertInfo, allow, allowEvents, authenticationInfo, authorization,
            callInfo, contact, contentDisposition, contentEncoding, contentLanguage, date, diversion, errorInfo,
            event, expires, geolocation, historyInfo, identity, identityInfo, inReplyTo, join, mimeVersion,
            minExpires, minSE, organization, passertedIdentity, ppreferredIdentity, path, priority, privacy,
            proxyAuthenticate, proxyAuthorization, proxyRequire, rack, reason, recordRoute, referSub, referTo,
            referredBy, rejectContact, remotePartyID, replaces, replyTo, requestDisposition, require, retryAfter,
            route, rseq, server, serviceRoute, sessionExpires, subject, subscriptionState, supported, timestamp,
            unsupported, userAgent, warning, wwwAuthenticate

        /// As it is printed.
        var spelling: String {
            switch self {
            case .via: "Via"
            case .from: "From"
            case .to: "To"
            case .callID: "Call-ID"
            case .cseq: "CSeq"
            case .maxForwards: "Max-Forwards"
            case .contentLength: "Content-Length"
            case .contentType: "Content-Type"
            case .accept: "Accept"
            case .acceptContact: "Accept-Contact"
            case .acceptEncoding: "Accept-Encoding"
            case .acceptLanguage: "Accept-Language"
            case .alertInfo: "Alert-Info"
            case .allow: "Allow"
            case .allowEvents: "Allow-Events"
            case .authenticationInfo: "Authentication-Info"
            case .authorization: "Authorization"
            case .callInfo: "Call-Info"
            case .contact: "Contact"
            case .contentDisposition: "Content-Disposition"
            case .contentEncoding: "Content-Encoding"
            case .contentLanguage: "Content-Language"
            case .date: "Date"
            case .diversion: "Diversion"
            case .errorInfo: "Error-Info"
            case .event: "Event"
            case .expires: "Expires"
            case .geolocation: "Geolocation"
            case .historyInfo: "History-Info"
            case .identity: "Identity"
            case .identityInfo: "Identity-Info"
            case .inReplyTo: "In-Reply-To"
            case .join: "Join"
            case .mimeVersion: "MIME-Version"
            case .minExpires: "Min-Expires"
            case .minSE: "Min-SE"
            case .organization: "Organization"
            case .passertedIdentity: "P-Asserted-Identity"
            case .ppreferredIdentity: "P-Preferred-Identity"
            case .path: "Path"
            case .priority: "Priority"
            case .privacy: "Privacy"
            case .proxyAuthenticate: "Proxy-Authenticate"
            case .proxyAuthorization: "Proxy-Authorization"
            case .proxyRequire: "Proxy-Require"
            case .rack: "RAck"
            case .reason: "Reason"
            case .recordRoute: "Record-Route"
            case .referSub: "Refer-Sub"
            case .referTo: "Refer-To"
            case .referredBy: "Referred-By"
            case .rejectContact: "Reject-Contact"
            case .remotePartyID: "Remote-Party-ID"
            case .replaces: "Replaces"
            case .replyTo: "Reply-To"
            case .requestDisposition: "Request-Disposition"
            case .require: "Require"
            case .retryAfter: "Retry-After"
            case .route: "Route"
            case .rseq: "RSeq"
            case .server: "Server"
            case .serviceRoute: "Service-Route"
            case .sessionExpires: "Session-Expires"
            case .subject: "Subject"
            case .subscriptionState: "Subscription-State"
            case .supported: "Supported"
            case .timestamp: "Timestamp"
            case .unsupported: "Unsupported"
            case .userAgent: "User-Agent"
            case .warning: "Warning"
            case .wwwAuthenticate: "WWW-Authenticate"
            }
        }

        /// Read into the message's own properties, and so not among its header fields.
        var isCore: Bool { coreIndex != nil }

        /// 0 to 7 for those.
        var coreIndex: Int? {
            switch self {
            case .via: 0
            case .from: 1
            case .to: 2
            case .callID: 3
            case .cseq: 4
            case .maxForwards: 5
            case .contentLength: 6
            case .contentType: 7
            default: nil
            }
        }

        /// Compact forms (§7.3.3 and the RFCs that added one), from a small letter.
        init?(compact letter: UInt8) {
            switch letter {
            case UInt8(ascii: "a"): self = .acceptContact
            case UInt8(ascii: "b"): self = .referredBy
            case UInt8(ascii: "c"): self = .contentType
            case UInt8(ascii: "d"): self = .requestDisposition
            case UInt8(ascii: "e"): self = .contentEncoding
            case UInt8(ascii: "f"): self = .from
            case UInt8(ascii: "i"): self = .callID
            case UInt8(ascii: "j"): self = .rejectContact
            case UInt8(ascii: "k"): self = .supported
            case UInt8(ascii: "l"): self = .contentLength
            case UInt8(ascii: "m"): self = .contact
            case UInt8(ascii: "n"): self = .identityInfo
            case UInt8(ascii: "o"): self = .event
            case UInt8(ascii: "r"): self = .referTo
            case UInt8(ascii: "s"): self = .subject
            case UInt8(ascii: "t"): self = .to
            case UInt8(ascii: "u"): self = .allowEvents
            case UInt8(ascii: "v"): self = .via
            case UInt8(ascii: "x"): self = .sessionExpires
            case UInt8(ascii: "y"): self = .identity
            default: return nil
            }
        }

        /// The name behind any spelling, long or compact.
        init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
            guard range.count > 1 else {
                guard let letter = range.first, let known = Known(compact: bytes[letter] | 0x20) else { return nil }
                self = known
                return
            }
            guard let known = Table.shared.find(bytes, range) else { return nil }
            self = known
        }
    }

    /// Names by their length and three of their letters; what collides stands in the next free slot.
    private final class Table: Sendable {
        static let shared = Table()

        // Each within the object: finding a name follows one reference.

        /// Numbers of names, in the order of `allCases`; 0xFF is free.
        private let slots: InlineArray<256, UInt8>
        private let names: InlineArray<128, Known>
        /// All names in small letters, one after the other, and where each begins.
        private let letters: InlineArray<1024, UInt8>
        private let starts: InlineArray<129, Int>

        private init() {
            var slots = InlineArray<256, UInt8>(repeating: 0xFF)
            var names = InlineArray<128, Known>(repeating: .via)
            var letters = InlineArray<1024, UInt8>(repeating: 0)
            var starts = InlineArray<129, Int>(repeating: 0)
            for (number, known) in Known.allCases.enumerated() {
                let name = known.spelling.utf8.map { $0 | 0x20 }
                for (offset, letter) in name.enumerated() { letters[starts[number] + offset] = letter }
                starts[number + 1] = starts[number] + name.count
                names[number] = known
                var slot = Self.slot(name.span, name.indices)
                while slots[slot] != 0xFF { slot = (slot + 1) & 0xFF }
                slots[slot] = UInt8(number)
            }
            (self.slots, self.names, self.letters, self.starts) = (slots, names, letters, starts)
        }

        private static func slot(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
            let first = Int(bytes[range.lowerBound] | 0x20)
            let last = Int(bytes[range.upperBound - 1] | 0x20)
            let middle = Int(bytes[range.lowerBound + range.count / 2] | 0x20)
            return (range.count &* 23 &+ first &* 37 &+ last &+ middle &* 7) & 0xFF
        }

        func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Known? {
            var slot = Self.slot(bytes, range)
            while slots[slot] != 0xFF {
                let number = Int(slots[slot])
                if isName(number, bytes, range) { return names[number] }
                slot = (slot + 1) & 0xFF
            }
            return nil
        }

        private func isName(_ number: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
            let start = starts[number]
            guard starts[number + 1] - start == range.count else { return false }
            for offset in 0..<range.count {
                let byte = bytes[range.lowerBound + offset]
                // In this bit alone a capital letter differs from its small one, and a CR from a hyphen.
                guard letters[start + offset] == byte | 0x20, byte != 0x0D else { return false }
            }
            return true
        }
    }
}
