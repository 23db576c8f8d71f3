import COpenSSL

/// HMAC-SHA1 with one key (RFC 2104): the two halves that depend on the key are worked out once.
struct PacketMAC: Sendable {
    private var inner = SHA_CTX()
    private var outer = SHA_CTX()

    init(key: [UInt8]) {
        precondition(key.count <= 64)
        var padded = key + [UInt8](repeating: 0, count: 64 - key.count)
        for index in padded.indices { padded[index] ^= 0x36 }
        SHA1_Init(&inner)
        SHA1_Update(&inner, padded, padded.count)
        for index in padded.indices { padded[index] ^= 0x36 ^ 0x5C }
        SHA1_Init(&outer)
        SHA1_Update(&outer, padded, padded.count)
    }

    /// The tag of `message`, with `trailer`, big-endian, behind it where there is one.
    func tag(of message: Span<UInt8>, trailer: UInt32?) -> InlineArray<20, UInt8> {
        var digest = InlineArray<20, UInt8>(repeating: 0)
        var context = inner
        // SHA-1 reads as many bytes as it is told, and writes twenty.
        message.withUnsafeBufferPointer { _ = SHA1_Update(&context, $0.baseAddress, $0.count) }
        if let trailer {
            withUnsafeBytes(of: trailer.bigEndian) { _ = SHA1_Update(&context, $0.baseAddress, $0.count) }
        }
        var room = digest.mutableSpan
        room.withUnsafeMutableBufferPointer { bytes in
            SHA1_Final(bytes.baseAddress, &context)
            context = outer
            SHA1_Update(&context, bytes.baseAddress, bytes.count)
            SHA1_Final(bytes.baseAddress, &context)
        }
        return digest
    }

    /// Whether `tag` is the beginning of the right one; takes as long for a wrong one.
    func accepts(_ tag: Span<UInt8>, of message: Span<UInt8>, trailer: UInt32?) -> Bool {
        let right = self.tag(of: message, trailer: trailer)
        guard tag.count <= right.count else { return false }
        var difference: UInt8 = 0
        for index in tag.indices { difference |= tag[index] ^ right[index] }
        return difference == 0
    }
}
