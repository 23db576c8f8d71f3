import CivicYAML

/// Who a caller is put through to.
package enum TransferTarget: Hashable, Sendable {
    /// A line outside, as it is dialled: `110`, `+86…`.
    case number(String)
    /// A handling unit, by the phone number that its file gives.
    case unit(String, number: String)
    /// The citizen of the case whose code was keyed, whose number the host alone knows; of the step `relay` only.
    case relay

    /// As it is dialled; the word of the language where the host knows it.
    package var number: String {
        switch self {
        case .number(let number), .unit(_, let number): number
        case .relay: StepWord.relay.rawValue
        }
    }
}

/// `transfer: { number: "110" }` or `{ unit: water-company }`: the caller is put through to a line of others.
///
///     prompt ─▶ ringing ─answered─▶ talking ─over─▶ `over`, or the end of the call
///                  └─failed, not answered─▶ `failed`, `no-answer`
package struct TransferStep: Hashable, Sendable {
    package var target: TransferTarget
    package var prompt: [SpokenItem]
    /// How long it may ring.
    package var ringFor: Duration
    /// Whether the one who answers is given what the caller did so far.
    package var tellsStory: Bool
    /// In front of the story.
    package var summary: String
    package var failed: StepID
    package var noAnswer: StepID
    /// After the talk; the call ends where absent.
    package var over: StepID?

    var exits: [Exit] {
        [Exit(cause: .outcome("failed"), target: failed), Exit(cause: .outcome("no-answer"), target: noAnswer)]
            + (over.map { [Exit(cause: .outcome(Self.afterTalk), target: $0)] } ?? [])
    }

    /// Who goes this way has talked with somebody.
    static let afterTalk = "over"
}

extension TransferStep {
    init?(reading reader: inout StepReader) {
        let target = reader.yaml.required("transfer").flatMap { value in
            reader.inner(value) { TransferTarget(reading: &$0) }
        }
        prompt = reader.optionalSpoken("prompt") ?? []
        ringFor = Self.ringFor(&reader)
        tellsStory = reader.yaml.boolean("story", default: false) ?? false
        summary = reader.yaml.string("summary", default: "") ?? ""
        over = reader.optionalTarget("over")
        let failed = reader.target("failed")
        let noAnswer = reader.target("no-answer")
        guard let target, let failed, let noAnswer else { return nil }
        self.target = target
        self.failed = failed
        self.noAnswer = noAnswer
    }

    private static func ringFor(_ reader: inout StepReader) -> Duration {
        let duration = reader.yaml.duration("ring-for", default: .seconds(30)) ?? .seconds(30)
        if !(.seconds(5) ... .seconds(120)).contains(duration), let place = reader.yaml.optional("ring-for") {
            reader.yaml.note("'ring-for' takes 5s to 2m, found \(place.kind)", at: place, rule: "wrong-type")
        }
        return duration
    }
}

extension TransferTarget {
    fileprivate init?(reading reader: inout StepReader) {
        if reader.scope.frame.block != nil, reader.yaml.optional("relay") != nil {
            self = .relay
            return
        }
        let number = reader.yaml.optional("number")
        let unit = reader.yaml.optional("unit")
        switch (number, unit) {
        case (let value?, nil):
            guard let text = value.string, Self.isDialled(text) else {
                reader.yaml.note(
                    "a number is text of 2 to 20 digits such as \"110\", found \(value.kind)", at: value,
                    rule: "wrong-type")
                return nil
            }
            self = .number(text)
        case (nil, let value?):
            let units = reader.scope.environment.units
            guard let name = value.string, let known = units[name] else {
                reader.yaml.note(
                    "no unit is called \(value.kind)", at: value,
                    suggestion: value.string.flatMap { reader.didYouMean($0, units.keys.sorted()) },
                    rule: "unknown-unit")
                return nil
            }
            guard let phone = known else {
                reader.yaml.note(
                    "the unit '\(name)' has no phone number", at: value, suggestion: "give it one in the file of units",
                    rule: "unit-without-phone")
                return nil
            }
            self = .unit(name, number: phone)
        default:
            reader.yaml.note("expected either 'number' or 'unit'", at: reader.yaml.value, rule: "missing-key")
            return nil
        }
    }

    /// Digits, with `+` in front of a country's code.
    private static func isDialled(_ text: String) -> Bool {
        let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
        return (2...20).contains(digits.utf8.count)
            && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
