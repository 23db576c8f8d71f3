import CivicCRM
import CivicCore
import Foundation

// The form of an article: what was typed, and what is wrong beside each field. It needs no script.
extension KnowledgePage {
    /// - Parameters:
    ///   - base: the version that the edit began with; nil for a new article.
    ///   - units: those whose articles the writer may write.
    ///   - refusal: why it was not published, in words.
    func form(
        _ form: ArticleForm, base: Int?, units: [DeskCatalogue.Entry], faults: [ArticleForm.Fault], refusal: String?
    ) -> String {
        let address = base == nil ? ArticleForm.reserved : form[.id]
        let columns = ArticleForm.languages.map { tag in
            [
                "<fieldset><legend>\(word("language.\(tag.tag)"))</legend>", line(.name, tag, form, faults),
                area(.parts, tag, rows: 12, form, faults), area(.short, tag, rows: 3, form, faults),
                area(.written, tag, rows: 8, form, faults), "</fieldset>",
            ].joined()
        }
        return [
            banner(refusal), summary(faults),
            "<form method=\"post\" action=\"/knowledge/\(escape(address))#preview\" class=\"stack article-form\">",
            base.map { "<input type=\"hidden\" name=\"base\" value=\"\($0)\">" } ?? line(.id, nil, form, faults),
            "<div class=\"pair\">", choice(form, units, faults), line(.services, nil, form, faults),
            line(.reviewBy, nil, form, faults, kind: "date"), line(.lastDay, nil, form, faults, kind: "date"), "</div>",
            line(.words, nil, form, faults),
            "<div class=\"renderings\">\(columns.joined())</div>",
            """
            <label class="check"><input type="checkbox" name="private" value="on"\(form[.isPrivate].isEmpty ? "" : " checked")> \
            \(word("knowledge.private"))</label>
            <label>\(word("knowledge.note")) <input name="note" maxlength="500" value="\(escape(form.fields["note"] ?? ""))"></label>
            <p class="row"><button name="act" value="preview">\(word("knowledge.preview"))</button>
            <button name="act" value="publish" class="primary">\(word("knowledge.publish"))</button></p></form>
            """,
        ].joined(separator: "\n")
    }

    /// What is wrong, with a way to each field (WCAG 3.3.1).
    private func summary(_ faults: [ArticleForm.Fault]) -> String {
        guard !faults.isEmpty else { return "" }
        let items = faults.map {
            "<li><a href=\"#\(escape($0.field))\">\(label(of: $0.field))</a>: \(text(of: $0))</li>"
        }
        return "<div class=\"banner\" role=\"alert\"><p>\(word("knowledge.faults"))</p><ul>\(items.joined())</ul></div>"
    }

    private func text(of fault: ArticleForm.Fault) -> String {
        word("knowledge.fault.\(fault.kind.rawValue)").replacing("{limit}", with: String(fault.limit ?? 0))
    }

    private func label(of field: String) -> String {
        word("knowledge.field.\(field.split(separator: ".").first ?? "")")
    }

    private func line(
        _ field: ArticleForm.Field, _ tag: Language?, _ form: ArticleForm, _ faults: [ArticleForm.Fault],
        kind: String = "text"
    ) -> String {
        let name = ArticleForm.name(of: field, tag)
        return head(field, name, faults)
            + "<input id=\"\(name)\" name=\"\(name)\" type=\"\(kind)\" value=\"\(escape(form[field, tag]))\"\(described(name, faults))></p>"
    }

    private func area(
        _ field: ArticleForm.Field, _ tag: Language, rows: Int, _ form: ArticleForm, _ faults: [ArticleForm.Fault]
    ) -> String {
        let name = ArticleForm.name(of: field, tag)
        // A line break right after the tag is dropped by browsers (HTML §13.1.2.5), so one is given.
        return head(field, name, faults)
            + "<textarea id=\"\(name)\" name=\"\(name)\" lang=\"\(tag)\" rows=\"\(rows)\"\(described(name, faults))>\n"
            + "\(escape(form[field, tag]))</textarea></p>"
    }

    private func choice(
        _ form: ArticleForm, _ units: [DeskCatalogue.Entry], _ faults: [ArticleForm.Fault]
    ) -> String {
        let options = units.map { unit in
            "<option value=\"\(escape(unit.id))\"\(unit.id == form[.unit] ? " selected" : "")>\(escape(self.unit(unit.id)))</option>"
        }
        return head(.unit, "unit", faults)
            + "<select id=\"unit\" name=\"unit\"\(described("unit", faults))>\(options.joined())</select></p>"
    }

    private func head(_ field: ArticleForm.Field, _ name: String, _ faults: [ArticleForm.Fault]) -> String {
        let hint = plain("knowledge.field.\(field.rawValue).hint")
        let told = faults.filter { $0.field == name }.map {
            "<span class=\"bad\" id=\"\(name)-fault\">\(text(of: $0))</span>"
        }
        return "<p><label for=\"\(name)\">\(word("knowledge.field.\(field.rawValue)"))</label>"
            + (hint.hasPrefix("knowledge.")
                ? "" : "<span class=\"muted small\" id=\"\(name)-hint\">\(escape(hint))</span>")
            + told.joined()
    }

    private func described(_ name: String, _ faults: [ArticleForm.Fault]) -> String {
        faults.contains { $0.field == name } ? " aria-invalid=\"true\" aria-describedby=\"\(name)-fault\"" : ""
    }

    // MARK: Recall

    /// Shown to who may say that a version was wrong, once a newer one is there.
    func recallForm(_ article: Article, _ tellings: [Int: Int]) -> String {
        let wrong = tellings.keys.filter { $0 < article.version }.sorted(by: >)
        guard !wrong.isEmpty else {
            return "<h2>\(word("recalls.begin"))</h2><p class=\"muted\">\(word("recalls.first"))</p>"
        }
        let options = wrong.map { "<option value=\"\($0)\">\($0)</option>" }.joined()
        return """
            <h2 id="recall">\(word("recalls.begin"))</h2><p>\(word("recalls.rule"))</p>
            <form method="post" action="/knowledge/\(escape(article.id))/recall" class="stack">
            <p class="row"><label>\(word("recalls.from")) <select name="first">\(options)</select></label>
            <label>\(word("recalls.to")) <select name="last">\(options)</select></label></p>
            <label>\(word("recalls.why")) <textarea name="why" rows="3" maxlength="2000" required></textarea></label>
            <button type="submit" class="danger">\(word("recalls.start"))</button></form>
            """
    }
}
