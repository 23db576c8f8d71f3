import CivicCore
import CivicRTP

/// The RTP streams of a capture, found without any signalling.
///
/// A stream is one SSRC between two addresses. What looks like RTP is believed when most of its sequence numbers go
/// on one by one and its timestamps do not run about; everything else on the wire is left out.
struct RTPStreamFinder {
    struct Packet {
        var header: RTPHeader
        /// Of the file.
        var payload: Range<Int>
        /// Since 1970, in nanoseconds.
        var nanoseconds: Int64
    }

    struct Stream {
        var source: String
        var destination: String
        var ssrc: UInt32
        var packets: [Packet]
    }

    private(set) var streams: [Stream] = []

    private struct Key: Hashable {
        var source: String
        var destination: String
        var ssrc: UInt32
    }

    private static let fewest = 10

    /// - Parameter port: only datagrams from it or to it are looked at, when given.
    init(_ capture: CaptureFile, in file: [UInt8], port: Int? = nil) {
        var order: [Key] = []
        var found: [Key: [Packet]] = [:]
        for packet in capture.packets {
            guard let datagram = CapturedDatagram(packet, in: file) else { continue }
            guard port.map({ $0 == datagram.sourcePort || $0 == datagram.destinationPort }) ?? true else { continue }
            guard let parsed = try? RTPPacket(parsing: file.span.extracting(datagram.payload)) else { continue }
            let key = Key(source: datagram.source, destination: datagram.destination, ssrc: parsed.header.ssrc)
            if found[key] == nil { order.append(key) }
            let start = datagram.payload.lowerBound
            found[key, default: []].append(
                Packet(
                    header: parsed.header,
                    payload: start + parsed.payload.lowerBound..<start + parsed.payload.upperBound,
                    nanoseconds: packet.nanoseconds))
        }
        for key in order {
            guard let packets = found[key], Self.isPlausible(packets) else { continue }
            streams.append(
                Stream(source: key.source, destination: key.destination, ssrc: key.ssrc, packets: packets))
        }
    }

    private static func isPlausible(_ packets: [Packet]) -> Bool {
        guard packets.count >= fewest else { return false }
        let steps = zip(packets, packets.dropFirst()).map { first, second in
            (
                sequence: second.header.sequence.distance(after: first.header.sequence),
                timestamp: second.header.timestamp.distance(after: first.header.timestamp)
            )
        }
        let near = steps.count { abs($0.sequence) <= 20 && abs($0.timestamp) <= 48_000 * 10 }
        return near * 10 >= steps.count * 8
    }
}
