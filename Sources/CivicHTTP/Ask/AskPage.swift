import CivicCRM
import CivicCore
import Foundation

/// What `/ask` shows after the form: the receipt, the way to a case, and the case.
struct AskPage {
    private let words: [String: String]
    private let language: PageLanguage
    private let catalogue: DeskCatalogue
    private let timeZone: TimeZone

    init(site: Site, language: PageLanguage, catalogue: DeskCatalogue, timeZone: TimeZone) {
        words = site.words(in: language)
        self.language = language
        self.catalogue = catalogue
        self.timeZone = timeZone
    }

    func receipt(_ receipt: FilingReceipt, isRepeat: Bool) -> String {
        let record = receipt.record
        return [
            isRepeat ? "<p class=\"note\">\(word("ask.again"))</p>" : "",
            "<dl class=\"figures\">",
            row("ask.case", "<strong>\(digits(record.number.text))</strong>"),
            row("ask.code", "<strong>\(digits(receipt.code))</strong>"),
            row("ask.unit", escape(unit(record.unit))), row("ask.due", time(record.deadline)), "</dl>",
            "<p>\(word("ask.keep"))</p>",
            "<p><a href=\"/ask/follow?number=\(record.number.text)\">\(word("ask.follow"))</a></p>",
            "<p><a href=\"/ask\">\(word("ask.another"))</a></p>",
        ].joined(separator: "\n")
    }

    /// - Parameter message: why it was not shown.
    func door(number: String, message: String?) -> String {
        [
            message.map { "<p class=\"bad\" role=\"alert\">\(word($0))</p>" } ?? "",
            "<form method=\"post\" action=\"/ask/follow\">",
            "<p><label for=\"number\">\(word("ask.case"))</label><input id=\"number\" name=\"number\" inputmode=\"numeric\""
                + " autocomplete=\"off\" maxlength=\"20\" required value=\"\(escape(number))\"></p>",
            "<p><label for=\"code\">\(word("ask.code"))</label><span class=\"hint\" id=\"code-hint\">"
                + "\(word("ask.code.hint"))</span><input id=\"code\" name=\"code\" inputmode=\"numeric\""
                + " autocomplete=\"off\" maxlength=\"20\" required aria-describedby=\"code-hint\"></p>",
            "<p><button type=\"submit\">\(word("ask.show"))</button></p></form>",
        ].joined(separator: "\n")
    }

    /// - Parameters:
    ///   - code: goes into the form for a message, since nothing remembers the citizen here.
    ///   - typed: a message that was not taken.
    ///   - said: what is not solved, where it was not taken.
    ///   - looks: of others at the case; nil where they are not told.
    ///   - notice: the word of what became of a message; `isBad` when it was not taken.
    func file(
        _ filed: FiledCase, code: String, token: String, notice: (word: String, isBad: Bool)? = nil, typed: String = "",
        said: String = "", looks: [OpeningTold]? = nil
    ) -> String {
        let record = filed.record
        let answer =
            filed.answer.map { "<blockquote>\(paragraphs($0.note))</blockquote>" }
            ?? "<p>\(word("ask.no-answer"))</p>"
        return [
            notice.map { "<p class=\"\($0.isBad ? "bad" : "note")\" role=\"alert\">\(word($0.word))</p>" } ?? "",
            "<dl class=\"figures\">",
            row("ask.case", digits(record.number.text)), row("ask.service", escape(service(record.service))),
            row("ask.state", "<strong>\(escape(state(record.state)))</strong>"),
            row("ask.unit", escape(unit(record.unit))), row("ask.opened", time(record.openedAt)),
            row("ask.due", time(record.deadline)), "</dl>",
            "<h2>\(word("ask.the-answer"))</h2>", answer, wordForm(record, code, said),
            files(filed, code), "<h2>\(word("ask.history"))</h2><ul class=\"history\">",
            filed.visibleEvents.map(event).joined(), "</ul>",
            looks.map(openings) ?? "", "<h2>\(word("ask.add"))</h2>",
            "<form method=\"post\" action=\"/ask/message\">",
            hidden("token", token), hidden("number", record.number.text), hidden("code", code),
            "<p><label for=\"message\">\(word("ask.message"))</label>"
                + "<textarea id=\"message\" name=\"message\" rows=\"5\" required>\n\(escape(typed))</textarea></p>",
            "<p><button type=\"submit\">\(word("ask.add.send"))</button></p></form>",
        ].joined(separator: "\n")
    }

