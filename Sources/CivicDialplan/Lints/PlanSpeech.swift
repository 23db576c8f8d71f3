import CivicCore
import CivicSpeech

/// What the steps of a plan say, as texts and in seconds.
struct PlanSpeech {
    let languages: [Language]
    let catalogue: PromptCatalogue?
    let lengths: PromptLengths?

    init(plan: Plan, catalogue: PromptCatalogue?, lengths: PromptLengths?) {
        languages = plan.languages
        self.catalogue = catalogue
        self.lengths = lengths
    }

    /// Prompts that the items may say. A family (`case-state.{status.state}`) counts with all of its prompts.
    func ids(of items: [SpokenItem]) -> [String] { items.flatMap(ids) }

    private func ids(of item: SpokenItem) -> [String] {
        guard case .prompt(let template) = item.content else { return [] }
        guard template.variable != nil else { return [template.prefix] }
        return (catalogue?.order ?? []).filter { id in
            id.utf8.count > template.prefix.utf8.count + template.suffix.utf8.count
                && id.hasPrefix(template.prefix) && id.hasSuffix(template.suffix)
        }
    }

    func text(of id: String, in language: Language) -> String? { catalogue?.entries[id]?.texts[language] }

    // MARK: Seconds

    /// How long the items take, by the recordings. Values of variables count nothing, and of a family the longest does.
    ///
    /// `nil` where a recording is missing.
    func recorded(_ items: [SpokenItem], in language: Language) -> Double? {
        guard let lengths else { return nil }
        return total(of: items) { lengths[$0, language]?.inSeconds }
    }

    /// The same by the texts: 3.5 Chinese signs or 14 letters a second, as the voices of the house speak.
    func estimated(_ items: [SpokenItem], in language: Language) -> Double? {
        guard catalogue != nil else { return nil }
        return total(of: items) { id in text(of: id, in: language).map(Self.seconds) }
    }

    private func total(of items: [SpokenItem], _ seconds: (String) -> Double?) -> Double? {
        var total = 0.0
        for item in items {
            if case .pause(let milliseconds) = item.content { total += Double(milliseconds) / 1_000 }
            let each = ids(of: item).map(seconds)
            guard !each.contains(nil) else { return nil }
            total += each.compactMap { $0 }.max() ?? 0
        }
        return total
    }

    private static func seconds(of text: String) -> Double {
        text.unicodeScalars.reduce(0) { total, scalar in
            if scalar.properties.isIdeographic { return total + 1 / 3.5 }
            return total + (scalar.isASCII ? 1 / 14 : 0)
        }
    }
}

extension Step {
    /// Everything that the step may say, one list for each occasion.
    var spoken: [[SpokenItem]] {
        switch action {
        case .say(let step): [step.items]
        case .goodbye(let step): [step.items]
        case .menu(let step): [step.prompt, step.again ?? []]
        case .chooseLanguage(let step): [step.prompt]
        case .anyKey(let step): [step.prompt]
        case .collect(let step): [step.prompt, step.again ?? []]
        case .identify(let step): [step.household?.prompt ?? [], step.household?.again ?? []]
        case .lookUp(let step): [step.prompt]
        case .openCase(let step): [step.prompt]
        case .record(let step): [step.prompt, step.again ?? []]
        case .queue(let step):
            [step.prompt, step.joined, step.wait, step.waitUnknown, step.offer, step.comfort, step.returned]
                + (step.callBack.map { [$0.greeting] } ?? [])
        case .loopBack(let step): [step.prompt]
        case .transfer(let step): [step.prompt]
        case .survey(let step): step.questions.map(\.prompt) + [step.comment?.prompt ?? []]
        case .answer(let step): [step.prompt, step.unavailable]
        case .announceSurge(let step): [step.notice]
        case .branch, .hours, .set, .goto, .ring, .tone, .quiet: []
        }
    }

    /// What is said at first where the step waits for keys; `nil` where it does not.
    var keyPrompt: [SpokenItem]? {
        switch action {
        case .menu(let step): step.prompt
        case .chooseLanguage(let step): step.prompt
        case .collect(let step): step.prompt
        case .anyKey(let step): step.prompt
        default: nil
        }
    }
}
