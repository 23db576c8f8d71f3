import CivicCore
import CivicDSP
import CivicRTP

/// Writes captures byte by byte, in every dress that the reader knows.
struct CaptureWriter {
    enum Format: CaseIterable { case pcap, pcapBigEndian, pcapNanoseconds, pcapng, pcapngBigEndian }

    enum Link: Int, CaseIterable {
        case ethernet = 1
        case vlan = 10_001
        case loopback = 0
        case raw = 101
        case cooked = 113
        case cooked2 = 276

        var type: Int { self == .vlan ? 1 : rawValue }
    }

    var format = Format.pcap
    var link = Link.ethernet
    var isVersion6 = false
    private(set) var packets: [(nanoseconds: Int64, bytes: [UInt8])] = []

    /// Adds a UDP datagram.
    mutating func add(_ payload: [UInt8], from source: Int = 4000, to destination: Int = 5000, at nanoseconds: Int64) {
        let length = 8 + payload.count
        let udp = big16(source) + big16(destination) + big16(length) + [0, 0] + payload
        let network: [UInt8]
        if isVersion6 {
            let address: [UInt8] = [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11)
            network = [0x60, 0, 0, 0] + big16(length) + [17, 64] + address + [1] + address + [2] + udp
        } else {
            network =
                [0x45, 0] + big16(20 + length) + [0, 0, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2] + udp
        }
        let type = isVersion6 ? [UInt8(0x86), 0xDD] : [8, 0]
        let frame: [UInt8] =
            switch link {
            case .ethernet: [UInt8](repeating: 2, count: 12) + type + network
            case .vlan: [UInt8](repeating: 2, count: 12) + [0x81, 0, 0, 7] + type + network
            case .loopback: [isVersion6 ? 10 : 2, 0, 0, 0] + network
            case .raw: network
            case .cooked: [UInt8](repeating: 0, count: 14) + type + network
            case .cooked2: type + [UInt8](repeating: 0, count: 18) + network
            }
        packets.append((nanoseconds, frame))
    }

    /// Adds an RTP packet.
    mutating func addRTP(
        sequence: Int, timestamp: Int, payload: [UInt8], type: UInt8 = 8, ssrc: UInt32 = 0x1234_ABCD,
        from source: Int = 4000, to destination: Int = 5000, at milliseconds: Double
    ) {
        var bytes = [UInt8](repeating: 0, count: RTPHeader.length)
        var span = bytes.mutableSpan
        RTPHeader(
            payloadType: type, sequence: UInt16(truncatingIfNeeded: sequence),
            timestamp: UInt32(truncatingIfNeeded: timestamp), ssrc: ssrc
        ).write(to: &span)
        add(bytes + payload, from: source, to: destination, at: Int64(milliseconds * 1e6))
    }

    /// A steady A-law stream of a 500 Hz tone, 20 ms a packet, that leaves out and delays what it is told.
    mutating func addStream(
        count: Int, lost: Set<Int> = [], delay: (Int) -> Double = { _ in 0 }, to destination: Int = 5000,
        ssrc: UInt32 = 0x1234_ABCD
    ) {
        var codes = [UInt8](repeating: 0, count: 160)
        var output = codes.mutableSpan
        G711.encodeALaw(Signal.sine(frequency: 500, level: -12, count: 160).span, into: &output)
        let sent = (0..<count).filter { !lost.contains($0) }.map { ($0, Double($0) * 20 + 1000 + delay($0)) }
        for (n, at) in sent.sorted(by: { $0.1 < $1.1 }) {
            addRTP(
                sequence: n + 65_000, timestamp: n * 160 + 0xFFFF_F000, payload: codes, ssrc: ssrc, to: destination,
                at: at)
        }
    }

    var bytes: [UInt8] {
        switch format {
        case .pcap: classic(isBig: false, magic: 0xA1B2_C3D4, unit: 1000)
        case .pcapBigEndian: classic(isBig: true, magic: 0xA1B2_C3D4, unit: 1000)
        case .pcapNanoseconds: classic(isBig: false, magic: 0xA1B2_3C4D, unit: 1)
        case .pcapng: blocks(isBig: false)
        case .pcapngBigEndian: blocks(isBig: true)
        }
    }

    private func classic(isBig: Bool, magic: UInt32, unit: Int64) -> [UInt8] {
        let word = { (value: UInt32) in isBig ? big32(value) : big32(value).reversed() }
        var bytes = word(magic) + [UInt8](repeating: 0, count: 16) + word(UInt32(link.type))
        for packet in packets {
            bytes += word(UInt32(packet.nanoseconds / 1_000_000_000))
            bytes += word(UInt32(packet.nanoseconds % 1_000_000_000 / unit))
            bytes += word(UInt32(packet.bytes.count)) + word(UInt32(packet.bytes.count)) + packet.bytes
        }
        return bytes
    }

    /// A section, one interface that counts nanoseconds, enhanced packets.
    private func blocks(isBig: Bool) -> [UInt8] {
        let word = { (value: UInt32) in isBig ? big32(value) : big32(value).reversed() }
        let half = { (value: Int) in isBig ? big16(value) : big16(value).reversed() }
        func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
            let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
            let length = word(UInt32(padded.count + 12))
            return word(type) + length + padded + length
        }
        let option = half(9) + half(1) + [9, 0, 0, 0] + [0, 0, 0, 0]
        var bytes = block(0x0A0D_0D0A, word(0x1A2B_3C4D) + half(1) + half(0) + [UInt8](repeating: 255, count: 8))
        bytes += block(1, half(link.type) + half(0) + word(65_535) + option)
        for packet in packets {
            let time = UInt64(packet.nanoseconds)
            let stamps = word(UInt32(time >> 32)) + word(UInt32(truncatingIfNeeded: time))
            let lengths = word(UInt32(packet.bytes.count)) + word(UInt32(packet.bytes.count))
            bytes += block(6, word(0) + stamps + lengths + packet.bytes)
        }
        return bytes
    }
}

private func big16(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
private func big32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
