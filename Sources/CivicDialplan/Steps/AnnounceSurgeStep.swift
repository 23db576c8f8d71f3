import CivicYAML

/// `announce-surge: surge-notice`: what a supervisor has put in front for a flood or an earthquake, while it lasts.
///
///     on ──▶ words before it, its text ─▶ `active` (`then` without it)
///     off, or cannot be spoken, or no answer ─▶ `then`
///
/// The house is asked anew by every call that comes here, so a text reaches calls in progress as well.
package struct AnnounceSurgeStep: Hashable, Sendable {
    /// Said before the text.
    package var notice: [SpokenItem]
    /// Whether a key ends the text; what was keyed before it does not.
    package var isInterruptible: Bool
    /// Where a caller goes who has heard a text; `then` where `nil`.
    package var active: StepID?
    package var then: StepID

    /// Of the look-up that asks the house.
    package static let source = "surge"
    /// The prompt that is to be said.
    package static let field = "text"
    /// What prompts that can be put in front are called by: `surge.flood`.
    package static let prefix = "surge."
    /// A house that does not answer so long has nothing to say.
    static let deadline = Duration.milliseconds(500)
    static let isActive = "active"

    var exits: [Exit] {
        [Exit(cause: .then, target: then)]
            + (active.map { [Exit(cause: .outcome(Self.isActive), target: $0)] } ?? [])
    }
}

extension AnnounceSurgeStep {
    init?(reading reader: inout StepReader) {
        let notice = reader.spoken("announce-surge")
        isInterruptible = reader.yaml.boolean("interruptible", default: true) ?? true
        active = reader.optionalTarget("active")
        let then = reader.target("then")
        guard let notice, let then, Self.areSpoken(&reader) else { return nil }
        self.notice = notice
        self.then = then
    }

    /// A prepared text has to be there in every language of a plan that may be told to say it.
    private static func areSpoken(_ reader: inout StepReader) -> Bool {
        reader.scope.environment.surgeTexts.allSatisfy { reader.isSpoken($0, at: reader.yaml.value) }
    }
}

extension PlanEnvironment {
    /// Prepared texts that may be put in front of the plans, by prompt: `surge.flood`.
    package var surgeTexts: [String] { catalogue?.surgeTexts ?? [] }
}
