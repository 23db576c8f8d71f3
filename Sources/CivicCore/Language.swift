/// A language that callers are served in, as a BCP 47 tag.
package struct Language: Hashable, Sendable, Codable, CustomStringConvertible {
    package var tag: String

    package static let mandarin = Language(tag: "zh-CN")
    package static let english = Language(tag: "en")

    package init(tag: String) {
        self.tag = tag
    }

    package init(from decoder: any Decoder) throws {
        tag = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(tag)
    }

    package var description: String { tag }
}
