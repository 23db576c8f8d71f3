import CivicSDP

enum DescriptionProperties {
    private static let local = LocalAudio(
        host: "192.0.2.10", port: 30_000, codecs: AudioCodec.allCases, comfortNoise: true, sessionID: 1)

    /// What parses prints, and parses again to the same; an answer has the offer's streams in the offer's order.
    static func check(_ input: [UInt8]) -> String? {
        guard let description = try? SessionDescription(parsing: input) else { return nil }
        let printed = description.bytes
        // What is no UTF-8 becomes longer in print, and may then be longer than a line may be.
        let longest = printed.split(separator: 0x0A).map(\.count).max() ?? 0
        guard printed.count <= SDPLimits.bytes, longest <= SDPLimits.lineBytes else { return nil }
        guard let again = try? SessionDescription(parsing: printed) else { return "what was printed is not read" }
        // Lines that carry no meaning here are put in the order of RFC 8866; all else is the same.
        guard again.bytes == printed, meaning(of: again) == meaning(of: description) else {
            return "what was printed is read as another description"
        }
        guard let answer = try? OfferAnswer.answer(to: input, local: local) else { return nil }
        guard let read = try? SessionDescription(parsing: answer.body) else { return "our answer is not read" }
        guard read.media.map(\.kind) == description.media.map(\.kind) else { return "our answer has other streams" }
        return read.media.count { $0.port != 0 } == 1 ? nil : "our answer takes more or less than one stream"
    }

    private static func meaning(of description: SessionDescription) -> SessionDescription {
        var description = description
        description.otherLines = []
        for index in description.media.indices { description.media[index].otherLines = [] }
        return description
    }
}
