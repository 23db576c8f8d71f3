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
            stepWords: StepWord.allCases.map(\.rawValue).sorted(),
            prompts: prompts.map { prompt in
                PlanVocabulary.PromptEntry(
                    id: prompt.id,
                    texts: Dictionary(
                        prompt.texts.map { ($0.key.tag, $0.value) }, uniquingKeysWith: { first, _ in first }))
            },
            queues: environment.queues.sorted(), services: environment.services.sorted(),
            calendars: environment.calendars.keys.sorted(), lookUps: environment.lookUps.keys.sorted())
    }

    package nonisolated func difference(from old: String, to new: String) -> PlanDifference {
        let diff = PlanDiff(from: old, to: new)
        return PlanDifference(
            added: diff.added, removed: diff.removed, changed: diff.changed,
            text: diff.isTooLong ? "@@ too long to be compared line by line @@" : diff.text)
    }

    package func walk(_ call: TrialCall, through name: String) -> TrialAnswer {
        var answer = TrialAnswer()
        guard let live = live(name), let (compiled, diagnostics) = try? compile([live.file: call.text]) else {
            answer.fault = "There is no dialplan '\(name)'."
            return answer
        }
        guard let plan = compiled.plans.first(where: { $0.file == live.file }) else {
            let first = diagnostics.first { $0.severity == .error && $0.file == live.file }
            answer.fault = first.map { "\($0)" } ?? "The text has errors."
            return answer
        }
        let called = call.called ?? plan.answers.first ?? ""
        guard plan.answers.contains(called) || plan.answers.isEmpty else {
            answer.fault = "The dialplan does not answer \(called)."
            return answer
        }
        var begin = Date()
        if let time = call.at {
            guard let date = LocalInstant.date(time, in: plan.timeZone) else {
                answer.fault = "'\(time)' is no time such as 2026-11-23T10:00."
                return answer
            }
            begin = date
        }
        let context = CallerContext(
            callerNumber: call.caller.flatMap { configuration.numbering.number(from: $0)?.key }, calledNumber: called,
            language: plan.languages.first ?? .mandarin)
        var simulator = WalkSimulator(plan: plan, context: context, catalogue: compiled.catalogue, begin: begin)
        answer.answers.append(simulator.start())
        for line in call.lines {
            _ = simulator.takeClips()
            answer.answers.append(simulator.run(line))
        }
        answer.clips = simulator.takeClips()
        answer.step = simulator.walk.currentStep
        answer.awaits = simulator.awaits
        answer.isOver = simulator.isOver
        return answer
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
