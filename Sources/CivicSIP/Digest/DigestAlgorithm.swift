import Crypto

/// A hash algorithm of digest authentication (RFC 7616 §3.2, RFC 8760).
package enum DigestAlgorithm: String, Hashable, Sendable, CaseIterable {
    case sha256 = "SHA-256"
    case md5 = "MD5"

    /// The algorithm a challenge or credentials name; MD5 where they name none. `nil` for one not supported, which
    /// includes the `-sess` variants.
    package init?(name: String?) {
        guard let name else {
            self = .md5
            return
        }
        guard let known = Self.allCases.first(where: { $0.rawValue.equalsIgnoringCase(name) }) else { return nil }
        self = known
    }

    /// What a challenge to this client names, the strongest first.
    ///
    /// A client has to pass over challenges that it does not know (RFC 8760 §2.4); baresip 0 and 1 give up at them
    /// instead, so these get MD5 alone. Nobody is weaker for it: whoever could name such a product could answer the
    /// MD5 challenge as well.
    static func offered(to userAgent: String?) -> [DigestAlgorithm] {
        let knowsOnlyMD5 = userAgent.map { name in ["baresip v0.", "baresip v1."].contains { name.hasPrefix($0) } }
        return knowsOnlyMD5 == true ? [.md5] : allCases
    }

    /// The hash of `text` in lower-case hexadecimal.
    package func hash(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return switch self {
        case .sha256: hexadecimal(SHA256.hash(data: bytes))
        case .md5: hexadecimal(Insecure.MD5.hash(data: bytes))
        }
    }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 0x0F)])
    }
    return String(decoding: text, as: UTF8.self)
}
