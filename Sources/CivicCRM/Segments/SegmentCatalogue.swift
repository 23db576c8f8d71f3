package import CivicCore

/// The facts and segments of `config/segments.yaml`, as pages name them.
package struct SegmentCatalogue: Equatable, Sendable {
    package struct Word: Equatable, Sendable {
        package var id: String
        package var names: [Language: String]

        package init(id: String, names: [Language: String]) {
            self.id = id
            self.names = names
        }
    }

    package struct Fact: Equatable, Sendable {
        package var id: String
        package var names: [Language: String]
        /// Empty for a fact that is so or is not.
        package var values: [Word]

        package init(id: String, names: [Language: String], values: [Word]) {
            self.id = id
            self.names = names
            self.values = values
        }

        /// The words of a fact that is so or is not.
        package static let flags = ["yes", "no"]

        package var words: [String] { values.isEmpty ? Self.flags : values.map(\.id) }
    }

    package struct Segment: Equatable, Sendable {
        package var id: String
        package var names: [Language: String]
        /// As it is written in the file.
        package var rule: String
        /// The law or decision that it goes by.
        package var source: String
        /// By when somebody looks at the rule again.
        package var reviewBy: LocalDate

        package init(
            id: String, names: [Language: String], rule: String, source: String, reviewBy: LocalDate
        ) {
            self.id = id
            self.names = names
            self.rule = rule
            self.source = source
            self.reviewBy = reviewBy
        }
    }

    package var facts: [Fact]
    package var segments: [Segment]

    package init(facts: [Fact] = [], segments: [Segment] = []) {
        self.facts = facts
        self.segments = segments
    }

    package func fact(_ id: String) -> Fact? { facts.first { $0.id == id } }
    package func segment(_ id: String) -> Segment? { segments.first { $0.id == id } }
}
