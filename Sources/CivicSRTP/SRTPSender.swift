package import CivicCore

/// Protects what one source of ours sends (RFC 3711, RFC 7714).
///
///     header │ payload, encrypted │ tag            RTCP: header, SSRC │ rest, encrypted │ E, index │ tag
///                                                  with GCM the tag comes before E and index
///
/// Memory is taken in `init` only. No index is used twice, whatever is asked for: a second packet with the same one
/// would give both away.
package struct SRTPSender: ~Copyable, Sendable {
    private let suite: SRTPSuite
    private let rtp: ProtectionKeys
    private let rtcp: ProtectionKeys
    private var ssrc: UInt32?
    private var last: UInt64?  // index: roll-over counter, sequence number
    private var controlIndex: UInt32 = 0  // 31 bits

    package init(_ suite: SRTPSuite, master: Redacted<[UInt8]>) throws(SRTPError) {
        let rtp = try ProtectionKeys(suite, master: master.revealed, for: .rtp, .sealing)
        let rtcp = try ProtectionKeys(suite, master: master.revealed, for: .rtcp, .sealing)
        self.suite = suite
        self.rtp = rtp
        self.rtcp = rtcp
    }

    /// Writes the protected packet to the start of `output`.
    ///
    /// - Returns: Its length; `nil` for what is no RTP packet, is of another source than the first one was, or does not
    ///   fit.
    package mutating func protect(_ packet: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> Int? {
        guard let header = PacketLayout.headerLength(of: packet, end: packet.count) else { return nil }
        let total = packet.count + suite.tagLength
        let source = packet.bigEndianUInt32(at: 8)
        guard output.count >= total, ssrc ?? source == source else { return nil }
        let sequence = UInt64(packet.bigEndianUInt16(at: 2))
        var index = sequence
        if let last {
            index |= last & ~0xFFFF
            if index <= last { index += 0x1_0000 }
        }
        guard index < 1 << 48 else { return nil }  // the key is used up
        PacketLayout.copy(packet.extracting(0..<header), to: &output)
        let body = packet.extracting(header..<packet.count)
        guard
            rtp.protect(
                ssrc: source, index: index, header: packet.extracting(0..<header), body: body, trailer: nil, at: header,
                &output)
        else { return nil }
        (ssrc, last) = (source, index)
        if suite != .aes256GCM {
            let tag = rtp.tag(of: output.span.extracting(0..<packet.count), trailer: UInt32(index >> 16))
            for place in 0..<suite.tagLength { output[packet.count + place] = tag[place] }
        }
        return total
    }

    /// The same for an RTCP compound, whose first packet must be of the same source.
    package mutating func protectControl(_ compound: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> Int? {
        let header = PacketLayout.controlHeader
        let tagLength = suite == .aes256GCM ? PacketCipher.tagLength : 10
        let total = compound.count + PacketLayout.controlTrailer + tagLength
        guard compound.count >= header, output.count >= total, controlIndex < 0x7FFF_FFFF else { return nil }
        let source = compound.bigEndianUInt32(at: 4)
        let trailer = PacketLayout.encryptedFlag | controlIndex
        let plain = compound.extracting(0..<header)
        PacketLayout.copy(plain, to: &output)
        guard
            rtcp.protect(
                ssrc: source, index: UInt64(controlIndex), header: plain,
                body: compound.extracting(header..<compound.count), trailer: trailer, at: header, &output)
        else { return nil }
        controlIndex += 1
        if suite == .aes256GCM {
            output.storeBigEndian(trailer, at: total - PacketLayout.controlTrailer)
        } else {
            output.storeBigEndian(trailer, at: compound.count)
            let signed = compound.count + PacketLayout.controlTrailer
            let tag = rtcp.tag(of: output.span.extracting(0..<signed), trailer: nil)
            for place in 0..<tagLength { output[signed + place] = tag[place] }
        }
        return total
    }
}
