package import CivicCore
package import CivicSpeech

/// What a dialplan may name: everything that stands outside of its own file.
package struct PlanEnvironment: Sendable {
    /// Prompts are not checked without it.
    package var catalogue: PromptCatalogue?
    package var queues: Set<String>
    package var services: Set<String>
    /// By id. A plan keeps the calendars that it names, as they were when it was compiled.
    package var calendars: [String: WorkingCalendar]
    /// By source.
    package var lookUps: [String: LookUpSignature]
    /// How long the recordings are; `nil` where nobody has looked at them, and lengths are not checked then.
    package var promptLengths: PromptLengths?
    /// Handling units by id, with the number that callers may be put through to.
    package var units: [String: String?]
    /// Knowledge articles by id.
    package var articles: [String: SpokenArticle]

    package init(
        catalogue: PromptCatalogue?, queues: Set<String>, services: Set<String>,
        calendars: [String: WorkingCalendar], lookUps: [String: LookUpSignature] = LookUpSignature.hotline,
        promptLengths: PromptLengths? = nil,
        units: [String: String?] = [:], articles: [String: SpokenArticle] = [:]
    ) {
        self.catalogue = catalogue
        self.queues = queues
        self.services = services
        self.calendars = calendars
        self.lookUps = lookUps
        self.promptLengths = promptLengths
        self.units = units
        self.articles = articles
    }
}
