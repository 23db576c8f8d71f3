/// Takes the people out of a SIP message and leaves what a technician needs.
///
/// Every byte stays in its place and every line keeps its length; what is personal becomes `x`. That is: the names and the
/// user parts of all addresses (From, To, Contact, P-Asserted-Identity, Diversion, the Request-URI and so on), digest user
/// names and responses, the keys of `a=crypto`, header fields that are not known here, and every body that is no session
/// description. Hosts, tags, branches, Call-ID, CSeq and the rest of SDP stay, but for runs of digits in them that are one
/// of the numbers taken out elsewhere: many a phone writes its number into its Call-ID.
package enum MessageRedaction {
    /// The message without its people.
    ///
    /// - Parameter hiding: numbers from other messages of the same call (`numbers(in:)`), which are hidden here as well.
    package static func redact(_ message: [UInt8], hiding numbers: Set<[UInt8]> = []) -> [UInt8] {
        var draft = Draft(message)
        draft.redact()
        draft.hide(numbers.union(draft.numbers))
        return draft.bytes
    }

    /// The numbers that stand in the addresses of a message, as digits.
    package static func numbers(in message: [UInt8]) -> Set<[UInt8]> {
        var draft = Draft(message)
        draft.redact()
        return draft.numbers
    }

    /// The message while it is worked on.
    struct Draft {
        var bytes: [UInt8]
        /// What was taken out and is a number.
        var numbers: Set<[UInt8]> = []

        init(_ message: [UInt8]) {
            bytes = message
        }
    }

    /// What a header field holds.
    private enum Kind {
        /// Nothing personal.
        case plain
        /// One or more addresses.
        case address
        /// A challenge or credentials.
        case digest
        /// Not known here: nothing of it is shown.
        case unknown
    }

    private static let plain: Set<HeaderName> = [
        .via, .callID, .cseq, .maxForwards, .accept, .acceptEncoding, .allow, .contentDisposition, .contentEncoding,
        .contentLength, .contentType, .event, .expires, .minExpires, .minSE, .privacy, .rack, .reason, .referSub,
        .replaces, .require, .proxyRequire, .retryAfter, .rseq, .server, .sessionExpires, .subscriptionState,
        .supported,
        .timestamp, .unsupported, .userAgent, .warning, HeaderName("Accept-Language"), HeaderName("Allow-Events"),
        HeaderName("Content-Language"), HeaderName("Date"), HeaderName("MIME-Version"), HeaderName("Priority"),
        HeaderName("X-CivicLine-Conversation"),
    ]
    private static let addresses: Set<HeaderName> = [
        .from, .to, .contact, .route, .recordRoute, .passertedIdentity, .remotePartyID, .diversion, .referTo,
        .referredBy, .historyInfo, HeaderName("P-Preferred-Identity"), HeaderName("Reply-To"), HeaderName("Path"),
        HeaderName("Service-Route"), HeaderName("P-Called-Party-ID"), HeaderName("P-Associated-URI"),
    ]
    private static let digests: Set<HeaderName> = [
        .wwwAuthenticate, .proxyAuthenticate, .proxyAuthorization, HeaderName("Authorization"),
        HeaderName("Authentication-Info"),
    ]

    private static func kind(of name: HeaderName) -> Kind {
        if plain.contains(name) { return .plain }
        if addresses.contains(name) { return .address }
        return digests.contains(name) ? .digest : .unknown
    }
}

extension MessageRedaction.Draft {
    mutating func redact() {
        var position = 0
        while position < bytes.count, bytes[position] == 0x0D || bytes[position] == 0x0A { position += 1 }
        let start = takeLine(&position)
        redactStartLine(start)
        var bodyType: MessageRedaction.BodyType?
        while position < bytes.count {
            var field = takeLine(&position)
            if field.isEmpty { break }
            // Lines that begin with a space go on with the field (§7.3.1).
            while position < bytes.count, bytes[position].isSpace {
                field = field.lowerBound..<takeLine(&position).upperBound
            }
            if let type = redactField(field) { bodyType = bodyType.map { $0 == type ? type : .other } ?? type }
        }
        guard position < bytes.count else { return }
        if bodyType == .sessionDescription {
            redactSessionDescription(position..<bytes.count)
        } else {
            mask(position..<bytes.count)
        }
    }

