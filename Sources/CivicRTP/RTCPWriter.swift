import CivicCore

/// Puts a compound together: a report, then our canonical name, then a goodbye if it is the last (RFC 3550 §6.1).
package struct RTCPWriter: Sendable {
    /// Longest compound that it writes, in bytes: a sender report with one block, a name of 64 bytes, a goodbye.
    package static let maximumLength = 160

    package var ssrc: UInt32
    /// 16 characters that say nothing about the machine or its user (RFC 7022 §4.2).
    private let canonicalName: UInt64

    package init(ssrc: UInt32, canonicalName: UInt64) {
        self.ssrc = ssrc
        self.canonicalName = canonicalName
    }

    /// Writes the compound at the start of `bytes`, which has `maximumLength`.
    ///
    /// - Parameter info: `nil` when nothing was sent since the last report: a receiver report, then.
    /// - Returns: The compound's length in bytes.
    package func write(
        _ info: SenderInfo?, _ block: ReportBlock?, goodbye: Bool, to bytes: inout MutableSpan<UInt8>
    ) -> Int {
        precondition(bytes.count >= Self.maximumLength)
        let start = info == nil ? 8 : 28
        var end = start + (block == nil ? 0 : ReportBlock.length)
        header(type: info == nil ? 201 : 200, count: block == nil ? 0 : 1, from: 0, to: end, &bytes)
        bytes.storeBigEndian(ssrc, at: 4)
        if let info {
            bytes.storeBigEndian(UInt32(truncatingIfNeeded: info.ntp >> 32), at: 8)
            bytes.storeBigEndian(UInt32(truncatingIfNeeded: info.ntp), at: 12)
            bytes.storeBigEndian(info.timestamp, at: 16)
            bytes.storeBigEndian(info.packets, at: 20)
            bytes.storeBigEndian(info.octets, at: 24)
        }
        block?.write(to: &bytes, at: start)
        end = writeName(at: end, &bytes)
        return goodbye ? writeGoodbye(at: end, &bytes) : end
    }

    /// SDES with the one item that is compulsory, CNAME (§6.5.1).
    private func writeName(at start: Int, _ bytes: inout MutableSpan<UInt8>) -> Int {
        let end = start + 28  // header 4, SSRC 4, item 2 + 16, zeros to the next word: 2
        header(type: 202, count: 1, from: start, to: end, &bytes)
        bytes.storeBigEndian(ssrc, at: start + 4)
        bytes[start + 8] = 1
        bytes[start + 9] = 16
        for digit in 0..<16 {
            let nibble = UInt8(truncatingIfNeeded: canonicalName >> UInt64(60 - 4 * digit)) & 15
            bytes[start + 10 + digit] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
        }
        bytes[end - 2] = 0
        bytes[end - 1] = 0
        return end
    }

    private func writeGoodbye(at start: Int, _ bytes: inout MutableSpan<UInt8>) -> Int {
        header(type: 203, count: 1, from: start, to: start + 8, &bytes)
        bytes.storeBigEndian(ssrc, at: start + 4)
        return start + 8
    }

    private func header(type: UInt8, count: UInt8, from start: Int, to end: Int, _ bytes: inout MutableSpan<UInt8>) {
        bytes[start] = 0x80 | count
        bytes[start + 1] = type
        bytes.storeBigEndian(UInt16(truncatingIfNeeded: (end - start) / 4 - 1), at: start + 2)
    }
}
