import CivicYAML

/// `collect: case-number`: keys into a variable, checked and read back as the plan asks.
///
///     keys ─enough─▶ check ─passes─▶ confirm ─yes─▶ `then`
///                      └─fails─▶ `check-failed`  └─no─▶ keys, once more
///
/// Digits belong to it while it runs, 0 as well; a lone 0 that is too short to be an answer still means a person.
/// What fails its check and what the caller takes back are misses like silence and a wrong key: all of them together
/// are bounded by `attempts`, so nobody goes round with a number that will never pass.
package struct CollectStep: Hashable, Sendable {
    /// Reads the value back and asks whether it is the right one.
    package struct Confirm: Hashable, Sendable {
        /// Said before the value.
        package var prompt: [SpokenItem]
        /// Said after it.
        package var ask: [SpokenItem]
        package var yes: Character
        package var no: Character
    }

    package var variable: String
    package var kind: CollectKind
    package var prompt: [SpokenItem]
    /// Said instead of `prompt` after a miss.
    package var again: [SpokenItem]?
    package var isInterruptible: Bool
    package var length: ClosedRange<Int>
    /// Whether star counts as a digit, as for the X of an ID number (GB 11643).
    package var takesStar: Bool
    package var terminator: Character?
    /// From one digit to the next.
    package var between: Duration
    /// The agent's screen shows only that it was keyed.
    package var isSecret: Bool
    package var confirm: Confirm?
    package var then: StepID
    /// The terminator alone; a miss where absent.
    package var empty: StepID?
    package var attempts: Attempts

    var exits: [Exit] {
        [Exit(cause: .digits, target: then, assigns: [variable])]
            + (empty.map { [Exit(cause: .empty, target: $0)] } ?? []) + attempts.exits
    }

    /// Keys from the first to `then`, with the terminator where one is needed.
    var keys: Int {
        let isFixed = length.lowerBound == length.upperBound
        return length.lowerBound + (isFixed || terminator == nil ? 0 : 1) + (confirm == nil ? 0 : 1)
    }

    /// Whether 0 alone is never an answer. Nobody asks for a sum of nothing.
    var loneZeroIsPerson: Bool { kind == .money || !length.contains(1) }

    /// The largest length that a plan may ask for.
    static let longest = 32
}

extension CollectStep {
    init?(reading reader: inout StepReader) {
        let variable = reader.variableName("collect")
        kind = CollectKind(reading: &reader)
        let prompt = reader.spoken("prompt")
        again = reader.optionalSpoken("again")
        isInterruptible = reader.yaml.boolean("interruptible", default: true) ?? true
        let length = Self.length(of: kind, &reader)
        takesStar = kind == .digits ? reader.yaml.boolean("star", default: false) ?? false : kind.needsStar
        terminator = Self.terminator(of: kind, &reader)
        between = reader.yaml.duration("between", default: .seconds(4)) ?? .seconds(4)
        isSecret = Self.isSecret(kind, &reader)
        confirm = reader.yaml.optional("confirm").flatMap { value in
            reader.inner(value) { Confirm(reading: &$0) }
        }
        empty = reader.optionalTarget("empty")
        let checkFailed = kind == .digits ? nil : reader.optionalTarget("check-failed")
        let attempts = reader.attempts()
        guard let then = reader.target("then"), let variable, let prompt, let length, var attempts else { return nil }
        attempts.checkFailed = checkFailed
        self.variable = variable
        self.prompt = prompt
        self.length = length
        self.then = then
        self.attempts = attempts
    }

    private static func length(of kind: CollectKind, _ reader: inout StepReader) -> ClosedRange<Int>? {
        switch kind {
        case .digits: return digits(&reader)
        case .idNumber: return CitizenIDNumber.length...CitizenIDNumber.length
        case .money: return 1...CollectKind.mostForMoney
        case .date:
            guard let value = reader.yaml.optional("digits") else { return 4...8 }
            guard let count = value.integer, count == 4 || count == 8 else {
                reader.yaml.note(
                    "a date has 8 digits, or 4 for month and day, found \(value.kind)", at: value, rule: "wrong-type")
                return nil
            }
            return count...count
        }
    }

    /// `digits: 8` or `digits: { least: 4, most: 8 }`.
    private static func digits(_ reader: inout StepReader) -> ClosedRange<Int>? {
        guard let value = reader.yaml.required("digits") else { return nil }
        if value.mapping != nil {
            var inner = YAMLReader(value, file: reader.yaml.file)
            let least = inner.integer("least", in: 1...longest, default: 1) ?? 1
            let most = inner.integer("most", in: 1...longest)
            inner.finish()
            reader.yaml.absorb(inner)
            guard let most else { return nil }
            guard least <= most else {
                reader.yaml.note("'least' is greater than 'most'", at: value, rule: "wrong-type")
                return nil
            }
            return least...most
        }
        guard let count = value.integer, (1...longest).contains(count) else {
            reader.yaml.note(
                "'digits' takes a count from 1 to \(longest) or { least, most }, found \(value.kind)", at: value,
                rule: "wrong-type")
            return nil
        }
        return count...count
    }

    private static func terminator(of kind: CollectKind, _ reader: inout StepReader) -> Character? {
        let terminator = reader.terminator("terminator")
        if terminator == "*", kind.needsStar, let place = reader.yaml.optional("terminator") {
            reader.yaml.note(
                kind == .money ? "the star is the decimal point here" : "the star is the X of an ID number here",
                at: place, suggestion: "take \"#\" or none", rule: "no-such-key")
        }
        return terminator
    }

    private static func isSecret(_ kind: CollectKind, _ reader: inout StepReader) -> Bool {
        let isPersonal = kind == .idNumber
        let asked = reader.yaml.boolean("secret", default: isPersonal) ?? isPersonal
        if isPersonal, !asked, let place = reader.yaml.optional("secret") {
            reader.yaml.note("an ID number is always secret", at: place, rule: "wrong-type")
        }
        return asked
    }
}

extension CollectStep.Confirm {
    fileprivate init?(reading reader: inout StepReader) {
        let prompt = reader.spoken("prompt")
        ask = reader.optionalSpoken("ask") ?? []
        let yes = reader.answerKey("yes", default: "1")
        let no = reader.answerKey("no", default: "2")
        if let yes, yes == no {
            reader.yaml.note("'yes' and 'no' are the same key", at: reader.yaml.value, rule: "no-such-key")
        }
        guard let prompt, let yes, let no else { return nil }
        self.prompt = prompt
        self.yes = yes
        self.no = no
    }
}

extension StepReader {
    /// One key that answers a question; 0 stays the key for a person.
    fileprivate mutating func answerKey(_ key: String, default fallback: Character) -> Character? {
        guard let value = yaml.optional(key) else { return fallback }
        if let text = value.string, text.count == 1, let sign = text.first, sign != "0", Self.pad.contains(sign) {
            return sign
        }
        yaml.note(
            "'\(key)' takes a key from 1 to 9, \"*\" or \"#\", found \(value.kind)", at: value, rule: "no-such-key")
        return nil
    }
}
