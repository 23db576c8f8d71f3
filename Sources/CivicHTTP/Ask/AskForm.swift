import CivicCRM
import CivicCore
import Foundation

/// The form of `/ask` as markup: labels, hints, what was typed, and what is wrong beside each field. It needs no script.
struct AskForm {
    private let words: [String: String]
    private let language: PageLanguage

    init(site: Site, language: PageLanguage) {
        words = site.words(in: language)
        self.language = language
    }

    /// - Parameters:
    ///   - token: makes a second sending of this very form known as the same.
    ///   - notice: what is said above the form instead of a list of faults.
    func markup(
        _ form: FilingForm, faults: [FieldFault], services: [DeskCatalogue.Service], token: String,
        notice: String? = nil
    ) -> String {
        let field = { (name: FilingField, type: String, extra: String) in
            input(name, form[name], faults, type: type, extra: extra)
        }
        return [
            notice.map { "<p class=\"bad\" role=\"alert\">\(HTMLText.escape($0))</p>" } ?? summary(faults),
            "<form method=\"post\" action=\"/ask\">",
            "<input type=\"hidden\" name=\"token\" value=\"\(HTMLText.escape(token))\">",
            select(form[.service], faults, services),
            area(form[.words], faults),
            "<fieldset><legend>\(word("ask.where"))</legend>",
            field(.township, "text", " maxlength=\"60\""), field(.village, "text", " maxlength=\"60\""), "</fieldset>",
            field(.happened, "text", " maxlength=\"20\" inputmode=\"numeric\""),
            "<fieldset><legend>\(word("ask.you"))</legend><p class=\"hint\">\(word("ask.you.hint"))</p>",
            field(.name, "text", " maxlength=\"60\" autocomplete=\"name\""),
            field(.number, "tel", " maxlength=\"40\" autocomplete=\"tel\""),
            field(.identity, "text", " maxlength=\"30\" autocomplete=\"off\""), "</fieldset>",
            ways(form[.answer], faults),
            "<p><button type=\"submit\">\(word("ask.send"))</button></p></form>",
        ].joined(separator: "\n")
    }

    /// What is wrong, with a way to each field (WCAG 3.3.1).
    private func summary(_ faults: [FieldFault]) -> String {
        guard !faults.isEmpty else { return "" }
        let items = faults.map { fault in
            "<li><a href=\"#\(fault.field.rawValue)\">\(word("ask.\(fault.field.rawValue)"))</a>: \(text(fault))</li>"
        }
        return "<div class=\"bad\" role=\"alert\"><p>\(word("ask.faults"))</p><ul>\(items.joined())</ul></div>"
    }

    private func input(
        _ name: FilingField, _ value: String, _ faults: [FieldFault], type: String, extra: String
    ) -> String {
        let id = name.rawValue
        return "<p>" + label(name, faults)
            + "<input id=\"\(id)\" name=\"\(id)\" type=\"\(type)\" value=\"\(HTMLText.escape(value))\""
            + described(name, faults) + extra + "></p>"
    }

    private func area(_ value: String, _ faults: [FieldFault]) -> String {
        // A line break right after the tag is dropped by browsers (HTML §13.1.2.5), so one is given.
        "<p>" + label(.words, faults) + "<textarea id=\"words\" name=\"words\" rows=\"7\" required"
            + described(.words, faults) + ">\n\(HTMLText.escape(value))</textarea></p>"
    }

    private func select(_ value: String, _ faults: [FieldFault], _ services: [DeskCatalogue.Service]) -> String {
        let options = services.map { service in
            let chosen = service.id == value ? " selected" : ""
            let name = language == .chinese ? service.zh : service.en
            return "<option value=\"\(HTMLText.escape(service.id))\"\(chosen)>\(HTMLText.escape(name))</option>"
        }
        return "<p>" + label(.service, faults) + "<select id=\"service\" name=\"service\" required"
            + described(.service, faults) + "><option value=\"\">\(word("ask.service.choose"))</option>"
            + options.joined() + "</select></p>"
    }

    private func ways(_ value: String, _ faults: [FieldFault]) -> String {
        let chosen = AnswerWay(rawValue: value) ?? .look
        let radios = AnswerWay.allCases.enumerated().map { index, way in
            let id = index == 0 ? "answer" : "answer-\(way.rawValue)"
            return "<p><input type=\"radio\" id=\"\(id)\" name=\"answer\" value=\"\(way.rawValue)\""
                + "\(way == chosen ? " checked" : "")> <label class=\"beside\" for=\"\(id)\">"
                + "\(word("ask.answer.\(way.rawValue)"))</label></p>"
        }
        let faulty = faults.filter { $0.field == .answer }.map { "<p class=\"fault\">\(text($0))</p>" }
        return "<fieldset><legend>\(word("ask.answer"))</legend>\((faulty + radios).joined())</fieldset>"
    }

    private func label(_ name: FilingField, _ faults: [FieldFault]) -> String {
        let id = name.rawValue
        var markup = "<label for=\"\(id)\">\(word("ask.\(id)"))</label>"
        if words["ask.\(id).hint"] != nil {
            markup += "<span class=\"hint\" id=\"\(id)-hint\">\(word("ask.\(id).hint"))</span>"
        }
        for fault in faults where fault.field == name {
            markup += "<span class=\"fault\" id=\"\(id)-fault\">\(text(fault))</span>"
        }
        return markup
    }

    private func described(_ name: FilingField, _ faults: [FieldFault]) -> String {
        let isFaulty = faults.contains { $0.field == name }
        let ids =
            (isFaulty ? ["\(name.rawValue)-fault"] : [])
            + (words["ask.\(name.rawValue).hint"] == nil ? [] : ["\(name.rawValue)-hint"])
        return (ids.isEmpty ? "" : " aria-describedby=\"\(ids.joined(separator: " "))\"")
            + (isFaulty ? " aria-invalid=\"true\"" : "")
    }

    private func text(_ fault: FieldFault) -> String {
        HTMLText.escape(
            (words["ask.fault.\(fault.kind.rawValue)"] ?? fault.detail)
                .replacing("{limit}", with: String(fault.limit ?? 0))
                .replacing("{count}", with: String(fault.count ?? 0)))
    }

    private func word(_ key: String) -> String { HTMLText.escape(words[key] ?? key) }
}
