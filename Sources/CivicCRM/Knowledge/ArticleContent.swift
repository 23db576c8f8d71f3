import CivicCore
import Foundation

/// An article as text: all but its id and its version, the same for the same words.
struct ArticleContent: Codable, Equatable {
    var names: [String: String]
    var unit: String
    var services: [String]
    var reviewBy: String
    var lastDay: String
    var parts: [String: [String]]
    var short: [String: String]
    var written: [String: String]
    var words: [String]
    var isPrivate: Bool

    init(_ article: Article) {
        names = Self.tagged(article.names)
        unit = article.unit
        services = article.services
        reviewBy = "\(article.reviewBy)"
        lastDay = "\(article.lastDay)"
        parts = Self.tagged(article.parts)
        short = Self.tagged(article.short)
        written = Self.tagged(article.written)
        words = article.words
        isPrivate = article.isPrivate
    }

    private static func tagged<Value>(_ texts: [Language: Value]) -> [String: Value] {
        Dictionary(texts.map { ($0.key.tag, $0.value) }) { first, _ in first }
    }
}

extension Article {
    /// JSON with sorted keys.
    package var content: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(ArticleContent(self)), as: UTF8.self)
        }
    }

    /// nil where the days in it are none.
    package init?(id: String, version: Int, content: String) throws {
        let kept = try JSONDecoder().decode(ArticleContent.self, from: Data(content.utf8))
        guard let reviewBy = LocalDate(kept.reviewBy), let lastDay = LocalDate(kept.lastDay) else { return nil }
        self.init(
            id: id, version: version, names: Self.byLanguage(kept.names), unit: kept.unit, services: kept.services,
            reviewBy: reviewBy, lastDay: lastDay, parts: Self.byLanguage(kept.parts),
            short: Self.byLanguage(kept.short), written: Self.byLanguage(kept.written), words: kept.words,
            isPrivate: kept.isPrivate)
    }

    private static func byLanguage<Value>(_ texts: [String: Value]) -> [Language: Value] {
        Dictionary(texts.map { (Language(tag: $0.key), $0.value) }) { first, _ in first }
    }

    /// The article in lines, for comparing two versions.
    package var lines: [String] {
        let languages = parts.keys.sorted { $0.tag < $1.tag }
        var lines = languages.map { "\($0): \(names[$0] ?? "")" }
        lines += ["unit: \(unit)", "services: \(services.joined(separator: ", "))"]
        lines += ["review-by: \(reviewBy)", "last-day: \(lastDay)", "words: \(words.joined(separator: ", "))"]
        if isPrivate { lines.append("private") }
        for language in languages {
            lines += (parts[language] ?? []).enumerated().map { "\(language) \($0 + 1): \($1)" }
            if let short = short[language] { lines.append("\(language) sms: \(short)") }
            if let written = written[language] {
                lines += written.split(separator: "\n").map { "\(language) written: \($0)" }
            }
        }
        return lines
    }
}
