// Session descriptions: addresses, ports and codecs stay; names, keys and passwords go.

extension MessageRedaction {
    enum BodyType: Equatable {
        case sessionDescription
        case other
    }
}

extension MessageRedaction.Draft {
    /// Attributes (RFC 8866 §6) whose values are shown.
    private static let shownAttributes: Set<String> = [
        "rtpmap", "fmtp", "ptime", "maxptime", "sendrecv", "sendonly", "recvonly", "inactive", "rtcp", "rtcp-mux",
        "rtcp-fb", "candidate", "setup", "mid", "group", "fingerprint", "silencesupp", "direction", "ice-lite",
        "ice-options", "end-of-candidates", "rtcp-xr", "x-nat", "crypto",
    ]

    mutating func redactSessionDescription(_ body: Range<Int>) {
        var position = body.lowerBound
        while position < body.upperBound {
            let line = takeLine(&position)
            guard line.count >= 2, bytes[line.lowerBound + 1] == UInt8(ascii: "=") else {
                mask(line)
                continue
            }
            let value = (line.lowerBound + 2)..<line.upperBound
            switch bytes[line.lowerBound] {
            case UInt8(ascii: "v"), UInt8(ascii: "c"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "b"): break
            case UInt8(ascii: "o"):
                // The user name; the numbers of the session and our address follow it.
                let end = value.first { bytes[$0] == 0x20 } ?? value.upperBound
                maskNumber(value.lowerBound..<end)
            case UInt8(ascii: "a"): redactAttribute(value)
            default: maskNumber(value)
            }
        }
    }

    private mutating func redactAttribute(_ attribute: Range<Int>) {
        guard let colon = attribute.first(where: { bytes[$0] == UInt8(ascii: ":") }) else {
            if !Self.shownAttributes.contains(text(attribute).lowercased()) { mask(attribute) }
            return
        }
        let value = (colon + 1)..<attribute.upperBound
        let name = text(attribute.lowerBound..<colon).lowercased()
        guard Self.shownAttributes.contains(name) else { return mask(value) }
        guard name == "crypto" else { return }
        // `1 AES_CM_128_HMAC_SHA1_80 inline:key|lifetime`: tag and suite stay (RFC 4568 §9.1).
        let parts = value.indices.filter { bytes[$0] == 0x20 }
        guard parts.count >= 2 else { return mask(value) }
        mask((parts[1] + 1)..<value.upperBound)
    }
}
