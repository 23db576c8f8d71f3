package import CivicCore

/// A STUN message of the binding method (RFC 8489 §5), as far as connectivity checks need it.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     |0 0|     message type          |         message length        |
///     |                       magic cookie                            |
///     |                     transaction id (96 bits)                  |
package struct STUNMessage: Equatable, Sendable {
    package enum Class: UInt16, Sendable {
        case request = 0x0001
        case indication = 0x0011
        case success = 0x0101
        case error = 0x0111
    }

    package static let headerLength = 20
    static let cookie: UInt32 = 0x2112_A442
    /// The longest message that is looked at; checks are far below.
    static let longest = 1280

    package var kind: Class
    /// Twelve bytes.
    package var transaction: [UInt8]
    package var username: String?
    /// PRIORITY (RFC 8445 §16.1).
    package var priority: UInt32?
    /// USE-CANDIDATE: the controlling side chooses this way.
    package var nominates = false
    /// ICE-CONTROLLED: the other side believes that we decide.
    package var claimsControlled = false
    package var hasFingerprint = false
    /// Types that must be understood and are not.
    package var unknown: [UInt16] = []
    /// Where MESSAGE-INTEGRITY begins; `nil` when there is none.
    package var integrityOffset: Int?

    /// Attribute types.
    enum Attribute {
        static let username: UInt16 = 0x0006
        static let messageIntegrity: UInt16 = 0x0008
        static let errorCode: UInt16 = 0x0009
        static let unknownAttributes: UInt16 = 0x000A
        static let xorMappedAddress: UInt16 = 0x0020
        static let priority: UInt16 = 0x0024
        static let useCandidate: UInt16 = 0x0025
        static let fingerprint: UInt16 = 0x8028
        static let iceControlled: UInt16 = 0x8029
        static let iceControlling: UInt16 = 0x802A
    }

    /// Parses one datagram; `nil` for what is no STUN message of the binding method.
    ///
    /// What stands behind MESSAGE-INTEGRITY, but for FINGERPRINT, is ignored (§14.5). A wrong FINGERPRINT makes it none.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.headerLength, bytes.count <= Self.longest, bytes.count % 4 == 0 else { return nil }
        guard let kind = Class(rawValue: bytes.word(at: 0)), bytes.long(at: 4) == Self.cookie,
            Int(bytes.word(at: 2)) == bytes.count - Self.headerLength
        else { return nil }
        self.kind = kind
        transaction = Array(bytes[8..<20])
        var offset = Self.headerLength
        while offset + 4 <= bytes.count {
            let type = bytes.word(at: offset)
            let length = Int(bytes.word(at: offset + 2))
            let start = offset + 4
            let end = start + (length + 3) & ~3
            guard start + length <= bytes.count, end <= bytes.count, !hasFingerprint else { return nil }
            if integrityOffset == nil || type == Attribute.fingerprint {
                guard take(type, bytes[start..<start + length], at: offset, of: bytes) else { return nil }
            }
            offset = end
        }
    }

    private mutating func take(_ type: UInt16, _ value: ArraySlice<UInt8>, at offset: Int, of bytes: [UInt8]) -> Bool {
        switch type {
        case Attribute.username:
            guard value.count <= 513 else { return false }
            username = String(validating: value, as: UTF8.self)
        case Attribute.messageIntegrity:
            guard value.count == 20 else { return false }
            integrityOffset = offset
        case Attribute.priority:
            guard value.count == 4 else { return false }
            priority = Array(value).long(at: 0)
        case Attribute.useCandidate: nominates = true
        case Attribute.iceControlled: claimsControlled = true
        case Attribute.fingerprint:
            guard value.count == 4,
                Array(value).long(at: 0)
                    == Self.fingerprint(of: bytes[..<offset], length: offset + 8 - Self.headerLength)
            else { return false }
            hasFingerprint = true
        case Attribute.iceControlling, Attribute.xorMappedAddress, Attribute.errorCode: break
        default: if type < 0x8000 { unknown.append(type) }
        }
        return true
    }

    /// Whether the message carries the right MESSAGE-INTEGRITY for this password (short-term credentials, §9.1).
    package func isAuthentic(_ bytes: [UInt8], password: String) -> Bool {
        guard let offset = integrityOffset, offset + 24 <= bytes.count else { return false }
        let right = Self.integrity(of: bytes[..<offset], length: offset + 24 - Self.headerLength, password: password)
        var difference: UInt8 = 0
        for index in 0..<20 { difference |= bytes[offset + 4 + index] ^ right[index] }
        return difference == 0
    }

    // MARK: Answers

    /// The success answer, which tells the asker how it is seen.
    package static func success(_ transaction: [UInt8], seenAs endpoint: SocketEndpoint, password: String) -> [UInt8] {
        var bytes = header(.success, transaction)
        if let value = xorAddress(endpoint, transaction) { bytes.append(Attribute.xorMappedAddress, value) }
        return sealed(bytes, password: password)
    }

    /// An error answer (§14.8); protected where the request was authentic.
    ///
    /// - Parameter unknown: for 420, the types that were not understood.
    package static func error(
        _ code: Int, _ reason: String, _ transaction: [UInt8], unknown: [UInt16] = [], password: String?
    ) -> [UInt8] {
        var bytes = header(.error, transaction)
        bytes.append(Attribute.errorCode, [0, 0, UInt8(code / 100), UInt8(code % 100)] + Array(reason.utf8))
        if !unknown.isEmpty {
            bytes.append(Attribute.unknownAttributes, unknown.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        }
        return sealed(bytes, password: password)
    }

    /// A binding request, as a controlling side makes it; for tests and peers of our own.
    package static func request(
        _ transaction: [UInt8], username: String, password: String, priority: UInt32, nominates: Bool
    ) -> [UInt8] {
        var bytes = header(.request, transaction)
        bytes.append(Attribute.username, Array(username.utf8))
        bytes.append(Attribute.iceControlling, [UInt8](repeating: 7, count: 8))
        if nominates { bytes.append(Attribute.useCandidate, []) }
        bytes.append(Attribute.priority, priority.bytes)
        return sealed(bytes, password: password)
    }

    private static func header(_ kind: Class, _ transaction: [UInt8]) -> [UInt8] {
        [UInt8(kind.rawValue >> 8), UInt8(kind.rawValue & 0xFF), 0, 0] + cookie.bytes + transaction
    }

    /// Puts MESSAGE-INTEGRITY and FINGERPRINT behind a message, and its length into it.
    private static func sealed(_ message: [UInt8], password: String?) -> [UInt8] {
        var bytes = message
        if let password {
            let tag = integrity(of: bytes[...], length: bytes.count + 24 - headerLength, password: password)
            bytes.append(Attribute.messageIntegrity, tag)
        }
        let check = fingerprint(of: bytes[...], length: bytes.count + 8 - headerLength)
        bytes.append(Attribute.fingerprint, check.bytes)
        bytes.setLength(bytes.count - headerLength)
        return bytes
    }

    /// HMAC-SHA1 over what stands before, with the length that the message has with this attribute at its end (§14.5).
    private static func integrity(of bytes: ArraySlice<UInt8>, length: Int, password: String) -> [UInt8] {
        var message = Array(bytes)
        message.setLength(length)
        return MessageDigest.hmacSHA1(key: Array(password.utf8), message)
    }

    /// CRC-32 of what stands before, exclusive-or "STUN" (§14.7).
    private static func fingerprint(of bytes: ArraySlice<UInt8>, length: Int) -> UInt32 {
        var message = Array(bytes)
        message.setLength(length)
        return CRC32.of(message) ^ 0x5354_554E
    }

    /// XOR-MAPPED-ADDRESS (§14.2).
    private static func xorAddress(_ endpoint: SocketEndpoint, _ transaction: [UInt8]) -> [UInt8]? {
        guard let address = endpoint.addressBytes else { return nil }
        let port = endpoint.port ^ UInt16(cookie >> 16)
        let mask = cookie.bytes + transaction
        return [0, address.count == 4 ? 1 : 2, UInt8(port >> 8), UInt8(port & 0xFF)]
            + zip(address, mask).map { $0 ^ $1 }
    }
}

extension [UInt8] {
    fileprivate func word(at offset: Int) -> UInt16 { UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) }

    fileprivate func long(at offset: Int) -> UInt32 {
        UInt32(word(at: offset)) << 16 | UInt32(word(at: offset + 2))
    }

    fileprivate mutating func setLength(_ length: Int) {
        self[2] = UInt8(length >> 8)
        self[3] = UInt8(length & 0xFF)
    }

    /// Adds an attribute, filled up to whole words.
    fileprivate mutating func append(_ type: UInt16, _ value: [UInt8]) {
        self += [UInt8(type >> 8), UInt8(type & 0xFF), UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value
        self += [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }
}

extension UInt32 {
    fileprivate var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> UInt32(24 - 8 * $0)) } }
}
