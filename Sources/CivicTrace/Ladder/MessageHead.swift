import CivicCore
import CivicSDP

/// The little that a ladder shows of a message, read without trust: whatever the bytes are, there is a label.
struct MessageHead {
    var label: String
    var tone: Ladder.Tone
    var isResponse: Bool
    var media: Ladder.Media?

    init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes.prefix(16_384), as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\n" || $0 == "\r" }
        let head = lines.drop { $0.isEmpty }.prefix { !$0.isEmpty }
        let words = (head.first ?? "").split(separator: " ", maxSplits: 2)
        func field(_ name: String) -> Substring? {
            for line in head.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let found = line[..<colon].drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
                if String(found).lowercased() == name { return line[line.index(after: colon)...] }
            }
            return nil
        }
        let method = (field("cseq") ?? "").split(separator: " ").last.map { PlainText.clean(String($0), limit: 16) }
        switch words.first.map(String.init) {
        case "SIP/2.0"? where words.count > 1:
            isResponse = true
            let status = Int(words[1]) ?? 0
            let phrase = words.count > 2 ? " " + PlainText.clean(String(words[2]), limit: 40) : ""
            label = "\(PlainText.clean(String(words[1]), limit: 8))\(phrase)" + (method.map { " (\($0))" } ?? "")
            tone =
                switch status {
                case 100..<200: .provisional
                case 200..<300: .success
                case 300..<400: .redirection
                default: .failure
                }
        case let name? where words.count > 2 && words[2].hasPrefix("SIP/"):
            isResponse = false
            label = PlainText.clean(name, limit: 24)
            tone = .request
        default:
            isResponse = false
            label = "?"
            tone = .unreadable
        }
        media = Self.media(in: bytes)
    }

    /// What a description in the body says of audio; `nil` where there is none to be read.
    private static func media(in bytes: [UInt8]) -> Ladder.Media? {
        guard let start = bodyStart(of: bytes), bytes[start...].starts(with: [0x76, 0x3D, 0x30]),
            let description = try? SessionDescription(parsing: Array(bytes[start...])),
            let audio = description.media.first(where: { $0.kind == "audio" }) ?? description.media.first
        else { return nil }
        let attributes = audio.attributes + description.attributes
        let names = attributes.reduce(into: [String: String]()) { names, attribute in
            guard attribute.name == "rtpmap", let parts = attribute.value?.split(separator: " "), parts.count == 2
            else { return }
            names[String(parts[0])] = String(parts[1].prefix { $0 != "/" })
        }
        let codecs = audio.formats.prefix(12).map { format in
            PlainText.clean(names[format] ?? staticNames[format] ?? format, limit: 24)
        }
        let directions = ["sendonly", "recvonly", "inactive"]
        let host = audio.connection?.host ?? description.connection?.host ?? "?"
        return Ladder.Media(
            role: .offer, codecs: Array(codecs), address: PlainText.clean("\(host):\(audio.port)", limit: 60),
            direction: attributes.first { directions.contains($0.name) }?.name,
            isEncrypted: audio.transport.contains("SAVP"))
    }

    /// RFC 3551 §6.
    private static let staticNames = ["0": "PCMU", "8": "PCMA", "9": "G722", "3": "GSM", "18": "G729", "13": "CN"]

    private static func bodyStart(of bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count, bytes[index] == 0x0D || bytes[index] == 0x0A { index += 1 }
        var isLineEmpty = false
        while index < bytes.count {
            if bytes[index] == 0x0A {
                if isLineEmpty { return index + 1 < bytes.count ? index + 1 : nil }
                isLineEmpty = true
            } else if bytes[index] != 0x0D {
                isLineEmpty = false
            }
            index += 1
        }
        return nil
    }
}

/// Text from the wire made fit for a line on a screen.
package enum PlainText {
    /// Without control characters, line and paragraph ends, and marks that turn the direction of writing; cut to `limit`
    /// characters.
    package static func clean(_ text: String, limit: Int = 200) -> String {
        var clean = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit { return clean + "…" }
            count += 1
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                clean += "·"
            default: clean.unicodeScalars.append(scalar)
            }
        }
        return clean
    }
}
