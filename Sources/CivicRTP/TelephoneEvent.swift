import CivicCore

/// The payload of a telephone-event packet (RFC 4733 §2.3).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     |     event     |E|R|  volume   |            duration           |
package struct TelephoneEvent: Equatable, Sendable {
    /// Length of the payload in bytes.
    package static let length = 4

    /// 0…9, 10 for `*`, 11 for `#`, 12…15 for A…D, 16 for a hook flash (§3.2).
    package var code: UInt8
    package var isEnd: Bool
    /// Power of each tone in dB below 0 dBm0, 0…63.
    package var attenuation: UInt8
    /// In timestamp units since the event's beginning: 125 µs at 8 kHz.
    package var duration: UInt16

    package init(code: UInt8, isEnd: Bool, attenuation: UInt8 = 10, duration: UInt16) {
        self.code = code
        self.isEnd = isEnd
        self.attenuation = attenuation
        self.duration = duration
    }

    /// Parses the first event of a payload; the R bit is ignored, as the section asks.
    package init(parsing payload: Span<UInt8>) throws(RTPParseError) {
        guard payload.count >= Self.length else { throw .truncated(needed: Self.length, got: payload.count) }
        code = payload[0]
        isEnd = payload[1] & 0x80 != 0
        attenuation = payload[1] & 0x3F
        duration = payload.bigEndianUInt16(at: 2)
    }

    /// Writes the four bytes at the start of `payload`.
    package func write(to payload: inout MutableSpan<UInt8>) {
        payload[0] = code
        payload[1] = (isEnd ? 0x80 : 0) | (attenuation & 0x3F)
        payload.storeBigEndian(duration, at: 2)
    }
}
