/// What is asked for (RFC 1035 §3.2.2, RFC 3596, RFC 2782, RFC 3403).
package enum DNSType: UInt16, Hashable, Sendable {
    case a = 1
    case aaaa = 28
    case srv = 33
    case naptr = 35
}

/// Why a datagram is no answer.
package enum DNSParseError: Error, Hashable, Sendable {
    case truncated
    case notAResponse
    /// A name that is too long, or that points at itself.
    case badName
    case tooManyRecords
}

/// The answer to one question (RFC 1035 §4.1), as far as SIP's servers are found by it.
///
///     header: id, flags, counts │ question │ answers │ others, not read
package struct DNSMessage: Equatable, Sendable {
    package enum Record: Equatable, Sendable {
        /// A or AAAA, as text.
        case address(String)
        case srv(SRVRecord)
        case naptr(NAPTRRecord)
    }

    /// Answers in one message; a message with more is refused.
    package static let recordLimit = 128

    package var id: UInt16
    /// The server has more than fits into a datagram.
    package var isCut: Bool
    /// 0: fine; 3: there is no such name.
    package var code: UInt8
    /// In lower case, without the dot of the root.
    package var name: String
    package var type: UInt16
    /// Those of a type that we ask for; aliases on the way to them are passed over.
    package var records: [Record]
    /// Seconds that the records may be kept: the shortest of theirs and of the aliases on the way; `nil` without any.
    package var timeToLive: UInt32?

    /// A question on the wire, with room for answers of 1232 bytes (RFC 6891); `nil` where `name` is none.
    package static func question(id: UInt16, name: String, type: DNSType) -> [UInt8]? {
        var bytes: [UInt8] = []
        func append(_ number: UInt16) { bytes += [UInt8(number >> 8), UInt8(number & 0xFF)] }
        // Recursion desired; one question, one additional record.
        for number in [id, 0x0100, 1, 0, 0, 1] as [UInt16] { append(number) }
        let bare = name.hasSuffix(".") ? String(name.dropLast()) : name
        for label in bare.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard (1...63).contains(label.count), label.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
            bytes += [UInt8(label.count)] + label
        }
        guard bare.utf8.count <= 253 else { return nil }
        bytes.append(0)
        append(type.rawValue)
        append(1)
        bytes += [0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0]
        return bytes
    }

    package init(parsing datagram: [UInt8]) throws(DNSParseError) {
        var reader = DNSReader(bytes: datagram)
        id = try reader.number()
        let flags = try reader.number()
        guard flags & 0x8000 != 0 else { throw .notAResponse }
        isCut = flags & 0x0200 != 0
        code = UInt8(flags & 0x0F)
        let questions = try reader.number()
        let answers = Int(try reader.number())
        try reader.skip(4)
        guard questions == 1 else { throw .notAResponse }
        guard answers <= Self.recordLimit else { throw .tooManyRecords }
        name = try reader.name()
        type = try reader.number()
        try reader.skip(2)
        records = []
        for _ in 0..<answers {
            let (record, life) = try reader.record()
            timeToLive = min(timeToLive ?? life, life)
            if let record { records.append(record) }
        }
    }
}

/// Reads on from a place in a message. Every length is checked before it is used.
private struct DNSReader {
    let bytes: [UInt8]
    var position = 0

    mutating func skip(_ count: Int) throws(DNSParseError) {
        guard bytes.count - position >= count else { throw .truncated }
        position += count
    }

    mutating func octet() throws(DNSParseError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number() throws(DNSParseError) -> UInt16 {
        let high = try octet()
        return UInt16(high) << 8 | UInt16(try octet())
    }

    /// Labels up to the root's, or up to a pointer at an earlier place (§4.1.4).
    mutating func name() throws(DNSParseError) -> String {
        var text: [UInt8] = []
        var end: Int?
        var place = position
        // A pointer leads to before everything that was read, so the walk ends.
        var earliest = position
        while true {
            guard place < bytes.count else { throw .truncated }
            let length = Int(bytes[place])
            if length == 0 {
                position = end ?? place + 1
                return String(decoding: text, as: UTF8.self).lowercased()
            }
            if length & 0xC0 == 0xC0 {
                guard place + 1 < bytes.count else { throw .truncated }
                let target = (length & 0x3F) << 8 | Int(bytes[place + 1])
                guard target < earliest else { throw .badName }
                end = end ?? place + 2
                (place, earliest) = (target, target)
                continue
            }
            guard length <= 63, text.count + length + 1 <= 254 else { throw .badName }
            guard place + length < bytes.count else { throw .truncated }
            if !text.isEmpty { text.append(UInt8(ascii: ".")) }
            text += bytes[(place + 1)...(place + length)]
            place += length + 1
        }
    }

    /// `character-string` (§3.3).
    mutating func text() throws(DNSParseError) -> String {
        let length = Int(try octet())
        let start = position
        try skip(length)
        return String(decoding: bytes[start..<start + length], as: UTF8.self)
    }

    /// One answer; `nil` for one of a type that we do not ask for, or whose data does not fit its type.
    mutating func record() throws(DNSParseError) -> (DNSMessage.Record?, life: UInt32) {
        _ = try name()
        let type = try number()
        try skip(2)  // class
        let life = UInt32(try number()) << 16 | UInt32(try number())
        let length = Int(try number())
        let start = position
        try skip(length)
        // RFC 2181 §8: with the highest bit set it counts as zero.
        return (try data(of: type, from: start, count: length), life > 0x7FFF_FFFF ? 0 : life)
    }

    /// What the `length` bytes before this place hold.
    private func data(of type: UInt16, from start: Int, count length: Int) throws(DNSParseError) -> DNSMessage.Record? {
        // Data may point at names before it, and ends where it says.
        var data = DNSReader(bytes: Array(bytes[..<position]), position: start)
        switch DNSType(rawValue: type) {
        case .a where length == 4: return .address(bytes[start..<position].map(String.init).joined(separator: "."))
        case .aaaa where length == 16: return .address(Self.ipv6(bytes[start..<position]))
        case .srv:
            let (priority, weight, port) = (try data.number(), try data.number(), try data.number())
            return .srv(SRVRecord(priority: priority, weight: weight, port: port, target: try data.name()))
        case .naptr:
            let (order, preference) = (try data.number(), try data.number())
            let (flags, service, _) = (try data.text(), try data.text(), try data.text())
            return .naptr(
                NAPTRRecord(
                    order: order, preference: preference, flags: flags, service: service, replacement: try data.name()))
        default: return nil
        }
    }

    private static func ipv6(_ bytes: ArraySlice<UInt8>) -> String {
        var groups: [String] = []
        var rest = bytes
        while let high = rest.popFirst(), let low = rest.popFirst() {
            groups.append(String(UInt16(high) << 8 | UInt16(low), radix: 16))
        }
        return groups.joined(separator: ":")
    }
}
