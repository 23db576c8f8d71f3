import CivicCore
import Foundation

extension Linter {
    /// `prompt-too-long`: prompts that ask for keys, by the recordings, in the language that takes longest.
    ///
    /// A language choice is said in every language; each caller listens to the own part, so that alone is judged.
    var longPrompts: [Diagnostic] {
        let limit = plan.limits.prompt.inSeconds
        return reachableSteps.compactMap { step in
            guard let prompt = step.keyPrompt,
                let longest = longest(speech.recorded, of: prompt), longest.seconds > limit
            else { return nil }
            return note(
                "the prompt of '\(step.name)' takes \(Self.text(longest.seconds)) (\(longest.language.tag)); "
                    + "callers listen for \(Self.text(limit))",
                at: step, .under(Step.promptKeys), suggestion: "say less here, or raise limits.prompt",
                rule: "prompt-too-long")
        }
    }

    /// The language in which the items take longest, and how long.
    func longest(_ seconds: ([SpokenItem], Language) -> Double?, of items: [SpokenItem])
        -> (language: Language, seconds: Double)?
    {
        speech.languages.compactMap { language in seconds(items, language).map { (language, $0) } }
            .max { $0.1 < $1.1 }
    }

    /// `14.2 s`, `20 s`.
    static func text(_ seconds: Double) -> String {
        let tenths = (seconds * 10).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths)) s" : "\(tenths) s"
    }

    // MARK: After a miss

    /// What may be said once more as it is, in seconds.
    private static let patience = 10.0

    /// `help-not-shorter`: what is said after a miss, where that is long and not shorter than the first time.
    var longHelp: [Diagnostic] {
        reachableSteps.compactMap { step in
            guard let repetition = repetition(of: step) else { return nil }
            return longHelp(repetition, at: step)
        }
    }

    private func longHelp(_ repetition: Repetition, at step: Step) -> Diagnostic? {
        for language in speech.languages {
            guard let times = times(of: repetition, in: language) else { continue }
            guard times.again > Self.patience, times.again >= times.first else { continue }
            guard repetition.again != nil else {
                return note(
                    "after a miss '\(step.name)' says its \(Self.text(times.first)) once more (\(language.tag))",
                    at: step, .under(Step.promptKeys),
                    suggestion: "add a shorter 'again'", rule: "help-not-shorter")
            }
            return note(
                "after a miss '\(step.name)' says \(Self.text(times.again)), the first time \(Self.text(times.first)) "
                    + "(\(language.tag))",
                at: step, .under(["again"] + Step.promptKeys), suggestion: "make 'again' shorter than the prompt",
                rule: "help-not-shorter")
        }
        return nil
    }

    /// Both by the recordings, or else both by the texts.
    func times(of repetition: Repetition, in language: Language) -> (first: Double, again: Double)? {
        let again = repetition.again ?? repetition.first
        for seconds in [speech.recorded, speech.estimated] {
            if let first = seconds(repetition.first, language), let second = seconds(again, language) {
                return (first, second)
            }
        }
        return nil
    }
}

/// What a step says at first, and what it says after a miss instead.
struct Repetition {
    var first: [SpokenItem]
    /// `nil` where the plan says nothing else, so that it is the same again.
    var again: [SpokenItem]?
}

extension Linter {
    /// `nil` where a step never says its prompt twice.
    func repetition(of step: Step) -> Repetition? {
        switch step.action {
        case .menu(let menu):
            return comesBack(menu.attempts, to: step.id) ? Repetition(first: menu.prompt, again: menu.again) : nil
        case .collect(let collect):
            return comesBack(collect.attempts, to: step.id)
                ? Repetition(first: collect.prompt, again: collect.again) : nil
        case .record(let record):
            return record.attempts > 1 ? Repetition(first: record.prompt, again: record.again) : nil
        case .identify(let identify):
            guard let household = identify.household, household.attempts > 1 else { return nil }
            return Repetition(first: household.prompt, again: household.again)
        default: return nil
        }
    }

    /// Whether a miss leads back to the step with nothing but speech between.
    private func comesBack(_ attempts: Attempts, to id: StepID) -> Bool {
        attempts.count > 1 && [attempts.silence, attempts.wrongKey].contains { $0 == id || beyondSpeech($0) == id }
    }
}
