package import CivicCore
import Foundation

/// An article as it is typed into a page: texts as they came, and the article that they make.
package struct ArticleForm: Equatable, Sendable {
    /// The fields of the form; those with a language have its tag behind: `parts.zh-CN`.
    package enum Field: String, CaseIterable, Sendable {
        case id, name, unit, services
        case reviewBy = "review-by"
        case lastDay = "last-day"
        case words, parts, short, written
        case isPrivate = "private"

        package var hasLanguage: Bool { [.name, .parts, .short, .written].contains(self) }
    }

    /// What is wrong with a field.
    package struct Fault: Equatable, Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            case missing, unknown
            case tooLong = "too-long"
            case notADay = "not-a-day"
            /// The review would come after the last day.
            case reviewTooLate = "review-too-late"
            /// Not as many parts as in the other language.
            case unequalParts = "unequal-parts"
            case tooMany = "too-many"
            case notAnId = "not-an-id"
        }

        /// Its name in the form.
        package var field: String
        package var kind: Kind
        package var limit: Int?

        package init(_ field: String, _ kind: Kind, limit: Int? = nil) {
            self.field = field
            self.kind = kind
            self.limit = limit
        }
    }

    package static let languages = [Language.mandarin, .english]

    package var fields: [String: String]

    package init(_ fields: [String: String]) { self.fields = fields }

    /// As an article would have been typed.
    package init(_ article: Article) {
        fields = [:]
        self[.id] = article.id
        self[.unit] = article.unit
        self[.services] = article.services.joined(separator: ", ")
        self[.reviewBy] = "\(article.reviewBy)"
        self[.lastDay] = "\(article.lastDay)"
        self[.words] = article.words.joined(separator: ", ")
        self[.isPrivate] = article.isPrivate ? "on" : ""
        for language in article.parts.keys {
            self[.name, language] = article.names[language] ?? ""
            self[.parts, language] = (article.parts[language] ?? []).joined(separator: "\n\n")
            self[.short, language] = article.short[language] ?? ""
            self[.written, language] = article.written[language] ?? ""
        }
    }

    package static func name(of field: Field, _ language: Language? = nil) -> String {
        language.map { "\(field.rawValue).\($0)" } ?? field.rawValue
    }

    package subscript(field: Field, language: Language? = nil) -> String {
        get { FilingForm.clean(fields[Self.name(of: field, language)] ?? "") }
        set { fields[Self.name(of: field, language)] = newValue }
    }

    // MARK: Checking

    /// The article that was typed, and all that is wrong; one of them is empty.
    package func article(_ catalogue: (units: [String], services: [String]), version: Int) -> (
        article: Article?, faults: [Fault]
    ) {
        var faults: [Fault] = []
        let id = self[.id]
        if id.wholeMatch(of: /[a-z][a-z0-9-]{1,39}/) == nil || id == Self.reserved {
            faults.append(Fault("id", .notAnId))
        }
        if !catalogue.units.contains(self[.unit]) { faults.append(Fault("unit", .unknown)) }
        let services = list(.services)
        if !Set(services).isSubset(of: catalogue.services) { faults.append(Fault("services", .unknown)) }
        let words = list(.words)
        if words.count > ArticleFile.mostWords {
            faults.append(Fault("words", .tooMany, limit: ArticleFile.mostWords))
        } else if words.contains(where: { $0.count > ArticleFile.longestWord }) {
            faults.append(Fault("words", .tooLong, limit: ArticleFile.longestWord))
        }
        let days = [Field.reviewBy, .lastDay].map { field in
            let day = LocalDate(self[field])
            if day == nil { faults.append(Fault(field.rawValue, self[field].isEmpty ? .missing : .notADay)) }
            return day
        }
        if let review = days[0], let last = days[1], review > last { faults.append(Fault("review-by", .reviewTooLate)) }
        let names = texts(.name, longest: 80, isRequired: true, &faults)
        let parts = parts(&faults)
        let short = texts(.short, longest: Article.longestShort, isRequired: false, &faults)
        let written = texts(.written, longest: ArticleFile.longestWritten, isRequired: false, &faults)
        guard faults.isEmpty, let review = days[0], let last = days[1] else { return (nil, faults) }
        return (
            Article(
                id: id, version: version, names: names, unit: self[.unit], services: services, reviewBy: review,
                lastDay: last, parts: parts, short: short, written: written, words: words,
                isPrivate: !self[.isPrivate].isEmpty), []
        )
    }

    /// An address of the pages.
    package static let reserved = "new"

    /// What stands between commas of either script, or on lines.
    private func list(_ field: Field) -> [String] {
        self[field].split(whereSeparator: { ",，、;；\n".contains($0) }).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    private func texts(_ field: Field, longest: Int, isRequired: Bool, _ faults: inout [Fault]) -> [Language: String] {
        var found: [Language: String] = [:]
        for language in Self.languages {
            let text = self[field, language]
            if text.isEmpty {
                if isRequired { faults.append(Fault(Self.name(of: field, language), .missing)) }
            } else if text.count > longest {
                faults.append(Fault(Self.name(of: field, language), .tooLong, limit: longest))
            } else {
                found[language] = text
            }
        }
        return found
    }

    /// An empty line stands between two parts.
    private func parts(_ faults: inout [Fault]) -> [Language: [String]] {
        var found: [Language: [String]] = [:]
        for language in Self.languages {
            let name = Self.name(of: .parts, language)
            let parts = self[.parts, language].split(separator: /\n[ \t]*\n/)
                .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }
            if parts.isEmpty {
                faults.append(Fault(name, .missing))
            } else if parts.count > ArticleFile.mostParts {
                faults.append(Fault(name, .tooMany, limit: ArticleFile.mostParts))
            } else if parts.contains(where: { $0.count > ArticleFile.longestPart }) {
                faults.append(Fault(name, .tooLong, limit: ArticleFile.longestPart))
            } else {
                found[language] = parts
            }
        }
        if Set(found.values.map(\.count)).count > 1 {
            faults.append(Fault(Self.name(of: .parts, .english), .unequalParts))
        }
        return found
    }
}
