import CivicCore
import Foundation

/// The messages of a call as a capture file that Wireshark and tshark open: classic pcap, version 2.4, times in
/// microseconds, link type RAW (an IP packet each).
///
/// The IP and UDP headers are made up around the addresses and ports, since what we kept are messages and not packets. What
/// came over TCP or TLS is shown as UDP too: there it needs neither handshake nor sequence, and tells the same. Where one
/// side's address is no number, or the two are of different families, documentation addresses (RFC 5737) stand in.
package enum CaptureFile {
    private static let linkTypeRaw: UInt32 = 101
    private static let longestPacket: UInt32 = 65_535

    package static func pcap(_ messages: [SeenMessage]) -> [UInt8] {
        var file = Bytes()
        file.little(0xA1B2_C3D4 as UInt32)
        file.little(2 as UInt16)
        file.little(4 as UInt16)
        file.little(0 as UInt32)
        file.little(0 as UInt32)
        file.little(longestPacket)
        file.little(linkTypeRaw)
        for message in messages {
            let packet = packet(of: message)
            let time = max(0, message.at.timeIntervalSince1970)
            let seconds = UInt32(clamping: Int64(time))
            file.little(seconds)
            file.little(UInt32(clamping: Int64((time - time.rounded(.down)) * 1e6)))
            file.little(UInt32(clamping: packet.count))
            file.little(UInt32(clamping: packet.count))
            file.append(packet)
        }
        return file.bytes
    }

    private static func packet(of message: SeenMessage) -> [UInt8] {
        let (source, target) = message.isSent ? (message.local, message.remote) : (message.remote, message.local)
        let payload = message.bytes.prefix(65_000)
        if let from = IPBytes(source.host), let to = IPBytes(target.host), from.count == to.count {
            return from.count == 4
                ? packet4(from.bytes, to.bytes, source.port, target.port, payload)
                : packet6(from.bytes, to.bytes, source.port, target.port, payload)
        }
        return packet4([192, 0, 2, 1], [192, 0, 2, 2], source.port, target.port, payload)
    }

    /// RFC 791 §3.1.
    private static func packet4(
        _ from: [UInt8], _ to: [UInt8], _ source: UInt16, _ target: UInt16, _ payload: ArraySlice<UInt8>
    ) -> [UInt8] {
        let datagram = datagram(from + to, source, target, payload)
        var head = Bytes()
        head.append([0x45, 0])
        head.big(UInt16(clamping: 20 + datagram.count))
        head.append([0, 0, 0x40, 0, 64, 17, 0, 0])
        head.append(from)
        head.append(to)
        let sum = checksum(head.bytes)
        head.bytes[10] = UInt8(sum >> 8)
        head.bytes[11] = UInt8(sum & 0xFF)
        return head.bytes + datagram
    }

    /// RFC 8200 §3.
    private static func packet6(
        _ from: [UInt8], _ to: [UInt8], _ source: UInt16, _ target: UInt16, _ payload: ArraySlice<UInt8>
    ) -> [UInt8] {
        let datagram = datagram(from + to, source, target, payload)
        var head = Bytes()
        head.append([0x60, 0, 0, 0])
        head.big(UInt16(clamping: datagram.count))
        head.append([17, 64])
        head.append(from)
        head.append(to)
        return head.bytes + datagram
    }

    /// RFC 768, with the sum over the pseudo header.
    private static func datagram(
        _ addresses: [UInt8], _ source: UInt16, _ target: UInt16, _ payload: ArraySlice<UInt8>
    ) -> [UInt8] {
        var datagram = Bytes()
        let length = UInt16(clamping: 8 + payload.count)
        datagram.big(source)
        datagram.big(target)
        datagram.big(length)
        datagram.append([0, 0])
        datagram.append(payload)
        let sum = checksum(addresses + [0, 17, UInt8(length >> 8), UInt8(length & 0xFF)] + datagram.bytes)
        let shown = sum == 0 ? 0xFFFF : sum
        datagram.bytes[6] = UInt8(shown >> 8)
        datagram.bytes[7] = UInt8(shown & 0xFF)
        return datagram.bytes
    }

    /// RFC 1071.
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for (index, byte) in bytes.enumerated() { sum &+= index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte) }
        while sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
        return ~UInt16(truncatingIfNeeded: sum)
    }
}

/// Bytes as they are put together.
struct Bytes {
    var bytes: [UInt8] = []

    mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    mutating func little(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func big(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}

/// The 4 or 16 bytes of a numeric address.
struct IPBytes {
    let bytes: [UInt8]
    var count: Int { bytes.count }

    init?(_ host: String) {
        if host.contains(":") {
            guard let bytes = Self.six(host) else { return nil }
            self.bytes = bytes
        } else {
            guard let bytes = Self.four(host) else { return nil }
            self.bytes = bytes
        }
    }

    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4
            ? parts.reduce(into: [UInt8]?([])) { all, part in
                if let part { all?.append(part) } else { all = nil }
            } : nil
    }

    /// RFC 4291 §2.2, with an IPv4 address at the end where there is one.
    private static func six(_ text: String) -> [UInt8]? {
        let halves = text.components(separatedBy: "::")
        guard halves.count <= 2 else { return nil }
        func groups(_ half: String) -> [UInt8]? {
            guard !half.isEmpty else { return [] }
            var bytes: [UInt8] = []
            for part in half.split(separator: ":", omittingEmptySubsequences: false) {
                if part.contains(".") {
                    guard let last = four(part) else { return nil }
                    bytes += last
                } else {
                    guard (1...4).contains(part.count), let group = UInt16(part, radix: 16) else { return nil }
                    bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
                }
            }
            return bytes
        }
        guard let front = groups(halves[0]), let back = groups(halves.count == 2 ? halves[1] : "") else { return nil }
        let missing = 16 - front.count - back.count
        guard halves.count == 2 ? missing >= 2 : missing == 0 else { return nil }
        return front + Array(repeating: 0, count: missing) + back
    }
}
