import COpenSSL

/// One AES key, ready for packets: libcrypto's context, made once and given a new initialization vector for each packet.
///
/// After `init` nothing takes memory or a lock. Used by one thread at a time, as the leg that owns it is; hence
/// `@unchecked Sendable`.
struct PacketCipher: ~Copyable, @unchecked Sendable {
    enum Mode {
        /// Counter mode; the key's length says which AES.
        case counter
        case sealing
        case opening
    }

    /// Bytes of GCM's tag (RFC 7714 §14.2).
    static let tagLength = 16

    private let context: OpaquePointer

    init(_ mode: Mode, key: [UInt8]) throws(SRTPError) {
        let isShort = key.count == 16
        guard isShort || key.count == 32 else { throw .wrongKeyLength(key.count) }
        guard let context = EVP_CIPHER_CTX_new() else { throw .noCipher }
        let cipher =
            switch mode {
            case .counter: isShort ? EVP_aes_128_ctr() : EVP_aes_256_ctr()
            case .sealing, .opening: isShort ? EVP_aes_128_gcm() : EVP_aes_256_gcm()
            }
        // The key has the length that the cipher reads, checked above.
        guard EVP_CipherInit_ex(context, cipher, nil, key, nil, mode == .opening ? 0 : 1) == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw .noCipher
        }
        self.context = context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// Counter mode over `input`, to the start of `output`, which has room for it.
    borrowing func apply(
        _ vector: InlineArray<16, UInt8>, to input: Span<UInt8>, into output: inout MutableSpan<UInt8>
    ) -> Bool {
        begin(vector) && update(input, into: &output)
    }

    /// GCM: encrypts `body` to the start of `output` and puts the tag behind it.
    ///
    /// - Parameters:
    ///   - header: authenticated as it is; `trailer`, big-endian, follows it where there is one.
    borrowing func seal(
        _ vector: InlineArray<16, UInt8>, header: Span<UInt8>, trailer: UInt32?, body: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) -> Bool {
        guard output.count >= body.count + Self.tagLength, begin(vector), authenticate(header, trailer),
            update(body, into: &output)
        else { return false }
        return output.withUnsafeMutableBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            var written: CInt = 0
            let tag = base + body.count  // sixteen bytes of room, checked above
            return EVP_CipherFinal_ex(context, tag, &written) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, CInt(Self.tagLength), tag) == 1
        }
    }

    /// GCM: decrypts `sealed`, which ends in its tag, to the start of `output`; `false` where the tag is wrong. What
    /// stands in `output` is worth nothing then.
    borrowing func open(
        _ vector: InlineArray<16, UInt8>, header: Span<UInt8>, trailer: UInt32?, sealed: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) -> Bool {
        let count = sealed.count - Self.tagLength
        guard count >= 0, output.count >= count, begin(vector) else { return false }
        var tag = InlineArray<16, UInt8>(repeating: 0)
        for index in 0..<Self.tagLength { tag[index] = sealed[count + index] }
        var room = tag.mutableSpan
        // libcrypto copies the sixteen bytes during the call.
        let isSet = room.withUnsafeMutableBufferPointer {
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, CInt(Self.tagLength), $0.baseAddress) == 1
        }
        guard isSet, authenticate(header, trailer), update(sealed.extracting(0..<count), into: &output) else {
            return false
        }
        var written: CInt = 0
        return room.withUnsafeMutableBufferPointer { EVP_CipherFinal_ex(context, $0.baseAddress, &written) == 1 }
    }

    private borrowing func begin(_ vector: InlineArray<16, UInt8>) -> Bool {
        // Sixteen bytes: counter mode reads all, GCM the first twelve.
        vector.span.withUnsafeBufferPointer {
            EVP_CipherInit_ex(context, nil, nil, nil, $0.baseAddress, -1) == 1
        }
    }

    private borrowing func authenticate(_ header: Span<UInt8>, _ trailer: UInt32?) -> Bool {
        var written: CInt = 0
        let isDone = header.withUnsafeBufferPointer {
            EVP_CipherUpdate(context, nil, &written, $0.baseAddress, CInt($0.count)) == 1
        }
        guard isDone, let trailer else { return isDone }
        return withUnsafeBytes(of: trailer.bigEndian) {
            EVP_CipherUpdate(
                context, nil, &written, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), CInt($0.count)) == 1
        }
    }

    private borrowing func update(_ input: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> Bool {
        guard output.count >= input.count else { return false }
        if input.isEmpty { return true }
        // Both modes are stream ciphers: as many bytes come out as go in, and there is room for them.
        return input.withUnsafeBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                var written: CInt = 0
                return EVP_CipherUpdate(context, to.baseAddress, &written, from.baseAddress, CInt(from.count)) == 1
            }
        }
    }
}
