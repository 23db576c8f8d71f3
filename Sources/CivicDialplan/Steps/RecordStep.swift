import CivicYAML

/// `record: message`: the caller speaks after the tone, until pound, silence or the longest time.
package struct RecordStep: Hashable, Sendable {
    package var purpose: RecordingPurpose
    package var prompt: [SpokenItem]
    /// Said instead of `prompt` when nothing was heard.
    package var again: [SpokenItem]?
    package var longest: Duration
    /// Shorter recordings count as empty, in seconds.
    package var least: Int
    package var attempts: Int
    package var then: StepID
    /// Nothing was heard in any attempt.
    package var empty: StepID

    var exits: [Exit] {
        [Exit(cause: .then, target: then), Exit(cause: .outcome("empty"), target: empty)]
    }
}

extension RecordStep {
    private enum Word: String, CaseIterable {
        case message, test
    }

    /// A comment belongs to what it is said about, so only a block of steps asks for one.
    private static func purpose(_ reader: inout StepReader) -> RecordingPurpose? {
        if reader.scope.frame.block != nil, reader.yaml.optional("record")?.string == "comment" { return .comment }
        let word: Word? = reader.yaml.choice("record")
        return word == .message ? .message : word == .test ? .test : nil
    }

    init?(reading reader: inout StepReader) {
        let purpose = Self.purpose(&reader)
        let prompt = reader.spoken("prompt")
        again = reader.optionalSpoken("again")
        longest = min(.seconds(3_600), reader.yaml.duration("longest", default: .seconds(120)) ?? .seconds(120))
        least = reader.yaml.integer("least", in: 0...60, default: 1) ?? 1
        attempts = reader.yaml.integer("attempts", in: 1...5, default: 2) ?? 2
        let then = reader.target("then")
        let empty = reader.target("empty")
        guard let purpose, let prompt, let then, let empty else { return nil }
        self.purpose = purpose
        self.prompt = prompt
        self.then = then
        self.empty = empty
    }
}
