import CivicCRM
import CivicCore
import Foundation

/// What `/doubles` shows, as markup: the lists, which name nobody, two records side by side, and one merge.
struct DoublePage {
    private let words: [String: String]
    private let language: PageLanguage
    private let catalogue: DeskCatalogue

    init(site: Site, language: PageLanguage, catalogue: DeskCatalogue) {
        words = site.words(in: language)
        self.language = language
        self.catalogue = catalogue
    }

    func plain(_ key: String) -> String { words[key] ?? key }

    func notice(_ word: String?) -> String {
        guard let word, ["merged", "apart", "undone"].contains(word) else { return "" }
        return "<p class=\"banner calm\" role=\"status\">\(self.word("doubles.done.\(word)"))</p>"
    }

    // MARK: Lists

    func pairs(_ pairs: [RecordPair]) -> String {
        guard !pairs.isEmpty else { return "<p class=\"muted\">\(word("doubles.none"))</p>" }
        let rows = pairs.map { pair in
            """
            <tr><td><a href="/doubles/\(pair.one.citizen.id)/with/\(pair.other.citizen.id)">\(pair.one.citizen.id) \
            · \(pair.other.citizen.id)</a></td><td>\(reasons(pair.likeness.reasons))</td>
            <td>\(doubts(pair.likeness.doubts))</td></tr>
            """
        }
        return table(["doubles.records", "doubles.reasons", "doubles.doubts"], rows, label: "doubles")
    }

    func merges(_ merges: [CitizenMerge]) -> String {
        guard !merges.isEmpty else { return "<p class=\"muted\">\(word("doubles.no-merges"))</p>" }
        let rows = merges.map { merge in
            """
            <tr><td><a href="/doubles/merges/\(merge.id)">\(merge.gone) → \(merge.kept)</a></td>
            <td>\(HTMLText.time(merge.at))</td><td>\(escape(merge.by))</td><td>\(escape(merge.why))</td>
            <td>\(merge.undone.map { HTMLText.time($0.at) } ?? "–")</td></tr>
            """
        }
        return "<h2>\(word("doubles.merges"))</h2>"
            + table(
                ["doubles.records", "doubles.when", "doubles.who", "doubles.why", "doubles.undone"], rows,
                label: "doubles.merges")
    }

    // MARK: Two records

    /// - Parameters:
    ///   - decides: whether the reader may make one of them.
    ///   - fault: the word of what is missing.
    func pair(_ pair: RecordPair, decides: Bool, fault: String?, form: [String: String]) -> String {
        let sides = [pair.one, pair.other]
        let lines: [(String, (RecordPair.Side) -> String)] = [
            ("doubles.name", { escape($0.citizen.name) }),
            ("doubles.born", { $0.citizen.birthYear.map(String.init) ?? "–" }),
            ("doubles.place", { escape("\($0.citizen.township) \($0.citizen.village ?? "")") }),
            ("doubles.identity", { word("doubles.identity.\($0.citizen.idSuffix == nil ? "none" : "known")") }),
            ("doubles.numbers", { $0.numbers.isEmpty ? "–" : $0.numbers.map(escape).joined(separator: "<br>") }),
            ("doubles.needs", { $0.citizen.accessibility.map(escape) ?? "–" }),
            ("doubles.cases", { String($0.cases) }),
            ("doubles.contacts", { String($0.contacts) }),
            ("doubles.last", { $0.lastContactAt.map(HTMLText.time) ?? "–" }),
        ]
        let rows = lines.map { name, value in
            "<tr><th scope=\"row\">\(word(name))</th>\(sides.map { "<td>\(value($0))</td>" }.joined())</tr>"
        }
        let heads = sides.map { "<th scope=\"col\">\($0.citizen.id)</th>" }.joined()
        return [
            "<p><a href=\"/doubles\">\(word("doubles.back"))</a></p>",
            "<h2>\(word("doubles.reasons"))</h2>\(reasons(pair.likeness.reasons))",
            "<h2>\(word("doubles.doubts"))</h2>\(doubts(pair.likeness.doubts))",
            """
            <div class="wide" tabindex="0" role="region" aria-label="\(word("doubles.records"))"><table>
            <thead><tr><td></td>\(heads)</tr></thead><tbody>\(rows.joined())</tbody></table></div>
            """,
            banner(fault),
            decides ? decision(pair, form) : "<p class=\"muted\">\(word("doubles.supervisor"))</p>",
        ].joined(separator: "\n")
    }

