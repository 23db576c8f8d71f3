/// Why datagrams on an audio port were no RTP, counted by reason.
package struct RTPRefusals: Equatable, Sendable {
    /// Shorter than its own header, sources or extension say.
    package private(set) var truncated = 0
    /// Not version 2: STUN, DTLS, or anything.
    package private(set) var wrongVersion = 0
    /// A padding count of zero, or of more than there is.
    package private(set) var badPadding = 0
    /// RTCP on the wrong port.
    package private(set) var control = 0
    /// Longer than any packet of audio.
    package private(set) var oversized = 0

    /// The longest datagram that is looked at, in bytes: Ethernet's.
    package static let longest = 1500

    package init() {}

    package var total: Int { truncated + wrongVersion + badPadding + control + oversized }

    /// Parses a datagram, or counts why it is none.
    package mutating func parse(_ datagram: Span<UInt8>) -> RTPPacket? {
        guard datagram.count <= Self.longest else {
            oversized += 1
            return nil
        }
        do throws(RTPParseError) {
            return try RTPPacket(parsing: datagram)
        } catch {
            count(error)
            return nil
        }
    }

    package mutating func count(_ error: RTPParseError) {
        switch error {
        case .truncated: truncated += 1
        case .wrongVersion: wrongVersion += 1
        case .badPadding: badPadding += 1
        case .notRTP, .badCompound, .unknownPacketType: control += 1
        }
    }
}
