/// Why a file is no capture.
enum CaptureError: Error, Equatable, CustomStringConvertible {
    case notACapture
    case truncated(at: Int)

    var description: String {
        switch self {
        case .notACapture: "not a capture (neither pcap nor pcapng)"
        case .truncated(let offset): "the capture breaks off inside a block, at byte \(offset)"
        }
    }
}

/// The packets of a capture, pcap or pcapng, in either byte order.
///
///     pcap     magic, version, …, link type │ seconds, fraction, length, length on the wire, bytes │ …
///     pcapng   block type, length, body, length │ …      sections, interfaces, enhanced and simple packets
///
/// A capture that breaks off inside a packet (a dump that was killed) gives what comes before it.
struct CaptureFile {
    struct Packet {
        /// Since 1970.
        var nanoseconds: Int64
        var linkType: Int
        /// Within the file.
        var bytes: Range<Int>
    }

    private(set) var packets: [Packet] = []
    private var isBigEndian = false
    private var interfaces: [(linkType: Int, ticksPerSecond: UInt64)] = []

    init(parsing bytes: [UInt8]) throws(CaptureError) {
        guard bytes.count >= 24 else { throw .notACapture }
        switch Array(bytes[0..<4]) {
        case [0xD4, 0xC3, 0xB2, 0xA1]: classic(bytes, nanoseconds: false)
        case [0x4D, 0x3C, 0xB2, 0xA1]: classic(bytes, nanoseconds: true)
        case [0xA1, 0xB2, 0xC3, 0xD4]:
            isBigEndian = true
            classic(bytes, nanoseconds: false)
        case [0xA1, 0xB2, 0x3C, 0x4D]:
            isBigEndian = true
            classic(bytes, nanoseconds: true)
        case [0x0A, 0x0D, 0x0D, 0x0A]: try next(bytes)
        default: throw .notACapture
        }
    }

    private mutating func classic(_ bytes: [UInt8], nanoseconds: Bool) {
        let linkType = Int(word(bytes, 20) & 0x0FFF_FFFF)
        var offset = 24
        while offset + 16 <= bytes.count {
            let length = Int(word(bytes, offset + 8))
            guard length <= bytes.count - offset - 16 else { return }
            let fraction = Int64(word(bytes, offset + 4)) * (nanoseconds ? 1 : 1000)
            packets.append(
                Packet(
                    nanoseconds: Int64(word(bytes, offset)) * 1_000_000_000 + fraction, linkType: linkType,
                    bytes: offset + 16..<offset + 16 + length))
            offset += 16 + length
        }
    }

    private mutating func next(_ bytes: [UInt8]) throws(CaptureError) {
        var offset = 0
        while offset + 12 <= bytes.count {
            let type = word(bytes, offset)
            if type == 0x0A0D_0D0A {  // the same in both orders
                isBigEndian = bytes[offset + 8] == 0x1A
                interfaces = []
            }
            let length = Int(word(bytes, offset + 4))
            guard length >= 12, length % 4 == 0 else { throw .truncated(at: offset) }
            guard length <= bytes.count - offset else { return }
            let body = offset + 8..<offset + length - 4
            switch type {
            case 1 where body.count >= 8: describe(bytes, body)
            case 3 where body.count >= 4:
                if let known = interfaces.first {
                    let count = min(Int(word(bytes, body.lowerBound)), body.count - 4)
                    packets.append(
                        Packet(
                            nanoseconds: packets.last?.nanoseconds ?? 0, linkType: known.linkType,
                            bytes: body.lowerBound + 4..<body.lowerBound + 4 + count))
                }
            case 6 where body.count >= 20: enhanced(bytes, body)
            default: break
            }
            offset += length
        }
    }

    /// An interface: its link type, and its clock's resolution in the option if_tsresol.
    private mutating func describe(_ bytes: [UInt8], _ body: Range<Int>) {
        var ticks: UInt64 = 1_000_000
        var option = body.lowerBound + 8
        while option + 4 <= body.upperBound {
            let (code, length) = (half(bytes, option), Int(half(bytes, option + 2)))
            if code == 0 || option + 4 + length > body.upperBound { break }
            if code == 9, length >= 1 {
                let value = Int(bytes[option + 4])
                let exponent = value & 0x7F
                if value & 0x80 != 0 {
                    ticks = 1 << UInt64(min(exponent, 40))
                } else {
                    ticks = (0..<min(exponent, 12)).reduce(1) { product, _ in product * 10 }
                }
            }
            option += 4 + (length + 3) / 4 * 4
        }
        interfaces.append((Int(half(bytes, body.lowerBound)), ticks))
    }

    private mutating func enhanced(_ bytes: [UInt8], _ body: Range<Int>) {
        let start = body.lowerBound
        let interface = Int(word(bytes, start))
        guard interfaces.indices.contains(interface) else { return }
        let count = Int(word(bytes, start + 12))
        guard count <= body.count - 20 else { return }
        let ticks = UInt64(word(bytes, start + 4)) << 32 | UInt64(word(bytes, start + 8))
        let known = interfaces[interface]
        let rest = (ticks % known.ticksPerSecond).multipliedFullWidth(by: 1_000_000_000)
        let fraction = known.ticksPerSecond.dividingFullWidth(rest).quotient
        // Times beyond the year 2262 are nobody's.
        let seconds = min(ticks / known.ticksPerSecond, 9_000_000_000)
        packets.append(
            Packet(
                nanoseconds: Int64(seconds) * 1_000_000_000 + Int64(fraction), linkType: known.linkType,
                bytes: start + 20..<start + 20 + count))
    }

    private func half(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
        let (first, second) = (UInt16(bytes[offset]), UInt16(bytes[offset + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
    }

    private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        let (first, second) = (UInt32(half(bytes, offset)), UInt32(half(bytes, offset + 2)))
        return isBigEndian ? first << 16 | second : second << 16 | first
    }
}
