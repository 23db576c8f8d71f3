package import CivicCore

/// Takes the protection off what the other side sends (RFC 3711, RFC 7714).
///
/// A packet is worth something only when its tag is right: nothing that it says is noted before. Memory is taken in
/// `init` only; the sources that one key may have are therefore limited.
package struct SRTPReceiver: ~Copyable, Sendable {
    package enum Verdict: Equatable, Sendable {
        /// So many bytes stand at the start of `output`.
        case plain(length: Int)
        /// The tag is wrong: damaged, forged, not encrypted, or under another key.
        case unauthenticated
        /// It came before, or is older than what is remembered.
        case replayed
        /// Too short to be what it should be.
        case malformed
    }

    /// Sources under one key; packets of a further one count as replayed, since nothing could be remembered of it.
    package static let mostSources = 32

    private struct Source: BitwiseCopyable {
        var ssrc: UInt32 = 0
        var rtp = ReplayWindow()
        var rtcp = ReplayWindow()
    }

    private let suite: SRTPSuite
    private let rtp: ProtectionKeys
    private let rtcp: ProtectionKeys
    private var sources = [Source](repeating: Source(), count: SRTPReceiver.mostSources)
    private var count = 0  // of them
    /// A source that was heard under this key before, elsewhere.
    private let former: RollOver?
    private var rolledOver: RollOver?

    /// - Parameter former: where a source stood that was heard under this key by another receiver; it goes on from there.
    package init(_ suite: SRTPSuite, master: Redacted<[UInt8]>, after former: RollOver? = nil) throws(SRTPError) {
        let rtp = try ProtectionKeys(suite, master: master.revealed, for: .rtp, .opening)
        let rtcp = try ProtectionKeys(suite, master: master.revealed, for: .rtcp, .opening)
        self.suite = suite
        self.rtp = rtp
        self.rtcp = rtcp
        self.former = former
    }

    /// The source whose sequence number has rolled over since this was asked last.
    package mutating func takeRollOver() -> RollOver? {
        defer { rolledOver = nil }
        return rolledOver
    }

    /// Writes the plain packet to the start of `output`, which has room for as many bytes as `packet` has.
    package mutating func unprotect(_ packet: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> Verdict {
        let end = packet.count - suite.tagLength
        guard let header = PacketLayout.headerLength(of: packet, end: end), output.count >= packet.count else {
            return .malformed
        }
        let ssrc = packet.bigEndianUInt32(at: 8)
        let sequence = packet.bigEndianUInt16(at: 2)
        let place = place(of: ssrc)
        if place == nil, let former, former.ssrc == ssrc {
            // Its last number is not known here: it may have rolled over once more on the way. The tag tells.
            let index = UInt64(former.counter) << 16 | UInt64(sequence)
            let verdict = open(packet, header, at: index, of: nil, into: &output)
            return verdict == .unauthenticated
                ? open(packet, header, at: index + 0x1_0000, of: nil, into: &output) : verdict
        }
        let window = place.map { sources[$0].rtp } ?? ReplayWindow()
        guard let index = Self.index(of: sequence, after: window.highest), !window.hasSeen(index) else {
            return .replayed
        }
        return open(packet, header, at: index, of: place, into: &output)
    }

    /// - Parameter place: of its source; `nil` for one that is not known yet.
    private mutating func open(
        _ packet: Span<UInt8>, _ header: Int, at index: UInt64, of place: Int?, into output: inout MutableSpan<UInt8>
    ) -> Verdict {
        let end = packet.count - suite.tagLength
        let ssrc = packet.bigEndianUInt32(at: 8)
        let isGCM = suite == .aes256GCM
        if !isGCM {
            guard
                rtp.accepts(
                    packet.extracting(end..<packet.count), of: packet.extracting(0..<end),
                    trailer: UInt32(truncatingIfNeeded: index >> 16))
            else { return .unauthenticated }
        }
        let plain = packet.extracting(0..<header)
        PacketLayout.copy(plain, to: &output)
        guard
            rtp.unprotect(
                ssrc: ssrc, index: index, header: plain, body: packet.extracting(header..<(isGCM ? packet.count : end)),
                trailer: nil, at: header, &output)
        else { return .unauthenticated }
        guard let known = place ?? take(ssrc) else { return .replayed }
        let counter = (sources[known].rtp.highest ?? 0) >> 16
        sources[known].rtp.note(index)
        if index >> 16 > counter { rolledOver = RollOver(ssrc: ssrc, counter: UInt32(truncatingIfNeeded: index >> 16)) }
        return .plain(length: end)
    }

    /// The same for an RTCP compound. One that is not encrypted is refused, tag or not: nobody agreed on that.
    package mutating func unprotectControl(_ packet: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> Verdict {
        let isGCM = suite == .aes256GCM
        let header = PacketLayout.controlHeader
        let tagLength = isGCM ? PacketCipher.tagLength : 10
        let length = packet.count - tagLength - PacketLayout.controlTrailer
        guard length >= header, output.count >= packet.count, packet[0] >> 6 == 2 else { return .malformed }
        let trailerAt = isGCM ? packet.count - PacketLayout.controlTrailer : length
        let trailer = packet.bigEndianUInt32(at: trailerAt)
        guard trailer & PacketLayout.encryptedFlag != 0 else { return .unauthenticated }
        let index = UInt64(trailer & ~PacketLayout.encryptedFlag)
        let ssrc = packet.bigEndianUInt32(at: 4)
        let place = place(of: ssrc)
        if let place, sources[place].rtcp.hasSeen(index) { return .replayed }
        if !isGCM {
            let signed = length + PacketLayout.controlTrailer
            guard
                rtcp.accepts(
                    packet.extracting(signed..<packet.count), of: packet.extracting(0..<signed), trailer: nil)
            else { return .unauthenticated }
        }
        let plain = packet.extracting(0..<header)
        PacketLayout.copy(plain, to: &output)
        guard
            rtcp.unprotect(
                ssrc: ssrc, index: index, header: plain, body: packet.extracting(header..<(isGCM ? trailerAt : length)),
                trailer: trailer, at: header, &output)
        else { return .unauthenticated }
        guard let known = place ?? take(ssrc) else { return .replayed }
        sources[known].rtcp.note(index)
        return .plain(length: length)
    }

    /// The index that a sequence number most probably stands for (RFC 3711 §3.3.1): the nearest to the highest so far.
    /// `nil` where that would be before the first roll-over.
    static func index(of sequence: UInt16, after highest: UInt64?) -> UInt64? {
        guard let highest else { return UInt64(sequence) }
        let last = UInt16(truncatingIfNeeded: highest)
        let step = Int64(Int16(bitPattern: sequence &- last))
        let index = Int64(highest) + step
        return index < 0 ? nil : UInt64(index)
    }

    private func place(of ssrc: UInt32) -> Int? { sources[..<count].firstIndex { $0.ssrc == ssrc } }

    private mutating func take(_ ssrc: UInt32) -> Int? {
        guard count < sources.count else { return nil }
        sources[count].ssrc = ssrc
        count += 1
        return count - 1
    }
}
