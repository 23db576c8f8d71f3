import CivicCRM
import CivicCore
import Foundation

/// The form of `/ask` as markup: labels, hints, what was typed, and what is wrong beside each field. It needs no script.
struct AskForm {
    /// Of the form, for what stands outside of it.
    static let id = "filing"

    private let words: [String: String]
    private let language: PageLanguage
    private let offersMail: Bool
    private let rule: AttachmentRule

    /// - Parameters:
    ///   - offersMail: whether answers can go by e-mail.
    ///   - rule: which files are kept.
    init(site: Site, language: PageLanguage, offersMail: Bool, rule: AttachmentRule) {
        words = site.words(in: language)
        self.language = language
        self.offersMail = offersMail
        self.rule = rule
    }

    /// - Parameters:
    ///   - token: makes a second sending of this very form known as the same.
    ///   - notice: what is said above the form instead of a list of faults.
    ///   - fileFault: why a file was not taken.
    ///   - lostFiles: whether files came that have to be chosen again.
    func markup(
        _ form: FilingForm, faults: [FieldFault], services: [DeskCatalogue.Service], token: String,
        notice: String? = nil, fileFault: AttachmentFault? = nil, lostFiles: Bool = false
    ) -> String {
        [
            notice.map { "<p class=\"bad\" role=\"alert\">\(HTMLText.escape($0))</p>" } ?? summary(faults, fileFault),
            "<form id=\"\(Self.id)\" method=\"post\" action=\"/ask\" enctype=\"multipart/form-data\">",
            "<input type=\"hidden\" name=\"token\" value=\"\(HTMLText.escape(token))\">",
            select(form[.service], faults, services),
            area(form[.words], faults),
            "<fieldset><legend>\(word("ask.where"))</legend>",
            input(.township, form, faults), input(.village, form, faults), "</fieldset>",
            input(.happened, form, faults), fileInput(fileFault, areLost: lostFiles),
            "<fieldset><legend>\(word("ask.you"))</legend><p class=\"hint\">\(word("ask.you.hint"))</p>",
            input(.name, form, faults), input(.number, form, faults), input(.identity, form, faults),
            input(.email, form, faults), "</fieldset>",
            ways(form[.answer], faults),
            "<p><button type=\"submit\">\(word("ask.send"))</button></p></form>",
        ].joined(separator: "\n")
    }

    /// What is wrong, with a way to each field (WCAG 3.3.1).
    func summary(_ faults: [FieldFault], _ fileFault: AttachmentFault?) -> String {
        guard !faults.isEmpty || fileFault != nil else { return "" }
        var items = faults.map { fault in
            "<li><a href=\"#\(fault.field.rawValue)\">\(word("ask.\(fault.field.rawValue)"))</a>: \(text(fault))</li>"
        }
        if let fileFault {
            items.append(
                "<li><a href=\"#files\">\(word("ask.files"))</a>: \(HTMLText.escape(fileFault.name)): \(text(fileFault))</li>"
            )
        }
        return "<div class=\"bad\" role=\"alert\"><p>\(word("ask.faults"))</p><ul>\(items.joined())</ul></div>"
    }

    /// A field of one line; nothing for an e-mail address where there is no mail.
    func input(_ name: FilingField, _ form: FilingForm, _ faults: [FieldFault]) -> String {
        let id = name.rawValue
        let extra: String
        switch name {
        case .email where !offersMail: return ""
        case .number: extra = "type=\"tel\" maxlength=\"40\" autocomplete=\"tel\""
        case .email: extra = "type=\"text\" maxlength=\"254\" inputmode=\"email\" autocomplete=\"email\""
        case .name: extra = "type=\"text\" maxlength=\"60\" autocomplete=\"name\""
        case .identity: extra = "type=\"text\" maxlength=\"30\" autocomplete=\"off\""
        case .happened: extra = "type=\"text\" maxlength=\"20\" inputmode=\"numeric\""
        default: extra = "type=\"text\" maxlength=\"\(FilingForm.limits[name] ?? 60)\""
        }
        return "<p>" + label(name, faults)
            + "<input id=\"\(id)\" name=\"\(id)\" value=\"\(HTMLText.escape(form[name]))\""
            + described(name, faults) + " \(extra)></p>"
    }

    /// For scans and photographs; browsers never fill it in again.
    func fileInput(_ fault: AttachmentFault?, areLost: Bool) -> String {
        let kinds = [AttachmentKind.pdf, .jpeg, .png, .tiff].map(\.mediaType).joined(separator: ",")
        let hint = (words["ask.files.hint"] ?? "").replacing("{most}", with: String(rule.most))
            .replacing("{size}", with: String(rule.largest))
        let faultText = fault.map { fault in
            "<span class=\"fault\" id=\"files-fault\">\(HTMLText.escape(fault.name)): "
                + text(fault) + "</span>"
        }
        let again = areLost ? "<span class=\"fault\">\(word("ask.files.again"))</span>" : ""
        return "<p><label for=\"files\">\(word("ask.files"))</label><span class=\"hint\" id=\"files-hint\">"
            + "\(HTMLText.escape(hint))</span>\(faultText ?? "")\(again)"
            + "<input id=\"files\" name=\"files\" type=\"file\" multiple accept=\"\(kinds)\""
            + " aria-describedby=\"\(fault == nil ? "" : "files-fault ")files-hint\"\(fault == nil ? "" : " aria-invalid=\"true\"")></p>"
    }

    func area(_ value: String, _ faults: [FieldFault]) -> String {
        // A line break right after the tag is dropped by browsers (HTML §13.1.2.5), so one is given.
        "<p>" + label(.words, faults) + "<textarea id=\"words\" name=\"words\" rows=\"7\" required"
            + described(.words, faults) + ">\n\(HTMLText.escape(value))</textarea></p>"
    }

    func select(_ value: String, _ faults: [FieldFault], _ services: [DeskCatalogue.Service]) -> String {
        let options = services.map { service in
            let chosen = service.id == value ? " selected" : ""
            let name = language == .chinese ? service.zh : service.en
            return "<option value=\"\(HTMLText.escape(service.id))\"\(chosen)>\(HTMLText.escape(name))</option>"
        }
        return "<p>" + label(.service, faults) + "<select id=\"service\" name=\"service\" required"
            + described(.service, faults) + "><option value=\"\">\(word("ask.service.choose"))</option>"
            + options.joined() + "</select></p>"
    }

    func ways(_ value: String, _ faults: [FieldFault]) -> String {
        let chosen = AnswerWay(rawValue: value) ?? .look
        let radios = AnswerWay.allCases.filter { $0 != .email || offersMail }.enumerated().map { index, way in
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

    private func text(_ fault: AttachmentFault) -> String {
        HTMLText.escape(
            (words["ask.files.\(fault.kind.rawValue)"] ?? fault.remedy)
                .replacing("{limit}", with: String(fault.limit ?? 0)))
    }

    private func text(_ fault: FieldFault) -> String {
        HTMLText.escape(
            (words["ask.fault.\(fault.kind.rawValue)"] ?? fault.detail)
                .replacing("{limit}", with: String(fault.limit ?? 0))
                .replacing("{count}", with: String(fault.count ?? 0)))
    }

    private func word(_ key: String) -> String { HTMLText.escape(words[key] ?? key) }
}
