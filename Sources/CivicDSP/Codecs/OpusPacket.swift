/// What can be read off an Opus packet without decoding it (RFC 6716 §3).
package enum OpusPacket {
    /// Its length in units of 1/48000 s, at most 120 ms; `nil` when it is no Opus packet.
    ///
    ///      0 1 2 3 4 5 6 7
    ///     | config  |s| c |  c: 0 one frame, 1 and 2 two frames, 3 a count in the next byte
    package static func duration(of payload: Span<UInt8>) -> Int? {
        guard payload.count > 0 else { return nil }
        let configuration = Int(payload[0] >> 3)
        let frame =
            switch configuration {
            case 0..<12: configuration & 3 == 3 ? 2880 : 480 << (configuration & 3)
            case 12..<16: 480 << (configuration & 1)
            default: 120 << (configuration & 3)
            }
        let frames: Int
        switch payload[0] & 3 {
        case 0: frames = 1
        case 1, 2: frames = 2
        default:
            guard payload.count > 1 else { return nil }
            frames = Int(payload[1] & 0x3F)
        }
        let total = frame * frames
        return frames > 0 && total <= 5760 ? total : nil
    }
}
