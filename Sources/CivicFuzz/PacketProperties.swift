import CivicRTP
import CivicSIP

enum PacketProperties {
    static func rtp(_ input: [UInt8]) -> String? {
        guard let packet = try? RTPPacket(parsing: input.span) else { return nil }
        guard packet.payload.lowerBound >= RTPHeader.length, packet.payload.upperBound <= input.count else {
            return "the payload lies outside of the datagram"
        }
        if let event = try? TelephoneEvent(parsing: input.span.extracting(packet.payload)), event.attenuation > 63 {
            return "an event is softer than six bits can say"
        }
        return nil
    }

    static func rtcp(_ input: [UInt8]) -> String? {
        guard var compound = try? RTCPCompound(checking: input.span) else { return nil }
        var packets = 0
        while let packet = try? compound.next(in: input.span) {
            packets += 1
            guard packets <= input.count / 4 else { return "more packets than words" }
            if let fault = check(packet, in: input) { return fault }
        }
        return nil
    }

    private static func check(_ packet: RTCPPacket, in input: [UInt8]) -> String? {
        switch packet {
        case .senderReport(_, _, let blocks), .receiverReport(_, let blocks):
            guard blocks.upperBound <= input.count else { return "blocks lie outside of the datagram" }
            let count = blocks.count / ReportBlock.length
            for index in 0..<count where input.span.reportBlock(index, in: blocks) == nil {
                return "a block is missing"
            }
            return input.span.reportBlock(count, in: blocks) == nil ? nil : "a block too many"
        case .sourceDescription(let range), .bye(let range):
            return range.upperBound <= input.count ? nil : "a packet lies outside of the datagram"
        case .other: return nil
        }
    }

    static func dns(_ input: [UInt8]) -> String? {
        guard let message = try? DNSMessage(parsing: input) else { return nil }
        guard message.records.count <= DNSMessage.recordLimit else { return "more records than the limit" }
        return message.name.utf8.count <= 4 * 254 ? nil : "a name longer than names are"
    }
}
