import CivicCore
import CivicSpeech

/// What a new plan begins with.
package enum PlanTemplate {
    /// Whether a plan may be called so: as steps are.
    package static func isName(_ name: String) -> Bool { Scope.isName(name) }

    /// The smallest plan that serves: a greeting, a person, and a message where no person is to be had.
    ///
    /// It names the first queue and service of the configuration; an administrator changes that in the text.
    package static func smallest(named name: String, answers: [String], environment: PlanEnvironment) -> String {
        let languages = environment.catalogue?.languages.map(\.tag) ?? ["zh-CN", "en"]
        let queue = environment.queues.contains("general") ? "general" : environment.queues.sorted().first ?? "general"
        let services = environment.services
        let service = services.contains("general") ? "general" : services.sorted().first ?? "general"
        let calendar = environment.calendars.keys.sorted().first.map { "calendar: \($0)\n" } ?? ""
        return """
            # The plan '\(name)'. 0 leads to a person from everywhere.

            dialplan: \(name)
            \(numbers(answers))languages: [\(languages.joined(separator: ", "))]
            \(calendar)start: language
            person: person

            steps:
              language:
                choose-language: [welcome, language-choice]
                keys: { \(languages.prefix(9).enumerated().map { "\($0 + 1): \($1)" }.joined(separator: ", ")) }
                attempts: 2
                wait: 4s
                then: person
                silence: person
                wrong-key: person
                exhausted: person

              # A person; who waits too long, or finds no place, leaves a message that becomes a case.
              person:
                queue: \(queue)
                prompt: connecting-person
                joined: queue-joined
                wait: queue-wait
                wait-unknown: queue-wait-unknown
                music: music-comfort
                overflow: { after: 8m, to: message }
                closed: message
              message:
                record: message
                prompt: leave-message
                again: recording-empty
                then: register
                empty: goodbye
              register:
                open-case: \(service)
                from: recording
                into: new-case
                prompt: one-moment
                opened: told
                failed: not-kept
              told:
                say: [message-saved, { value: new-case, as: case-number }]
                then: goodbye
              not-kept: { say: case-open-failed, then: goodbye }
              goodbye:
                goodbye: goodbye-thanks

            """
    }

    /// Another plan's text under a new name, answering other numbers.
    package static func copy(of text: String, named name: String, answers: [String]) -> String {
        var lines: [String] = []
        var isInHead = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let key = line.prefix { $0 != ":" }
            if ["answers", "entries"].contains(key) {
                // Numbers are answered once in the house: those of the model stay with it.
                isInHead = true
                continue
            }
            if isInHead, line.hasPrefix(" ") || line.hasPrefix("-") || line.isEmpty { continue }
            isInHead = false
            guard key == "dialplan" else {
                lines.append(line)
                continue
            }
            lines.append("dialplan: \(name)")
            if !answers.isEmpty { lines.append(String(numbers(answers).dropLast())) }
        }
        return lines.joined(separator: "\n")
    }

    private static func numbers(_ answers: [String]) -> String {
        answers.isEmpty ? "" : "answers: [\(answers.map(YAMLText.quoted).joined(separator: ", "))]\n"
    }
}
