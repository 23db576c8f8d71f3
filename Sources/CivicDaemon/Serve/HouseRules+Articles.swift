import CivicCRM
import CivicCore
import CivicDialplan
import CivicSpeech
import Foundation

// Knowledge articles, as dialplans read them out.
extension HouseRules {
    static func articles(_ files: HotlineConfiguration.Files, _ services: ServiceCatalogue) throws -> [Article] {
        guard let file = files.articles else { return [] }
        return try ArticleFile.parse(try text(of: file), file: file, catalogue: services)
    }

    /// Everything that may be said: the catalogue of prompts, and the parts of the articles.
    static func spoken(_ configuration: HotlineConfiguration) throws -> PromptCatalogue {
        let path = configuration.files.prompts + "/catalogue.yaml"
        let articles = try articles(configuration.files, try services(configuration))
        return try PromptCatalogue.load(try text(of: path), file: path).adding(articles)
    }

    static func today(_ services: ServiceCatalogue) -> LocalDate {
        let zone = services.calendars.sorted { $0.key < $1.key }.first?.value.timeZone ?? .gmt
        return LocalTime(timeZone: zone).reading(at: Date()).date
    }

    /// Articles that their units ought to have looked at, and those that are not read out any more.
    static func overdue(_ articles: [Article], in file: String, today: LocalDate) -> [Diagnostic] {
        articles.filter { $0.reviewBy < today }.map { article in
            let isExpired = article.lastDay < today
            return Diagnostic(
                file: file, line: 0, column: 0, severity: .warning,
                message: isExpired
                    ? "the article '\(article.id)' is not read out since \(article.lastDay)"
                    : "'\(article.unit)' was to look at the article '\(article.id)' by \(article.reviewBy)",
                suggestion: "let '\(article.unit)' check the text, then give it new days",
                rule: isExpired ? "article-expired" : "article-review")
        }
    }
}

extension PromptCatalogue {
    func adding(_ articles: [Article]) -> PromptCatalogue {
        let prompts = articles.flatMap { article in
            (0..<article.partCount).map { part in
                Prompt(
                    id: article.prompt(part: part + 1), kind: .sentence, used: "article: \(article.id)",
                    texts: article.parts.compactMapValues { part < $0.count ? $0[part] : nil })
            }
        }
        return adding(PromptCatalogue(entries: prompts, languages: languages))
    }
}

extension SpokenArticle {
    init(_ article: Article) {
        self.init(
            id: article.id, version: article.version,
            parts: (0..<article.partCount).map { article.prompt(part: $0 + 1) }, lastDay: article.lastDay)
    }
}
