/// The words that one kind of step takes, for editors and for the reference page.
///
/// The readers of the steps decide what is right; a test holds that every word here is taken by them, and that none of
/// theirs is missing here.
package struct StepForm: Sendable {
    package enum Kind: Sendable, Equatable {
        /// The name of a step.
        case step
        /// A prompt, or a list of prompts, values and pauses.
        case speech
        /// The id of one prompt.
        case prompt
        case keysToSteps
        case keysToLanguages
        case duration
        case whole(ClosedRange<Int>)
        case flag
        case text
        /// The name of a variable that the step sets.
        case variable
        /// A mapping of names to expressions.
        case expressions
        case choice([String])
        case queue
        case service
        case calendar
        case lookUp
        case article
        /// Said by its text alone.
        case other
    }

    package struct Word: Sendable {
        package var name: String
        package var kind: Kind
        package var isRequired: Bool
        /// What it does, with units and what holds without it.
        package var text: String

        static func must(_ name: String, _ kind: Kind, _ text: String) -> Word {
            Word(name: name, kind: kind, isRequired: true, text: text)
        }

        static func may(_ name: String, _ kind: Kind, _ text: String) -> Word {
            Word(name: name, kind: kind, isRequired: false, text: text)
        }
    }

    package var word: StepWord
    /// What the step does, in one sentence.
    package var summary: String
    /// The step's own word first.
    package var words: [Word]
    /// Steps in YAML that use every word at least once; `next`, `other` and `person` are steps elsewhere.
    package var examples: [String]
    /// A step whose further words depend on something else, such as the ends of a sub-plan.
    package var isOpen = false
}

extension StepForm {
    /// `allow` and its kin, which every step takes.
    static let common: [Word] = [
        .may("allow", .other, "Silences a warning with a cause: { menu-too-long: \"who decided what, and when\" }.")
    ]

    static let misses: [Word] = [
        .may("attempts", .whole(1...100), "Misses that are borne, counting the last; 3."),
        .may("wait", .duration, "From the end of the prompt to the first key; 6s."),
        .must("silence", .step, "Where a caller goes who presses nothing."),
        .must("exhausted", .step, "Where a caller goes after the last attempt."),
    ]

    static let wrongKey = Word.must("wrong-key", .step, "Where a key leads that is not in use.")

    package static func of(_ word: StepWord) -> StepForm? { all.first { $0.word == word } }
}