    private func decision(_ pair: RecordPair, _ form: [String: String]) -> String {
        let chosen = form["keep"] ?? String(pair.proposedToKeep)
        let choices = [pair.one, pair.other].map { side in
            let mark = chosen == String(side.citizen.id) ? " checked" : ""
            return """
                <label><input type="radio" name="keep" value="\(side.citizen.id)"\(mark)> \(side.citizen.id) \
                \(escape(side.citizen.name))</label>
                """
        }
        let merge =
            pair.likeness.reasons.isEmpty
            ? "" : "<button name=\"act\" value=\"merge\" class=\"primary\">\(word("doubles.merge"))</button>"
        return """
            <h2>\(word("doubles.decide"))</h2>
            <form method="post" action="/doubles/\(pair.one.citizen.id)/with/\(pair.other.citizen.id)" class="stack">
            <fieldset><legend>\(word("doubles.keep"))</legend>\(choices.joined(separator: " "))</fieldset>
            <label>\(word("doubles.why-ask")) <textarea name="why" rows="3" required>\(escape(form["why"] ?? ""))</textarea></label>
            <p class="row">\(merge)<button name="act" value="apart">\(word("doubles.apart"))</button></p>
            <p class="muted small">\(word("doubles.rule"))</p></form>
            """
    }

    // MARK: One merge

    func merge(_ file: MergeFile, decides: Bool, fault: String?, form: [String: String]) -> String {
        let merge = file.merge
        let moved = merge.moved.sorted { $0.key < $1.key }.map { place, count in
            "\(word("doubles.moved.\(place)")) \(count)"
        }
        var facts: [(String, String)] = [
            ("doubles.kept", "\(merge.kept) \(escape(file.kept.name))"),
            ("doubles.gone", "\(merge.gone) \(escape(file.gone.name))"),
            ("doubles.when", HTMLText.time(merge.at)), ("doubles.who", escape(merge.by)),
            ("doubles.why", escape(merge.why)), ("doubles.reasons", reasons(merge.reasons)),
            ("doubles.doubts", doubts(merge.doubts)),
            ("doubles.moved", moved.isEmpty ? "–" : moved.joined(separator: "<br>")),
        ]
        if let undone = merge.undone {
            facts.append(("doubles.undone", "\(HTMLText.time(undone.at)), \(escape(undone.by)): \(escape(undone.why))"))
        }
        return [
            "<p><a href=\"/doubles\">\(word("doubles.back"))</a></p>",
            "<dl class=\"facts\">\(facts.map { "<div><dt>\(word($0))</dt><dd>\($1)</dd></div>" }.joined())</dl>",
            banner(fault),
            merge.undone == nil
                ? (decides ? undoing(file, form) : "<p class=\"muted\">\(word("doubles.supervisor"))</p>") : "",
        ].joined(separator: "\n")
    }

    private func undoing(_ file: MergeFile, _ form: [String: String]) -> String {
        let cases = file.casesSince.map { record in
            let mark = form["case-\(record.id)"] == nil ? "" : " checked"
            return """
                <label><input type="checkbox" name="case-\(record.id)" value="on"\(mark)> \
                \(record.number.text.prefix(4)) \(record.number.text.dropFirst(4)) \(service(record.service)): \
                \(escape(record.summary))</label>
                """
        }
        let since =
            cases.isEmpty
            ? "<p class=\"muted\">\(word("doubles.since.none"))</p>"
            : """
            <fieldset><legend>\(word("doubles.since").replacing("{name}", with: escape(file.gone.name)))</legend>
            \(cases.joined(separator: "<br>"))</fieldset>
            """
        return """
            <h2>\(word("doubles.undo-title"))</h2><p>\(word("doubles.undo-rule"))</p>
            <form method="post" action="/doubles/merges/\(file.merge.id)" class="stack">\(since)
            <label>\(word("doubles.why-ask")) <textarea name="why" rows="3" required>\(escape(form["why"] ?? ""))</textarea></label>
            <button type="submit">\(word("doubles.undo"))</button></form>
            """
    }

    // MARK: Small means

    private func reasons(_ reasons: [MatchReason]) -> String {
        reasons.isEmpty
            ? "<p>\(word("doubles.reason.none"))</p>" : list(reasons.map { "doubles.reason.\($0.rawValue)" })
    }

    private func doubts(_ doubts: [MatchDoubt]) -> String {
        doubts.isEmpty ? "<p>–</p>" : list(doubts.map { "doubles.doubt.\($0.rawValue)" })
    }

    private func list(_ keys: [String]) -> String {
        "<ul class=\"plain\">\(keys.map { "<li>\(word($0))</li>" }.joined())</ul>"
    }

    private func table(_ heads: [String], _ rows: [String], label: String) -> String {
        """
        <div class="wide" tabindex="0" role="region" aria-label="\(word(label))"><table>
        <thead><tr>\(heads.map { "<th scope=\"col\">\(word($0))</th>" }.joined())</tr></thead>
        <tbody>\(rows.joined())</tbody></table></div>
        """
    }

    private func banner(_ fault: String?) -> String {
        fault.map { "<p class=\"banner\" role=\"alert\">\(word($0))</p>" } ?? ""
    }

    private func service(_ id: String) -> String {
        catalogue.services.first { $0.id == id }.map { escape(language == .chinese ? $0.zh : $0.en) } ?? escape(id)
    }

    private func word(_ key: String) -> String { escape(words[key] ?? key) }
    private func escape(_ text: String) -> String { HTMLText.escape(text) }
}
