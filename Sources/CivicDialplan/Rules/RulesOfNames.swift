import CivicCore

extension DiagnosticRule {
    /// Of names that nothing is called by.
    static let ofNames = [
        DiagnosticRule(
            "unknown-step", "a way to a step that is not there", reason: "The call would have nowhere to go.",
            example: "tell: { say: welcome, then: pensoin }", remedy: "Correct the name, or write the step."),
        DiagnosticRule(
            "unknown-step-kind", "a step that does not say what it does",
            reason: "Every step has one word that says what it does: say, menu, collect, queue and so on.",
            example: "home: { menue: menu-home, then: bye }", remedy: "Correct the word, or add one from the list."),
        DiagnosticRule(
            "unknown-queue", "a queue that is not configured",
            reason: "The caller would wait in a line that nobody serves.",
            example: "person: { queue: genral, closed: message }",
            remedy: "Correct the name, or add the queue to config/queues.yaml."),
        DiagnosticRule(
            "unknown-service", "a service that is not configured",
            reason: "The case could not be given to a unit, and its deadline could not be worked out.",
            example: "register: { open-case: watter, from: recording, into: case }",
            remedy: "Correct the id, or add the service to config/services.yaml."),
        DiagnosticRule(
            "unknown-calendar", "a calendar that is not configured",
            reason: "Whether the office is open could not be known.",
            example: "person: { hours: ofice, open: line, closed: message }",
            remedy: "Correct the id, or add the calendar to config/calendars.yaml."),
        DiagnosticRule(
            "unknown-lookup", "a source that there is none of", reason: "Nothing would ever be found.",
            example: "ask: { look-up: case-statsu, with: { number: n, proof: p }, into: status }",
            remedy: "Correct the name; a new source is made by the people who run the daemon."),
        DiagnosticRule(
            "unknown-article", "an article that is not there", reason: "Nothing would be read out.",
            example: "about: { answer: pension-renewl, then: home, expired: person }",
            remedy: "Correct the id, or add the article to config/articles.yaml."),
        DiagnosticRule(
            "unknown-variable", "a variable that nothing sets", reason: "Its value would never be known.",
            example: "branch: [{ when: caller.knwon, then: known }]",
            remedy: "Correct the name, or set it in a step before: collect, set, look-up, hours, open-case."),
        DiagnosticRule(
            "unknown-language", "a language without prompts, or one that the plan does not speak",
            reason: "The caller would hear silence, or another language than the one chosen.",
            example: "languages: [zh-CN, fr]",
            remedy: "Name a language of prompts/catalogue.yaml, and add it to 'languages' of the plan."),
        DiagnosticRule(
            "missing-prompt", "a prompt that is not in the catalogue, or not in every language of the plan",
            reason: "The caller would hear nothing in this place.",
            example: "tell: { say: welcmoe, then: bye }",
            remedy: "Correct the id, or write the prompt and its texts into prompts/catalogue.yaml."),
        DiagnosticRule(
            "no-such-key", "a key that telephones do not have",
            reason: "Nobody could press it; choices of two digits are for 'collect'.",
            example: "keys: { 12: pension }", remedy: "Use 0 to 9, \"*\" and \"#\"."),
        DiagnosticRule(
            "duplicate-answer", "a called number that is answered twice",
            reason: "Nobody could say which of the two a caller hears.",
            example: "answers: [\"12345\", \"12345\"]", remedy: "Leave the number to one plan and one entry."),
    ]
}
