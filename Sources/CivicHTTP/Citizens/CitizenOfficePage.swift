import CivicCRM
import CivicCore
import Foundation

/// What `/citizens` shows, as markup: the search with its reason, one file with what may be done with it, the question before an
/// erasure.
struct CitizenOfficePage {
    private let words: [String: String]
    private let language: PageLanguage

    init(site: Site, language: PageLanguage) {
        words = site.words(in: language)
        self.language = language
    }

    // MARK: The door

    func door(_ door: CitizenDoor, found: [Citizen]?, done: String?, fault: String? = nil) -> String {
        let choices = OpeningReason.allCases.map { reason in
            "<option value=\"\(reason.rawValue)\"\(reason.rawValue == door.reason ? " selected" : "")>"
                + "\(word("opening.reason.\(reason.rawValue)"))</option>"
        }
        let told =
            fault.map { "<p class=\"banner\" role=\"alert\">\(word("citizens.fault.\($0)"))</p>" } ?? notice(done)
        return """
            \(told)<p class="muted">\(word("citizens.lead"))</p>
            <form method="post" action="/citizens" class="stack">
            <label>\(word("citizens.whom")) <input name="q" required maxlength="100" value="\(escape(door.text))"></label>
            <label>\(word("opening.why")) <select name="reason" required><option value=""></option>\(choices.joined())</select></label>
            <label>\(word("opening.words")) <input name="words" maxlength="200" value="\(escape(door.words))"></label>
            <button type="submit" class="primary">\(word("citizens.find"))</button></form>
            \(found.map { list($0, door) } ?? "")
            """
    }

    private func list(_ found: [Citizen], _ door: CitizenDoor) -> String {
        guard !found.isEmpty else { return "<p role=\"status\">\(word("citizens.none"))</p>" }
        let rows = found.map { citizen in
            """
            <tr><th scope="row">\(escape(citizen.name))</th><td>\(citizen.birthYear.map(String.init) ?? "–")</td>
            <td>\(escape(citizen.township)) \(escape(citizen.village ?? ""))</td>
            <td><form method="post" action="/citizens/open"><input type="hidden" name="about" value="citizen/\(citizen.id)">
            <input type="hidden" name="reason" value="\(escape(door.reason))"><input type="hidden" name="words" value="\(escape(door.words))">
            <button type="submit" aria-label="\(word("opening.open")): \(escape(citizen.name))">\(word("opening.open"))</button></form></td></tr>
            """
        }
        return "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"\(word("citizens"))\"><table><tbody>"
            + "\(rows.joined(separator: "\n"))</tbody></table></div>"
    }

    // MARK: A file

    func file(_ file: CitizenFootprint, done: String?, fault: String?) -> String {
        let told =
            fault.map { "<p class=\"banner\" role=\"alert\">\(word("citizens.fault.\($0)"))</p>" } ?? notice(done)
        return [
            told, "<h2>\(escape(file.citizen.name)) <span class=\"muted\">№ \(file.citizen.id)</span></h2>",
            "<p class=\"muted\">\(escape([file.citizen.township, file.citizen.village].compactMap(\.self).joined(separator: " ")))</p>",
            "<h3>\(word("citizens.export"))</h3><p>\(word("citizens.export.lead"))</p>",
            button(file, "export", "citizens.export.do", isPrimary: true),
            "<h3>\(word("citizens.hold"))</h3>", holds(file),
            "<h3>\(word("citizens.erase"))</h3>", table(file), refusal(file),
        ].joined(separator: "\n")
    }

    private func holds(_ file: CitizenFootprint) -> String {
        let lines = file.holds.map {
            "<li>\(HTMLText.time($0.at)) · \(escape($0.by)) · \(escape($0.reason))</li>"
        }
        let standing =
            lines.isEmpty
            ? "<p>\(word("citizens.hold.none"))</p>"
            : "<ul>\(lines.joined())</ul>" + button(file, "lift", "citizens.hold.lift", isPrimary: false)
        return standing + """
            <form method="post" action="/citizens/\(file.citizen.id)/hold" class="line">
            <label>\(word("citizens.hold.reason")) <input name="reason" required minlength="2" maxlength="500"></label>
            <button type="submit">\(word("citizens.hold.do"))</button></form>
            """
    }

    /// What goes and what stays, and why.
    private func table(_ file: CitizenFootprint) -> String {
        let values = [
            "contacts": String(file.contacts), "cases": String(file.cases), "files": String(file.files),
            "own": String(file.ownNumbers), "shared": String(file.sharedNumbers), "notes": String(file.notes),
        ]
        let rows = ["person", "numbers", "calls", "cases", "files", "notes", "ledger", "backups"].map { part in
            "<tr><th scope=\"row\">\(word("citizens.part.\(part)"))</th><td>\(word("citizens.goes.\(part)", values))</td>"
                + "<td>\(word("citizens.stays.\(part)", values))</td></tr>"
        }
        return """
            <div class="wide" tabindex="0" role="region" aria-label="\(word("citizens.erase"))"><table>
            <thead><tr><th scope="col"></th><th scope="col">\(word("citizens.goes"))</th><th scope="col">\(word("citizens.stays"))</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
    }

    private func refusal(_ file: CitizenFootprint) -> String {
        switch file.refusal {
        case nil: return button(file, "erase", "citizens.erase.ask", isPrimary: false)
        case .held: return "<p class=\"banner\">\(word("citizens.refused.held"))</p>"
        case .open(let numbers):
            let list = numbers.map { "\($0.text.prefix(4)) \($0.text.dropFirst(4))" }.joined(separator: ", ")
            return "<p class=\"banner\">\(word("citizens.refused.open", ["numbers": list]))</p>"
        case .erasedAlready(let at):
            return "<p class=\"banner\">\(word("citizens.refused.erased")) \(HTMLText.time(at))</p>"
        }
    }

    private func button(_ file: CitizenFootprint, _ act: String, _ key: String, isPrimary: Bool) -> String {
        "<form method=\"post\" action=\"/citizens/\(file.citizen.id)/\(act)\">"
            + "<button type=\"submit\"\(isPrimary ? " class=\"primary\"" : "")>\(word(key))</button></form>"
    }

    // MARK: The question

    func confirm(_ file: CitizenFootprint, isWrong: Bool) -> String {
        let id = file.citizen.id
        let told = isWrong ? "<p class=\"banner\" role=\"alert\">\(word("citizens.fault.name"))</p>" : ""
        return """
            \(told)<h2>\(word("citizens.erase.sure", ["name": file.citizen.name]))</h2>\(table(file))
            <form method="post" action="/citizens/\(id)/erase" class="stack">
            <label>\(word("citizens.erase.type")) <input name="name" required autocomplete="off" maxlength="200"></label>
            <button type="submit" class="danger">\(word("citizens.erase.do"))</button>
            <a class="button" href="/citizens/\(id)">\(word("citizens.erase.leave"))</a></form>
            """
    }

    private func notice(_ done: String?) -> String {
        guard let done, ["held", "lifted", "erased", "erased-later"].contains(done) else { return "" }
        return "<p class=\"banner calm\" role=\"status\">\(word("citizens.done.\(done)"))</p>"
    }

    private func word(_ key: String, _ values: [String: String] = [:]) -> String {
        escape(values.reduce(words[key] ?? key) { $0.replacing("{\($1.key)}", with: $1.value) })
    }

    private func escape(_ text: String) -> String { HTMLText.escape(text) }
}
