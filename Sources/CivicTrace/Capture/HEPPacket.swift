import CivicCore
import Foundation

/// One message as a packet of the Homer Encapsulation Protocol, version 3, for a collector such as Homer (heplify-server).
///
///     "HEP3" ‖ total length ‖ chunks,   chunk = vendor (0) ‖ type ‖ length with these six bytes ‖ value
package enum HEPPacket {
    /// - Parameters:
    ///   - correlation: ties the legs of one conversation together (chunk 0x11).
    ///   - node: tells collectors which of several daemons it was (chunk 0x0c).
    package static func encode(_ message: SeenMessage, correlation: String, node: UInt32 = 1) -> [UInt8] {
        let (source, target) = message.isSent ? (message.local, message.remote) : (message.remote, message.local)
        let from = IPBytes(source.host)?.bytes ?? [192, 0, 2, 1]
        let to = IPBytes(target.host)?.bytes ?? [192, 0, 2, 2]
        let isSix = from.count == 16 && to.count == 16
        let time = max(0, message.at.timeIntervalSince1970)
        var body = Bytes()
        chunk(1, in: &body) { $0.append([isSix ? 10 : 2]) }
        chunk(2, in: &body) { $0.append([message.transport == "udp" ? 17 : 6]) }
        if isSix {
            chunk(5, in: &body) { $0.append(from) }
            chunk(6, in: &body) { $0.append(to) }
        } else {
            chunk(3, in: &body) { $0.append(from.count == 4 ? from : [192, 0, 2, 1]) }
            chunk(4, in: &body) { $0.append(to.count == 4 ? to : [192, 0, 2, 2]) }
        }
        chunk(7, in: &body) { $0.big(source.port) }
        chunk(8, in: &body) { $0.big(target.port) }
        chunk(9, in: &body) { $0.big(UInt32(clamping: Int64(time))) }
        chunk(10, in: &body) { $0.big(UInt32(clamping: Int64((time - time.rounded(.down)) * 1e6))) }
        chunk(11, in: &body) { $0.append([1]) }  // SIP
        chunk(12, in: &body) { $0.big(node) }
        chunk(17, in: &body) { $0.append(correlation.utf8) }
        chunk(15, in: &body) { $0.append(message.bytes.prefix(60_000)) }
        var packet = Bytes()
        packet.append("HEP3".utf8)
        packet.big(UInt16(clamping: body.bytes.count + 6))
        packet.append(body.bytes)
        return packet.bytes
    }

    private static func chunk(_ type: UInt16, in packet: inout Bytes, _ value: (inout Bytes) -> Void) {
        var content = Bytes()
        value(&content)
        packet.big(0 as UInt16)
        packet.big(type)
        packet.big(UInt16(clamping: content.bytes.count + 6))
        packet.append(content.bytes)
    }
}
