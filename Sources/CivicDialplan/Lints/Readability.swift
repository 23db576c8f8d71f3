import CivicCore

/// How easily a plan is followed by ear: five parts from 0 to 100, and their mean.
///
/// A part that a plan gives no ground for (no menu, no person, no recordings and no texts) is left out of the mean.
/// It is a measure to compare a plan with its last version, not a limit.
package struct Readability: Equatable, Sendable {
    package enum Part: String, CaseIterable, Sendable {
        /// Choices of a menu without 0, star and pound: 100 up to three, 15 less for each one more; mean over the menus.
        case menus
        /// Keys from a step that asks for keys to a person: 100 for one, 25 less for each one more; mean over the steps.
        case person
        /// Seconds of what asks for keys, in the slowest language: 100 up to 10 s, 0 from 30 s on; mean over the steps.
        /// By the recordings, by the texts where there is none.
        case length
        /// Share of the keys named in prompts that come after what they are for, of those that are for something.
        case words
        /// How little is said twice: 100 where what is said after a miss takes half as long as the first time or less,
        /// or under 5 s; 0 where it takes as long or longer; mean over the steps that say their prompt again.
        case repetition
    }

    package let parts: [Part: Int]

    /// The mean of the parts, rounded; `nil` for a plan that none of them is about.
    package var score: Int? {
        parts.isEmpty ? nil : Self.rounded(Double(parts.values.reduce(0, +)) / Double(parts.count))
    }

    package init(of plan: Plan, environment: PlanEnvironment) {
        let linter = Linter(plan: plan, environment: environment)
        let values: [(Part, [Double])] = [
            (.menus, linter.menuScores), (.person, linter.personScores), (.length, linter.lengthScores),
            (.words, linter.wordScores), (.repetition, linter.repetitionScores),
        ]
        parts = values.reduce(into: [:]) { parts, value in
            guard !value.1.isEmpty else { return }
            parts[value.0] = Self.rounded(value.1.reduce(0, +) / Double(value.1.count))
        }
    }

    private static func rounded(_ value: Double) -> Int { Int(value.rounded()) }
}

extension Readability: CustomStringConvertible {
    /// `readability 86: menus 90, person 100, length 80, words 100, repetition 60`
    package var description: String {
        guard let score else { return "readability: nothing to judge by" }
        let texts = Part.allCases.compactMap { part in parts[part].map { "\(part.rawValue) \($0)" } }
        return "readability \(score): \(texts.joined(separator: ", "))"
    }
}

extension Linter {
    fileprivate var menuScores: [Double] {
        reachableSteps.compactMap { step in
            guard case .menu(let menu) = step.action else { return nil }
            let choices = menu.keys.keys.count { !KeyChoice.global.contains($0) }
            return Double(max(0, 100 - 15 * max(0, choices - 3)))
        }
    }

    fileprivate var personScores: [Double] {
        guard plan.person != nil else { return [] }
        let distances = Prover(plan: plan, environment: environment).keysToPerson
        return reachableSteps.filter(\.waitsForKeys).map { step in
            distances[step.id.index].map { Double(max(0, 100 - 25 * max(0, $0 - 1))) } ?? 0
        }
    }

    fileprivate var lengthScores: [Double] {
        reachableSteps.compactMap { step in
            guard let prompt = step.keyPrompt,
                let longest = longest(speech.recorded, of: prompt) ?? longest(speech.estimated, of: prompt)
            else { return nil }
            return Self.falling(from: 10, to: 30, at: longest.seconds)
        }
    }

    fileprivate var wordScores: [Double] {
        var told: Set<String> = []
        let ids = keyChoices.flatMap { speech.ids(of: $0.items) }.filter { told.insert($0).inserted }
        let texts = ids.flatMap { id in speech.languages.compactMap { speech.text(of: id, in: $0) } }
        return texts.flatMap(KeyClauses.mentions).compactMap { mention -> Double? in
            switch mention.order {
            case .wordsFirst: 100
            case .keyFirst: 0
            case .bare: nil
            }
        }
    }

    fileprivate var repetitionScores: [Double] {
        reachableSteps.compactMap { step -> Double? in
            guard let repetition = repetition(of: step) else { return nil }
            let pairs = speech.languages.compactMap { times(of: repetition, in: $0) }
            return pairs.map { time -> Double in
                time.again < 5 ? 100 : Self.falling(from: 0.5, to: 1, at: time.again / max(time.first, 0.1))
            }.min()
        }
    }

    /// 100 up to `best`, 0 from `worst` on, straight between.
    private static func falling(from best: Double, to worst: Double, at value: Double) -> Double {
        min(100, max(0, 100 * (worst - value) / (worst - best)))
    }
}
