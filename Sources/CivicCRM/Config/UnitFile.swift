package import CivicCore
package import CivicYAML

/// Reading of `config/units.yaml`: who handles cases.
///
///     social-security:
///       name: { zh-CN: 人力资源和社会保障局, en: Social Security Bureau }
///       kind: department
///       phone: "08311234567"    # where the dialplan may put callers through to; may be left out
package enum UnitFile {
    package static func parse(_ text: String, file: String) throws(Diagnostics) -> [HandlingUnit] {
        var outer = YAMLReader(try YAMLFile.parse(text, file: file), file: file)
        var units: [HandlingUnit] = []
        for entry in outer.value.mapping ?? [] {
            guard let id = catalogueId(entry.key, &outer) else { continue }
            var reader = YAMLReader(entry.value, file: file)
            guard entry.value.mapping != nil else {
                outer.absorb(reader)
                continue
            }
            let names = localNames(&reader)
            let kind: HandlingUnit.Kind? = reader.choice("kind", default: .department)
            let phone = phone(&reader)
            reader.finish()
            outer.absorb(reader)
            if let names, let kind { units.append(HandlingUnit(id: id, names: names, kind: kind, phone: phone)) }
        }
        if units.isEmpty && outer.diagnostics.isEmpty {
            outer.note("no unit stands here", at: outer.value, rule: "no-unit")
        }
        try outer.diagnostics.throwIfErrors()
        return units
    }

    private static func phone(_ reader: inout YAMLReader) -> String? {
        guard let value = reader.optional("phone") else { return nil }
        if let text = value.string {
            let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
            if (2...20).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }) { return text }
        }
        reader.note(
            "'phone' takes text of 2 to 20 digits such as \"12345\", found \(value.kind)", at: value, rule: "wrong-type"
        )
        return nil
    }
}

/// A name that other files and rows of the database refer to: `a-z`, `0-9` and hyphens.
package func catalogueId(_ key: YAMLValue, _ reader: inout YAMLReader) -> String? {
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
    if let id = key.string, id.count <= 40, id.allSatisfy(allowed.contains), id.first != "-" { return id }
    reader.note(
        "\(key.kind) is not usable as a name", at: key,
        suggestion: "use at most 40 of a-z, 0-9 and '-', such as water-supply", rule: "wrong-name")
    return nil
}

/// `name: { zh-CN: …, en: … }`, both compulsory.
package func localNames(_ reader: inout YAMLReader) -> [Language: String]? { localTexts("name", &reader) }

/// A text in each language, the hotline's two compulsory.
package func localTexts(_ key: String, _ reader: inout YAMLReader) -> [Language: String]? {
    guard let value = reader.required(key) else { return nil }
    guard let entries = value.mapping else {
        reader.note("'\(key)' takes a text for each language, found \(value.kind)", at: value, rule: "wrong-type")
        return nil
    }
    var texts: [Language: String] = [:]
    for entry in entries {
        guard let tag = entry.key.string, let text = entry.value.string, !text.isEmpty else {
            reader.note("a \(key) must be text", at: entry.value, rule: "wrong-type")
            continue
        }
        texts[Language(tag: tag)] = text
    }
    for language in [Language.mandarin, .english] where texts[language] == nil {
        reader.note("the \(key) in \(language) is missing", at: value, rule: "missing-language")
    }
    return texts
}

/// `review-by: 2027-08-31`, compulsory.
package func localDay(_ key: String, _ reader: inout YAMLReader) -> LocalDate? {
    guard let value = reader.required(key) else { return nil }
    if let day = value.string.flatMap({ LocalDate($0) }) { return day }
    reader.note("'\(key)' takes a day such as 2027-08-31, found \(value.kind)", at: value, rule: "wrong-type")
    return nil
}
