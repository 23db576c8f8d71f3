/// The reference of the steps, made of the same table that completion and the schema are made of.
package enum StepReference {
    /// `docs/steps.md`.
    package static var markdown: String {
        let lines = [
            "# The steps and their words",
            """
            Made from the table in `Sources/CivicDialplan/Schema`; `civicline schema --explain menu` prints a part of it, and the
            studio shows it beside the text. Every example below is compiled by a test: `next`, `other` and `person` are steps
            elsewhere in the plan.
            """,
            StepChapters.overview,
            """
            | step | what it does | leads to |
            | --- | --- | --- |
            \(StepForm.all.map(row).joined(separator: "\n"))
            """,
        ]
        return (lines + StepForm.all.map(chapter) + StepChapters.general).joined(separator: "\n\n") + "\n"
    }

    /// What is to be said of one step, for a terminal.
    package static func explain(_ form: StepForm) -> String {
        let width = form.words.map(\.name.count).max() ?? 0
        let words = form.words.map { word in
            "  \(word.name.padded(to: width))  \(word.isRequired ? "" : "may be left out: ")\(word.text) "
                + "[\(word.kind.name)]"
        }
        var parts = ["\(form.word.rawValue): \(form.summary)", words.joined(separator: "\n")]
        if form.isOpen { parts.append("Further words depend on what it names.") }
        parts.append("Leads to: \(ways(of: form))")
        if let notes = StepChapters.notes[form.word] { parts.append(notes) }
        parts += form.examples.map { "Example:\n\n" + $0.indented }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// What a table cannot hold, in Markdown; `nil` where the table says it all.
    package static func notes(of form: StepForm) -> String? { StepChapters.notes[form.word] }

    private static func row(_ form: StepForm) -> String {
        "| [`\(form.word.rawValue)`](#\(form.word.rawValue)) | \(cell(form.summary)) | \(cell(ways(of: form))) |"
    }

    private static func chapter(_ form: StepForm) -> String {
        let rows = form.words.map { word in
            "| `\(word.name)` | \(cell(word.kind.name)) | \(word.isRequired ? "yes" : "") | \(cell(word.text)) |"
        }
        let table = "| word | takes | compulsory | what |\n| --- | --- | --- | --- |\n" + rows.joined(separator: "\n")
        var parts = ["## \(form.word.rawValue)", form.summary, table]
        if form.isOpen { parts.append("Further words depend on what it names.") }
        if let notes = StepChapters.notes[form.word] { parts.append(notes) }
        parts += form.examples.map { "```yaml\na-step:\n\($0.indented)\n```" }
        return parts.joined(separator: "\n\n")
    }

    /// A bar would end the cell (GitHub Flavored Markdown, tables).
    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    /// Words whose values are steps; `the end` where there is none.
    package static func ways(of form: StepForm) -> String {
        let ways = form.waysOut.map { word in word.isRequired ? word.name : "\(word.name) where it is given" }
        if form.word == .goto { return "another plan" }
        if form.word == .call { return "a branch for each end of the sub-plan" }
        return ways.isEmpty ? "the end" : ways.joined(separator: ", ")
    }
}

extension StepForm {
    /// Words that lead on. A question that is put early is no way out.
    var waysOut: [Word] { words.filter { [.step, .keysToSteps].contains($0.kind) && $0.name != "meanwhile" } }
}

extension StepForm.Kind {
    /// What a word takes, for people.
    package var name: String {
        switch self {
        case .step: "a step"
        case .speech: "a prompt, or a list of prompts, values and pauses"
        case .prompt: "a prompt"
        case .keysToSteps: "keys with their steps"
        case .keysToLanguages: "keys with their languages"
        case .duration: "a time such as 800ms, 5s or 2m"
        case .whole(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .text: "text"
        case .variable: "a variable"
        case .expressions: "names with expressions"
        case .choice(let words): words.joined(separator: ", ")
        case .queue: "a queue"
        case .service: "a service"
        case .calendar: "a calendar"
        case .lookUp: "a look-up"
        case .article: "an article"
        case .other: "see what it says"
        }
    }
}

extension String {
    fileprivate var indented: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
    }

    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
