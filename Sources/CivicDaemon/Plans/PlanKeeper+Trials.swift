import CivicCore
import CivicDialplan
package import CivicHTTP
import CivicSpeech
import CivicStore
package import Foundation

// What the studio tries out; nothing changes by it.
extension PlanKeeper {
    package func vocabulary() -> PlanVocabulary {
        let environment = rules.environment
        let catalogue = rules.catalogue
        let prompts = catalogue.order.compactMap { catalogue.entries[$0] }.filter { $0.kind != .word }
        return PlanVocabulary(
            steps: StepForm.all.map { PlanVocabulary.Step($0) },
            chineseSteps: StepForm.all.map { PlanVocabulary.Step(chinese: $0) },
            prompts: prompts.map { prompt in
                PlanVocabulary.PromptEntry(
                    id: prompt.id,
                    texts: Dictionary(
                        prompt.texts.map { ($0.key.tag, $0.value) }, uniquingKeysWith: { first, _ in first }))
            },
            queues: environment.queues.sorted(), services: environment.services.sorted(),
            calendars: environment.calendars.keys.sorted(), lookUps: environment.lookUps.keys.sorted(),
            tests: PlanVocabulary.Tests(
                words: PlanTestVocabulary.test, acts: PlanTestVocabulary.acts,
                actsAlone: PlanTestVocabulary.actsAlone, expectations: PlanTestVocabulary.expectations))
    }

    package nonisolated func difference(from old: String, to new: String) -> PlanDifference {
        let diff = PlanDiff(from: old, to: new)
        return PlanDifference(
            added: diff.added, removed: diff.removed, changed: diff.changed,
            text: diff.isTooLong ? "@@ too long to be compared line by line @@" : diff.text)
    }

    package func walk(_ call: TrialCall, through name: String) -> TrialAnswer {
        var answer = TrialAnswer()
        switch trial(call, through: name) {
        case .failure(let fault): answer.fault = fault.text
        case .success(let trial):
            answer.answers = trial.answers
            answer.clips = trial.clips
            answer.step = trial.simulator.walk.currentStep
            answer.awaits = trial.simulator.awaits
            answer.sampleAnswer = trial.simulator.sampleAnswer
            answer.isOver = trial.simulator.isOver
        }
        return answer
    }

    /// A trial call as far as it has been walked.
    struct Trial {
        var simulator: WalkSimulator
        var rules: HouseRules
        var answers: [[String]]
        /// Of the last line.
        var clips: [String]
    }

    /// Why there is no trial call.
    struct TrialFault: Error {
        var text: String
    }

    func trial(_ call: TrialCall, through name: String) -> Result<Trial, TrialFault> {
        guard let live = live(name) else { return .failure(TrialFault(text: "There is no dialplan '\(name)'.")) }
        let (compiled, diagnostics) = compile([live.file: call.text])
        guard let plan = compiled.plans.first(where: { $0.file == live.file }) else {
            let first = diagnostics.first { $0.severity == .error }
            return .failure(TrialFault(text: first.map { "\($0)" } ?? "The text has errors."))
        }
        let called = call.called ?? plan.answers.first ?? ""
        guard plan.answers.contains(called) || plan.answers.isEmpty else {
            return .failure(TrialFault(text: "The dialplan does not answer \(called)."))
        }
        var begin = Date()
        if let time = call.at {
            guard let date = LocalInstant.date(time, in: plan.timeZone) else {
                return .failure(TrialFault(text: "'\(time)' is no time such as 2026-11-23T10:00."))
            }
            begin = date
        }
        let context = CallerContext(
            callerNumber: call.caller.flatMap { configuration.numbering.number(from: $0)?.key }, calledNumber: called,
            language: plan.languages.first ?? .mandarin)
        var simulator = WalkSimulator(plan: plan, context: context, catalogue: compiled.catalogue, begin: begin)
        simulator.surge = call.surge
        var answers = [simulator.start()]
        for line in call.lines {
            _ = simulator.takeClips()
            answers.append(simulator.run(line))
        }
        let clips = simulator.takeClips()
        return .success(Trial(simulator: simulator, rules: compiled, answers: answers, clips: clips))
    }

    /// The plan of a text in the place of the live one; `nil` where it has errors.
    func compiled(_ text: String, as name: String) -> (Plan, HouseRules, [Diagnostic])? {
        guard let live = live(name) else { return nil }
        let (rules, diagnostics) = compile([live.file: text])
        guard let plan = rules.plans.first(where: { $0.file == live.file }) else { return nil }
        return (plan, rules, diagnostics.filter { $0.file == live.file })
    }

    package func clip(_ name: String) -> Data? {
        // Only what the catalogue names, so that no name leads out of the folder.
        guard rules.catalogue.clips.contains(name) else { return nil }
        return FileManager.default.contents(atPath: "\(configuration.files.prompts)/\(name).wav")
    }
}

/// Times as people type them.
enum LocalInstant {
    /// - Parameter zone: in which a time without a zone is meant.
    static func date(_ text: String, in zone: TimeZone) -> Date? {
        let reader = DateFormatter()
        reader.timeZone = zone
        reader.locale = Locale(identifier: "en_US_POSIX")
        for format in ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"] {
            reader.dateFormat = format
            if let date = reader.date(from: text) { return date }
        }
        return ISO8601DateFormatter().date(from: text)
    }
}

extension PlanVocabulary.Step {
    init(_ form: StepForm) {
        self.init(
            word: form.word.rawValue, summary: form.summary,
            words: form.words.map { word in
                Word(name: word.name, takes: word.kind.name, isRequired: word.isRequired, text: word.text)
            }, ways: StepReference.ways(of: form), notes: StepReference.notes(of: form), examples: form.examples)
    }

    init(chinese form: StepForm) {
        self.init(
            word: form.word.rawValue, summary: ChineseSteps.text(form.summary),
            words: form.words.map { word in
                Word(
                    name: word.name, takes: ChineseSteps.kind(word.kind), isRequired: word.isRequired,
                    text: ChineseSteps.text(word.text))
            }, ways: ChineseSteps.ways(of: form), notes: ChineseSteps.notes(of: form), examples: form.examples)
    }
}