    /// The next line without its end.
    mutating func takeLine(_ position: inout Int) -> Range<Int> {
        let start = position
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        var end = position
        if position < bytes.count { position += 1 }
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }

    /// A request's URI. The phrase of a response is ours or a peer's and names nobody but by number, which `hide` finds.
    private mutating func redactStartLine(_ line: Range<Int>) {
        if starts(line, with: "SIP/2.0 ") { return }
        guard let first = line.first(where: { bytes[$0] == 0x20 }) else { return mask(line) }
        let rest = (first + 1)..<line.upperBound
        let end = rest.last { bytes[$0] == 0x20 } ?? rest.upperBound
        redactURI(rest.lowerBound..<max(rest.lowerBound, end))
    }

    private mutating func redactField(_ field: Range<Int>) -> MessageRedaction.BodyType? {
        guard let colon = field.first(where: { bytes[$0] == UInt8(ascii: ":") }) else {
            mask(field)
            return nil
        }
        var nameEnd = colon
        while nameEnd > field.lowerBound, bytes[nameEnd - 1].isSpace { nameEnd -= 1 }
        let name = HeaderName(text(field.lowerBound..<nameEnd))
        let value = (colon + 1)..<field.upperBound
        switch MessageRedaction.kind(of: name) {
        case .plain: break
        case .address: redactAddresses(value)
        case .digest: redactDigest(value)
        case .unknown: mask(value)
        }
        guard name == .contentType else { return nil }
        let type = text(value).prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
        return type == "application/sdp" ? .sessionDescription : .other
    }

    // MARK: Small steps

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    func starts(_ range: Range<Int>, with prefix: String) -> Bool {
        bytes[range].count >= prefix.utf8.count
            && zip(bytes[range], prefix.utf8).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 | 0x20 && $0.isLetter) }
    }

    /// Letters, digits and all that is not ASCII become `x`; spaces and marks stay, so that the shape is seen.
    mutating func mask(_ range: Range<Int>) {
        for index in range where bytes[index].isAlphanumeric || bytes[index] >= 0x80 || bytes[index] < 0x09 {
            bytes[index] = UInt8(ascii: "x")
        }
    }

    /// As `mask`, and keeps in mind what the digits were.
    mutating func maskNumber(_ range: Range<Int>) {
        let digits = bytes[range].filter(\.isDigit)
        if digits.count >= Self.shortestNumber { numbers.insert(digits) }
        mask(range)
    }

    /// Shorter ones are extensions, and too common among other digits to be looked for there.
    static let shortestNumber = 5

    /// Takes known numbers out of whatever is left: a run of digits that holds one of them, or the last seven digits of
    /// one. Marks between digits, as people write numbers, do not save them.
    mutating func hide(_ numbers: Set<[UInt8]>) {
        let keys = Set(numbers.map { Array($0.suffix(7)) })
        guard !keys.isEmpty else { return }
        var index = 0
        while index < bytes.count {
            guard bytes[index].isDigit else {
                index += 1
                continue
            }
            let start = index
            var last = index
            while index < bytes.count, index - last <= 2 {
                if bytes[index].isDigit { last = index } else if !"- ()/".utf8.contains(bytes[index]) { break }
                index += 1
            }
            let run = start..<(last + 1)
            index = last + 1
            let digits = bytes[run].filter(\.isDigit)
            if keys.contains(where: { holds(digits, $0) }) { mask(run) }
        }
    }

    private func holds(_ digits: [UInt8], _ key: [UInt8]) -> Bool {
        guard digits.count >= key.count else { return false }
        return (0...(digits.count - key.count)).contains { start in
            digits[start..<(start + key.count)].elementsEqual(key)
        }
    }
}
