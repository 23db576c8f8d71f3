import CivicCore
import CivicSRTP

/// Packets and keys for the tests.
enum Packets {
    static func master(_ suite: SRTPSuite, _ seed: UInt8 = 1) -> Redacted<[UInt8]> {
        Redacted((0..<suite.masterLength).map { UInt8(truncatingIfNeeded: $0) &* 7 &+ seed })
    }

    /// - Parameters:
    ///   - sources: CSRCs behind the header.
    ///   - extended: bytes of a header extension's body, in words.
    static func rtp(
        sequence: UInt16, ssrc: UInt32 = 0xCAFE_BABE, sources: Int = 0, extended: Int? = nil, payload: Int = 160
    ) -> [UInt8] {
        var bytes: [UInt8] = [0x80 | UInt8(sources) | (extended == nil ? 0 : 0x10), 8]
        bytes += [UInt8(sequence >> 8), UInt8(sequence & 0xFF), 0, 0, 1, 2]
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> UInt32(24 - 8 * $0)) }
        bytes += [UInt8](repeating: 0x11, count: 4 * sources)
        if let extended { bytes += [0xBE, 0xDE, 0, UInt8(extended)] + [UInt8](repeating: 0x22, count: 4 * extended) }
        return bytes + (0..<payload).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    }

    static func rtcp(ssrc: UInt32 = 0xCAFE_BABE) -> [UInt8] {
        [0x81, 201, 0, 7] + (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> UInt32(24 - 8 * $0)) }
            + (0..<24).map { UInt8($0) }
    }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.filter(\.isHexDigit).compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}

/// A sender in a box, so that expectations can call it.
final class Sender {
    private var sender: SRTPSender

    init(_ suite: SRTPSuite, master: Redacted<[UInt8]>) throws(SRTPError) {
        sender = try SRTPSender(suite, master: master)
    }

    func protect(_ packet: [UInt8]) -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 2048)
        var output = room.mutableSpan
        return sender.protect(packet.span, into: &output).map { Array(room[..<$0]) }
    }

    func protectControl(_ packet: [UInt8]) -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 2048)
        var output = room.mutableSpan
        return sender.protectControl(packet.span, into: &output).map { Array(room[..<$0]) }
    }
}

/// A receiver in a box.
final class Receiver {
    private var receiver: SRTPReceiver

    init(_ suite: SRTPSuite, master: Redacted<[UInt8]>, after former: RollOver? = nil) throws(SRTPError) {
        receiver = try SRTPReceiver(suite, master: master, after: former)
    }

    func takeRollOver() -> RollOver? { receiver.takeRollOver() }

    func unprotect(_ packet: [UInt8]) -> (verdict: SRTPReceiver.Verdict, plain: [UInt8]) {
        var room = [UInt8](repeating: 0, count: 2048)
        var output = room.mutableSpan
        let verdict = receiver.unprotect(packet.span, into: &output)
        if case .plain(let length) = verdict { return (verdict, Array(room[..<length])) }
        return (verdict, [])
    }

    func unprotectControl(_ packet: [UInt8]) -> (verdict: SRTPReceiver.Verdict, plain: [UInt8]) {
        var room = [UInt8](repeating: 0, count: 2048)
        var output = room.mutableSpan
        let verdict = receiver.unprotectControl(packet.span, into: &output)
        if case .plain(let length) = verdict { return (verdict, Array(room[..<length])) }
        return (verdict, [])
    }
}
