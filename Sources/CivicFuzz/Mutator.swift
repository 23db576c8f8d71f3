import CivicCore

/// Changes bytes the way that hostile and broken senders do, the same way for the same seed.
package struct Mutator: Sendable {
    private var generator: SplitMix64

    package init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    /// What means something to one of the parsers.
    private static let words: [[UInt8]] =
        [
            "\r\n", "\r\n\r\n", "\r\n ", "\n", "\r", "\0", "\"", "\\", "\\\"", "<", ">", "<>", ";", ";;", ",", ",,",
            ":",
            "@", "=", "?", "&", "%", "%00", "%0d%0a", "[", "]", "[::]", "[::ffff:1.2.3.4]", "*", "-1", "0", "00", "255",
            "256", "65535", "65536", "4294967295", "4294967296", "99999999999999999999", "SIP/2.0", "SIP/3.0", "sip:",
            "sips:", "tel:", "INVITE", "ACK", "BYE", "z9hG4bK", ";tag=", ";branch=", ";rport", ";received=", ";maddr=",
            ";ttl=", ";lr", "Content-Length: ", "l: ", "Via: ", "v:", "To: ", "t:", "Content-Type: ", "Require: ",
            "Route: ", "Contact: *", "a=rtpmap:", "a=fmtp:", "m=audio 0 RTP/AVP 0", "c=IN IP4 0.0.0.0", "a=sendonly",
            "\u{FEFF}", "张", "\u{0301}",
        ].map { Array($0.utf8) }
        + [[0xFF], [0x80], [0xC0, 0x0C], [0xC0, 0xAF], [0xED, 0xA0, 0x80]]

    /// One to eight changes; `other` may be crossed in.
    package mutating func mutate(_ input: [UInt8], with other: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0..<(1 << number(0...3)) { change(&bytes, with: other) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8], with other: [UInt8]) {
        let place = number(0...bytes.count)
        let end = min(bytes.count, place + number(0...(number(0...9) == 0 ? 200 : 8)))
        switch number(0...8) {
        case 0: if place < bytes.count { bytes[place] = UInt8(number(0...255)) }
        case 1: if place < bytes.count { bytes[place] ^= 1 << UInt8(number(0...7)) }
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: Self.words[number(0...(Self.words.count - 1))], at: place)
        case 4: bytes.replaceSubrange(place..<end, with: Self.words[number(0...(Self.words.count - 1))])
        case 5: bytes.insert(contentsOf: Array(bytes[place..<end]), at: number(0...bytes.count))
        case 6: if number(0...3) == 0 { bytes.removeSubrange(place...) }
        case 7:
            let from = number(0...other.count)
            bytes.insert(contentsOf: other[from..<min(other.count, from + number(0...60))], at: place)
        default:
            // The same again and again, as far as a datagram goes.
            let piece = Array(bytes[place..<end])
            guard !piece.isEmpty, number(0...7) == 0 else { return }
            let times = min(number(0...2000), max(0, 60_000 - bytes.count) / piece.count)
            bytes.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: place)
        }
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
}
