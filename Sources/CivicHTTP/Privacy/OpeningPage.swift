import CivicCRM
import CivicCore
import Foundation

/// What `/openings` shows, as markup, and the form that asks why.
struct OpeningPage {
    private let words: [String: String]
    private let language: PageLanguage
    private let catalogue: DeskCatalogue

    init(site: Site, language: PageLanguage, catalogue: DeskCatalogue) {
        words = site.words(in: language)
        self.language = language
        self.catalogue = catalogue
    }

    func plain(_ key: String) -> String { words[key] ?? key }

    // MARK: The list

    func counts(_ counts: [String: Int]) -> String {
        let plain: [OpeningGround] = [.liveCall, .vouched, .assigned, .ownCode, .filedIt]
        let grounds = plain.map(\.word) + OpeningReason.allCases.map(\.rawValue)
        let cells = grounds.map { ground in
            "<div><dt>\(word("opening.ground.\(ground)"))</dt><dd>\(counts[ground] ?? 0)</dd></div>"
        }
        return "<dl class=\"facts\">\(cells.joined())</dl>"
    }

    /// The ways to the other lists.
    func ways(_ choice: OpeningChoice, unusual: Int) -> String {
        let lists = OpeningChoice.Show.allCases.map { show in
            way("show=\(show.rawValue)&amp;days=\(choice.days)", "openings.show.\(show.rawValue)", show == choice.show)
        }
        let spans = OpeningChoice.allDays.map { days in
            way("show=\(choice.show.rawValue)&amp;days=\(days)", "openings.days.\(days)", days == choice.days)
        }
        let told = unusual > 0 ? "<p class=\"banner\">\(word("openings.marked")) \(unusual)</p>" : ""
        return "<nav class=\"tabs\">\(lists.joined(separator: " ")) · \(spans.joined(separator: " "))</nav>\(told)"
    }

    private func way(_ query: String, _ key: String, _ isHere: Bool) -> String {
        "<a href=\"/openings?\(query)\"\(isHere ? " aria-current=\"page\"" : "")>\(word(key))</a>"
    }

    func list(_ lines: [OpeningLine], _ marks: [Int64: Set<OpeningWatch.Mark>], _ choice: OpeningChoice) -> String {
        let rules = "<p class=\"muted\">\(word("openings.rules"))</p>"
        guard !lines.isEmpty else { return "<p class=\"muted\">\(word("openings.none"))</p>\(rules)" }
        return table(lines.map { row($0, marks[$0.id] ?? [], choice) }) + rules
    }

    private func table(_ rows: [String]) -> String {
        let heads = [
            "openings.when", "openings.who", "openings.whose", "openings.what", "openings.why", "openings.mark",
        ]
        .map { "<th scope=\"col\">\(word($0))</th>" }
        return """
            <div class="wide" tabindex="0" role="region" aria-label="\(word("openings"))"><table>
            <thead><tr>\(heads.joined())</tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
    }

    private func row(_ line: OpeningLine, _ marks: Set<OpeningWatch.Mark>, _ choice: OpeningChoice) -> String {
        let opening = line.opening
        let who =
            line.byName.map { "\(escape($0)) <span class=\"muted\">\(escape(opening.by))</span>" } ?? escape(opening.by)
        let query = "show=\(choice.show.rawValue)&amp;days=\(choice.days)&amp;who=\(Self.encoded(opening.by))"
        let whose = line.citizenName.map(escape) ?? opening.citizenId.map { "№ \($0)" } ?? "–"
        let number = line.caseNumber.map { " \($0.text.prefix(4)) \($0.text.dropFirst(4))" } ?? ""
        let why = word("opening.ground.\(opening.ground.word)")
        let said = opening.ground.words.isEmpty ? "" : "<br><span class=\"said\">\(escape(opening.ground.words))</span>"
        let told = OpeningWatch.Mark.allCases.filter(marks.contains)
            .map { "<strong class=\"bad\">\(word("openings.mark.\($0.rawValue)"))</strong>" }
        return """
            <tr><td>\(HTMLText.time(line.at))</td><td><a href="/openings?\(query)">\(who)</a></td><td>\(whose)</td>
            <td>\(word("opening.look.\(opening.look.rawValue)"))\(number)</td><td>\(why)\(said)</td>
            <td>\(told.joined(separator: "<br>"))</td></tr>
            """
    }

    // MARK: The watermark

    var traceForm: String {
        """
        <h2>\(word("openings.trace"))</h2><form method="post" action="/openings/mark" class="stack">
        <label>\(word("openings.trace.text")) <textarea name="text" rows="4" maxlength="20000" required></textarea></label>
        <button type="submit">\(word("openings.trace.read"))</button></form>
        """
    }

    /// Those who were shown what got out.
    func traced(_ lines: [OpeningLine]) -> String {
        let told =
            lines.isEmpty
            ? "<p class=\"banner\" role=\"status\">\(word("openings.trace.none"))</p>"
            : table(lines.map { row($0, [], OpeningChoice()) })
        return told + traceForm
    }

    // MARK: The question

    /// - Parameter fault: the field that is at fault.
    func form(_ form: ReasonForm, back: String, fault: String?) -> String {
        let choices = OpeningReason.allCases.map { reason in
            let mark = form.reason == reason.rawValue ? " checked" : ""
            return """
                <label class="check"><input type="radio" name="reason" value="\(reason.rawValue)" required\(mark)> \
                \(word("opening.reason.\(reason.rawValue)"))</label>
                """
        }
        let told = fault.map { "<p class=\"banner\" role=\"alert\">\(word("opening.fault.\($0)"))</p>" } ?? ""
        return """
            \(told)<p>\(word("opening.lead"))</p>
            <form method="post" action="/openings" class="stack">
            <input type="hidden" name="about" value="\(escape(form.about))"><input type="hidden" name="back" value="\(escape(back))">
            <fieldset><legend>\(word("opening.why"))</legend>\(choices.joined())</fieldset>
            <label>\(word("opening.words")) <input name="words" maxlength="200" value="\(escape(form.words ?? ""))"></label>
            <button type="submit" class="primary">\(word("opening.open"))</button></form>
            """
    }

    private func word(_ key: String) -> String { escape(words[key] ?? key) }
    private func escape(_ text: String) -> String { HTMLText.escape(text) }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
