/// What the payload type numbers of one RTP stream mean: `a=rtpmap`, `a=fmtp`, and the static types of RFC 3551 §6.
struct PayloadMap {
    struct Entry: Equatable {
        let payloadType: UInt8
        let name: String  // upper case
        let clockRate: Int
        let channels: Int
        let parameters: String?

        /// The codec of ours that this is.
        var codec: AudioCodec? {
            AudioCodec.allCases.first {
                $0.encodingName == name && $0.clockRate == clockRate && $0.channels == channels
            }
        }
    }

    /// Comfort noise at 8 kHz (RFC 3551 §6).
    static let comfortNoiseType: UInt8 = 13

    /// In the order of the `m=` line, which is the order of preference.
    let entries: [Entry]

    init(_ media: MediaDescription) {
        var maps: [UInt8: (name: String, rate: Int, channels: Int)] = [:]
        for value in media.values(of: "rtpmap") {
            let fields = value.fields
            guard fields.count >= 2, let type = Self.payloadType(fields[0]) else { continue }
            let parts = fields[1].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .map { Substring($0) }
            guard parts.count >= 2, let rate = Int(parts[1]), (1...768_000).contains(rate) else { continue }
            let channels = parts.count > 2 ? Int(parts[2]) ?? 1 : 1
            maps[type] = maps[type] ?? (parts[0].uppercased(), rate, channels)
        }
        var parameters: [UInt8: String] = [:]
        for value in media.values(of: "fmtp") {
            let parts = value.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1).map { Substring($0) }
            guard parts.count == 2, let type = Self.payloadType(parts[0]) else { continue }
            parameters[type] = parameters[type] ?? String(parts[1])
        }
        var seen: Set<UInt8> = []
        entries = media.formats.compactMap { format in
            guard let type = Self.payloadType(format[...]), seen.insert(type).inserted else { return nil }
            if let map = maps[type] {
                return Entry(
                    payloadType: type, name: map.name, clockRate: map.rate, channels: map.channels,
                    parameters: parameters[type])
            }
            if type == Self.comfortNoiseType {
                return Entry(payloadType: type, name: "CN", clockRate: 8000, channels: 1, parameters: nil)
            }
            guard let codec = AudioCodec(staticPayloadType: type) else { return nil }
            return Entry(
                payloadType: type, name: codec.encodingName, clockRate: codec.clockRate, channels: 1,
                parameters: parameters[type])
        }
    }

    /// The number a codec goes by.
    func payloadType(of codec: AudioCodec) -> UInt8? { entries.first { $0.codec == codec }?.payloadType }

    /// The codecs among them that we speak, in this stream's order.
    var codecs: [AudioCodec] { entries.compactMap(\.codec) }

    /// telephone-event by the clock of `codec` if there is one, else at 8 kHz (RFC 4733 §2.1: the stream's own clock).
    func telephoneEvent(beside codec: AudioCodec) -> Entry? {
        let events = entries.filter { $0.name == "TELEPHONE-EVENT" }
        return events.first { $0.clockRate == codec.clockRate } ?? events.first { $0.clockRate == 8000 }
    }

    /// Comfort noise (RFC 3389), which goes with codecs of an 8 kHz clock.
    func comfortNoise(beside codec: AudioCodec) -> Entry? {
        entries.first { $0.name == "CN" && $0.clockRate == codec.clockRate }
    }

    private static func payloadType(_ text: Substring) -> UInt8? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let type = UInt8(text), type < 128
        else { return nil }
        return type
    }
}
