package import CivicCore
import CivicYAML

/// Reading of `config/articles.yaml`: what callers may have read out to them.
///
///     pension-renewal:
///       version: 3                  # one more with every change of the text
///       name: { zh-CN: 养老待遇资格认证, en: Proof of eligibility for a pension }
///       unit: human-resources
///       services: [pension]
///       review-by: 2027-03-01
///       last-day: 2027-08-31        # not read out after it
///       words: [老年证, 年审]        # by which people look for it
///       private: true               # never spoken by the hotline's own calls
///       text:
///         zh-CN: [ 第一段。, 第二段。 ]
///         en: [ The first part., The second part. ]
///       short: { zh-CN: 短信。, en: A text message. }
///       written: { zh-CN: 书面。, en: What is read. }
package enum ArticleFile {
    /// Parts of one article; nobody listens to more on a telephone.
    package static let mostParts = 12
    /// Characters of one part.
    package static let longestPart = 600
    /// Characters of what is written.
    package static let longestWritten = 4_000
    /// Everyday words, and characters of one.
    package static let mostWords = 40
    package static let longestWord = 60

    package static func parse(_ text: String, file: String, catalogue: ServiceCatalogue) throws(Diagnostics)
        -> [Article]
    {
        var outer = YAMLReader(try YAMLFile.parse(text, file: file), file: file)
        var articles: [Article] = []
        for entry in outer.value.mapping ?? [] {
            guard let id = catalogueId(entry.key, &outer) else { continue }
            var reader = YAMLReader(entry.value, file: file)
            if entry.value.mapping != nil, let article = article(id, &reader, catalogue) { articles.append(article) }
            outer.absorb(reader)
        }
        try outer.diagnostics.throwIfErrors()
        return articles
    }

    private static func article(_ id: String, _ reader: inout YAMLReader, _ catalogue: ServiceCatalogue) -> Article? {
        let version = reader.integer("version", in: 1...1_000_000)
        let names = localNames(&reader)
        let unit = unit(&reader, catalogue)
        let services = services(&reader, catalogue)
        let reviewBy = localDay("review-by", &reader)
        let lastDay = localDay("last-day", &reader)
        let parts = parts(&reader)
        let words = words(&reader)
        let isPrivate = reader.boolean("private", default: false)
        let short = texts("short", longest: Article.longestShort, &reader)
        let written = texts("written", longest: longestWritten, &reader)
        reader.finish()
        if let reviewBy, let lastDay, reviewBy > lastDay, let place = reader.value["review-by"] {
            reader.note(
                "it would be looked at again after its last day, \(lastDay)", at: place,
                suggestion: "give an earlier day", rule: "wrong-day")
            return nil
        }
        guard let version, let names, let unit, let services, let reviewBy, let lastDay, let parts, let words,
            let isPrivate, let short, let written
        else { return nil }
        return Article(
            id: id, version: version, names: names, unit: unit, services: services, reviewBy: reviewBy,
            lastDay: lastDay, parts: parts, short: short, written: written, words: words, isPrivate: isPrivate)
    }

    private static func words(_ reader: inout YAMLReader) -> [String]? {
        guard let value = reader.optional("words") else { return [] }
        let words = (value.sequence ?? []).compactMap(\.string).filter { (1...longestWord).contains($0.count) }
        guard let list = value.sequence, list.count == words.count, list.count <= mostWords else {
            reader.note(
                "'words' takes a list of at most \(mostWords) words of at most \(longestWord) signs", at: value,
                rule: "wrong-type")
            return nil
        }
        return words
    }

    /// One text for each language that has one.
    private static func texts(_ key: String, longest: Int, _ reader: inout YAMLReader) -> [Language: String]? {
        guard let value = reader.optional(key) else { return [:] }
        var found: [Language: String] = [:]
        for entry in value.mapping ?? [] {
            guard let tag = entry.key.string, let text = entry.value.string, (1...longest).contains(text.count) else {
                reader.note(
                    "'\(key)' takes a text of at most \(longest) signs for each language", at: entry.value,
                    rule: "wrong-length")
                return nil
            }
            found[Language(tag: tag)] = text
        }
        guard value.mapping != nil else {
            reader.note("'\(key)' takes a text for each language, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        return found
    }

    private static func unit(_ reader: inout YAMLReader, _ catalogue: ServiceCatalogue) -> String? {
        guard let value = reader.required("unit") else { return nil }
        let known = catalogue.units.map(\.id)
        if let id = value.string, known.contains(id) { return id }
        reader.note(
            "no unit is called \(value.kind)", at: value, suggestion: near(value, known), rule: "unknown-unit")
        return nil
    }

    private static func services(_ reader: inout YAMLReader, _ catalogue: ServiceCatalogue) -> [String]? {
        guard let value = reader.optional("services") else { return [] }
        guard let list = value.sequence else {
            reader.note("'services' takes a list of services, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        let known = catalogue.services.map(\.id)
        let found = list.compactMap { value -> String? in
            if let id = value.string, known.contains(id) { return id }
            reader.note(
                "no service is called \(value.kind)", at: value, suggestion: near(value, known),
                rule: "unknown-service")
            return nil
        }
        return found.count == list.count ? found : nil
    }

    private static func near(_ value: YAMLValue, _ known: [String]) -> String? {
        value.string.flatMap { closestName(to: $0, among: known) }.map { "did you mean '\($0)'?" }
    }

    /// A list of parts for each language, as long in one as in the other.
    private static func parts(_ reader: inout YAMLReader) -> [Language: [String]]? {
        guard let value = reader.required("text") else { return nil }
        var found: [Language: [String]] = [:]
        for entry in value.mapping ?? [] {
            let parts = (entry.value.sequence ?? []).compactMap { part -> String? in
                let text = part.string ?? ""
                if (1...longestPart).contains(text.count) { return text }
                reader.note(
                    "a part is text of at most \(longestPart) signs, found \(text.count)", at: part,
                    suggestion: text.isEmpty ? nil : "make two parts of it", rule: "wrong-length")
                return nil
            }
            guard let tag = entry.key.string, parts.count == entry.value.sequence?.count,
                (1...mostParts).contains(parts.count)
            else {
                reader.note(
                    "a text is a list of 1 to \(mostParts) parts, found \(entry.value.kind)", at: entry.value,
                    rule: "wrong-type")
                return nil
            }
            found[Language(tag: tag)] = parts
        }
        for language in [Language.mandarin, .english] where found[language] == nil {
            reader.note("the text in \(language) is missing", at: value, rule: "missing-language")
            return nil
        }
        guard Set(found.values.map(\.count)).count == 1 else {
            reader.note(
                "the text has not as many parts in every language: "
                    + found.sorted { $0.key.tag < $1.key.tag }.map { "\($0.key) \($0.value.count)" }
                    .joined(separator: ", "),
                at: value, rule: "wrong-length")
            return nil
        }
        return found
    }
}
