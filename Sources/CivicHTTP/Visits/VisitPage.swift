import CivicCRM
import CivicCore
import Foundation

/// What `/visits` shows, as markup: the list, which names nobody, and one visit.
struct VisitPage {
    private let words: [String: String]
    private let language: PageLanguage
    private let catalogue: DeskCatalogue

    init(site: Site, language: PageLanguage, catalogue: DeskCatalogue) {
        words = site.words(in: language)
        self.language = language
        self.catalogue = catalogue
    }

    func plain(_ key: String) -> String { words[key] ?? key }

    func notice(_ number: CaseNumber?) -> String {
        number.map { "<p class=\"banner calm\" role=\"status\">\(word("visits.noted")) \(digits($0))</p>" } ?? ""
    }

    func list(_ lines: [VisitLine]) -> String {
        guard !lines.isEmpty else { return "<p class=\"muted\">\(word("visits.none"))</p>" }
        let rows = lines.map { line in
            """
            <tr><td><a href="/visits/\(line.visit.id)">\(digits(line.record.number))</a></td>
            <td>\(service(line.record.service))</td><td>\(unit(line.record.unit))</td>
            <td>\(HTMLText.time(line.answeredAt))</td><td>\(cause(line.visit))</td></tr>
            """
        }
        let heads = ["visits.case", "visits.service", "visits.unit", "visits.answered", "visits.why"]
            .map { "<th scope=\"col\">\(word($0))</th>" }
        return """
            <div class="wide" tabindex="0" role="region" aria-label="\(word("visits"))"><table>
            <thead><tr>\(heads.joined())</tr></thead><tbody>\(rows.joined())</tbody></table></div>
            """
    }

    /// - Parameters:
    ///   - fault: the word of what is missing.
    ///   - form: what was typed before.
    func visit(_ line: VisitLine, _ file: CaseFile, fault: String?, form: [String: String]) -> String {
        let record = line.record
        let answer = file.history.last { event in
            if case .answered = event.fact { true } else { false }
        }
        let facts: [(String, String)] = [
            ("visits.case", digits(record.number)), ("visits.why", cause(line.visit)),
            ("visits.name", line.name.map(escape) ?? word("visits.unknown")),
            (
                "visits.number",
                record.contactNumber.map { "<a href=\"tel:\(escape($0))\">\(escape($0))</a>" }
                    ?? word("visits.no-number")
            ),
            ("visits.language", escape(words["language.\(line.language.tag)"] ?? line.language.tag)),
            ("visits.unit", unit(record.unit)), ("visits.answered", HTMLText.time(line.answeredAt)),
        ]
        return [
            "<p><a href=\"/visits\">\(word("visits.back"))</a></p>",
            record.isConfidential ? "<p class=\"banner\">\(word("visits.confidential"))</p>" : "",
            "<dl class=\"facts\">\(facts.map { "<div><dt>\(word($0))</dt><dd>\($1)</dd></div>" }.joined())</dl>",
            "<h2>\(word("visits.matter"))</h2><p class=\"said\">\(escape(record.summary))</p>",
            "<h2>\(word("visits.answer"))</h2><p class=\"said\">\(answer.map { escape($0.note) } ?? "–")</p>",
            fault.map { "<p class=\"banner\" role=\"alert\">\(word($0))</p>" } ?? "",
            line.visit.state == .person ? self.form(line, form) : over(form),
        ].joined(separator: "\n")
    }

    /// What somebody wrote who came too late stays to be read.
    private func over(_ form: [String: String]) -> String {
        "<p class=\"banner\">\(word("visits.over"))</p>"
            + (form["note"].map { "<h2>\(word("visits.note"))</h2><p class=\"said\">\(escape($0))</p>" } ?? "")
    }

    private func form(_ line: VisitLine, _ form: [String: String]) -> String {
        let choices = ["solved", "not-solved", "not-reached"].map { choice in
            let mark = form["word"] == choice ? " checked" : ""
            return
                "<label><input type=\"radio\" name=\"word\" value=\"\(choice)\"\(mark)> \(word("visits.\(choice)"))</label>"
        }
        let grades = Satisfaction.allCases.map { grade in
            let mark = form["satisfaction"] == String(grade.rawValue) ? " selected" : ""
            return "<option value=\"\(grade.rawValue)\"\(mark)>\(word("visits.grade.\(grade.rawValue)"))</option>"
        }
        return """
            <h2>\(word("visits.heard"))</h2>
            <form method="post" action="/visits/\(line.visit.id)" class="stack">
            <fieldset><legend>\(word("visits.question"))</legend>\(choices.joined(separator: " "))</fieldset>
            <label>\(word("visits.grade")) <select name="satisfaction"><option value="">\(word("visits.grade.none"))</option>\(grades.joined())</select></label>
            <label>\(word("visits.note")) <textarea name="note" rows="4">\(escape(form["note"] ?? ""))</textarea></label>
            <button type="submit" class="primary">\(word("visits.save"))</button></form>
            """
    }

    private func cause(_ visit: ReturnVisit) -> String {
        guard let cause = visit.cause else { return "" }
        let text = word("visits.cause.\(cause.rawValue)")
        return cause == .notReached ? text.replacing("{count}", with: String(visit.attempts)) : text
    }

    private func service(_ id: String) -> String {
        catalogue.services.first { $0.id == id }.map { escape(language == .chinese ? $0.zh : $0.en) } ?? escape(id)
    }

    private func unit(_ id: String) -> String {
        catalogue.units.first { $0.id == id }.map { escape(language == .chinese ? $0.zh : $0.en) } ?? escape(id)
    }

    private func digits(_ number: CaseNumber) -> String { "\(number.text.prefix(4)) \(number.text.dropFirst(4))" }
    private func word(_ key: String) -> String { escape(words[key] ?? key) }
    private func escape(_ text: String) -> String { HTMLText.escape(text) }
}