    /// Whether it is solved, where that is waited for.
    private func wordForm(_ record: Case, _ code: String, _ said: String) -> String {
        guard record.state.awaitsWord else { return "" }
        return [
            "<h2>\(word("ask.word"))</h2><form method=\"post\" action=\"/ask/word\">",
            hidden("number", record.number.text), hidden("code", code),
            "<p class=\"hint\">\(word("ask.word.hint"))</p>",
            "<p><label for=\"note\">\(word("ask.word.note"))</label>"
                + "<textarea id=\"note\" name=\"note\" rows=\"3\">\n\(escape(said))</textarea></p>",
            "<p><button type=\"submit\" name=\"word\" value=\"solved\">\(word("ask.word.solved"))</button> "
                + "<button type=\"submit\" name=\"word\" value=\"not-solved\">\(word("ask.word.not-solved"))</button></p>",
            "</form>",
        ].joined(separator: "\n")
    }

    /// Who else opened the case, and why; a reason's words stay inside the house.
    private func openings(_ looks: [OpeningTold]) -> String {
        let items = looks.map { look in
            let who = look.unit.map { escape(unit($0)) } ?? word("ask.openings.hotline")
            return "<li>\(time(look.at)) \(who): \(word("opening.ground.\(look.ground.word)"))</li>"
        }
        let list =
            items.isEmpty ? "<p>\(word("ask.openings.none"))</p>" : "<ul class=\"history\">\(items.joined())</ul>"
        return "<h2>\(word("ask.openings"))</h2>\(list)"
    }

    /// What the citizen takes along from the counter.
    func slip(_ receipt: FilingReceipt, isRepeat: Bool, way: String) -> String {
        let record = receipt.record
        return [
            isRepeat ? "<p class=\"note\">\(word("ask.again"))</p>" : "",
            "<dl>", row("ask.case", "<strong>\(digits(record.number.text))</strong>"),
            row("ask.code", "<strong>\(digits(receipt.code))</strong>"),
            row("enter.channel", escape(way)), row("ask.opened", time(record.openedAt)),
            row("ask.unit", escape(unit(record.unit))), row("ask.due", time(record.deadline)), "</dl>",
        ].joined(separator: "\n")
    }

    private func files(_ filed: FiledCase, _ code: String) -> String {
        guard !filed.files.isEmpty else { return "" }
        let items = filed.files.map { file in
            "<li><form method=\"post\" action=\"/ask/file\">" + hidden("number", filed.record.number.text)
                + hidden("code", code) + hidden("file", String(file.id))
                + "<p><button type=\"submit\" class=\"quiet\">\(escape(file.name))</button></p></form></li>"
        }
        return "<h2>\(word("ask.files.kept"))</h2><ul class=\"history\">\(items.joined())</ul>"
    }

    private func event(_ event: CaseEvent) -> String {
        let what = event.state.map { state($0) } ?? words["ask.you-wrote"] ?? ""
        return "<li><p class=\"hint\">\(time(event.at)) \(escape(what))</p>\(paragraphs(event.note))</li>"
    }

    private func hidden(_ name: String, _ value: String) -> String {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(escape(value))\">"
    }

    private func row(_ key: String, _ markup: String) -> String { "<dt>\(word(key))</dt><dd>\(markup)</dd>" }

    private func paragraphs(_ text: String) -> String {
        text.isEmpty
            ? ""
            : "<p>" + escape(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "<br>")
                + "</p>"
    }

    private func time(_ date: Date) -> String {
        let shown = date.formatted(
            Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: timeZone).year().month().day()
                .dateSeparator(.dash).time(includingFractionalSeconds: false))
        return "<time datetime=\"\(date.formatted(.iso8601))\">\(shown.prefix(16))</time>"
    }

    /// In two groups, as they are read aloud.
    private func digits(_ text: String) -> String { escape("\(text.prefix(4)) \(text.dropFirst(4))") }

    private func state(_ state: CaseState) -> String { words["case-state.\(state.rawValue)"] ?? state.rawValue }

    private func service(_ id: String) -> String {
        catalogue.services.first { $0.id == id }.map { language == .chinese ? $0.zh : $0.en } ?? id
    }

    private func unit(_ id: String) -> String {
        catalogue.units.first { $0.id == id }.map { language == .chinese ? $0.zh : $0.en } ?? id
    }

    private func word(_ key: String) -> String { escape(words[key] ?? key) }
    private func escape(_ text: String) -> String { HTMLText.escape(text) }
}
