import CivicCRM
import CivicCore
import Foundation

/// What `/knowledge` shows, as markup: the list by what needs somebody, one article in all its renderings, two versions.
struct KnowledgePage {
    private let words: [String: String]
    let language: PageLanguage
    private let catalogue: DeskCatalogue
    private let today: LocalDate

    init(site: Site, language: PageLanguage, catalogue: DeskCatalogue, today: LocalDate) {
        words = site.words(in: language)
        self.language = language
        self.catalogue = catalogue
        self.today = today
    }

    func plain(_ key: String) -> String { words[key] ?? key }
    func word(_ key: String) -> String { escape(words[key] ?? key) }
    func escape(_ text: String) -> String { HTMLText.escape(text) }
    func name(of article: Article) -> String { article.name(in: language == .chinese ? .mandarin : .english) }

    func notice(_ word: String) -> String {
        guard ["published", "recalled", "told"].contains(word) else { return "" }
        return "<p class=\"banner calm\" role=\"status\">\(self.word("knowledge.done.\(word)"))</p>"
    }

    func banner(_ fault: String?) -> String {
        fault.map { "<p class=\"banner\" role=\"alert\">\(escape($0))</p>" } ?? ""
    }

    // MARK: The list

    func byNeed(_ articles: [Article]) -> [Article] {
        articles.sorted {
            ($0.need(on: today), $0.reviewBy, $0.id) < ($1.need(on: today), $1.reviewBy, $1.id)
        }
    }

    func list(_ articles: [Article], words: String, mayWrite: Bool) -> String {
        let rows = articles.map { article in
            """
            <tr><td><a href="/knowledge/\(escape(article.id))">\(escape(name(of: article)))</a></td>
            <td>\(need(article))</td><td>\(escape(unit(article.unit)))</td><td>\(article.reviewBy)</td>
            <td>\(article.lastDay)</td><td>\(article.version)</td></tr>
            """
        }
        let found =
            articles.isEmpty
            ? "<p class=\"muted\">\(word(words.isEmpty ? "knowledge.none" : "knowledge.not-found"))</p>"
            : table(
                [
                    "knowledge.article", "knowledge.need", "knowledge.unit", "knowledge.review-by",
                    "knowledge.last-day", "knowledge.version",
                ], rows, label: "knowledge")
        return """
            <p class="muted">\(word("knowledge.lead"))</p>
            <div class="knowledge-bar"><form method="get" action="/knowledge" role="search">
            <label for="q">\(word("knowledge.search"))</label>
            <input id="q" name="q" type="search" maxlength="200" value="\(escape(words))" placeholder="\(word("knowledge.search.hint"))">
            <button type="submit">\(word("search"))</button></form>
            \(mayWrite ? "<a class=\"button\" href=\"/knowledge/\(ArticleForm.reserved)\">\(word("knowledge.new"))</a>" : "")
            <a href="/recalls">\(word("recalls"))</a></div>\(found)
            """
    }

    private func need(_ article: Article) -> String {
        switch article.need(on: today) {
        case .expired: "<strong class=\"bad\">\(word("knowledge.need.expired"))</strong>"
        case .review: "<strong class=\"bad\">\(word("knowledge.need.review"))</strong>"
        case .soon: "<span class=\"warn\">\(word("knowledge.need.soon"))</span>"
        case .nothing: "–"
        }
    }

    // MARK: One article

    func article(
        _ article: Article, _ versions: [ArticleVersion], _ tellings: [Int: Int], mayWrite: Bool, mayRecall: Bool,
        fault: String?
    ) -> String {
        let services = article.services.map { service($0) }.joined(separator: language == .chinese ? "、" : ", ")
        let facts: [(String, String)] = [
            ("knowledge.unit", escape(unit(article.unit))),
            ("knowledge.services", services.isEmpty ? "–" : escape(services)),
            ("knowledge.review-by", "\(article.reviewBy)"), ("knowledge.last-day", "\(article.lastDay)"),
            ("knowledge.words", article.words.isEmpty ? "–" : escape(article.words.joined(separator: ", "))),
            ("knowledge.version", String(article.version)),
        ]
        let expired =
            article.isTold(on: today) ? "" : "<p class=\"banner\">\(word("knowledge.expired-rule"))</p>"
        return [
            "<p><a href=\"/knowledge\">\(word("knowledge.back"))</a></p>", banner(fault), expired,
            article.isPrivate ? "<p class=\"muted\">\(word("knowledge.private-rule"))</p>" : "",
            "<dl class=\"facts\">\(facts.map { "<div><dt>\(word($0))</dt><dd>\($1)</dd></div>" }.joined())</dl>",
            mayWrite
                ? "<p><a class=\"button primary\" href=\"/knowledge/\(escape(article.id))/edit\">\(word("knowledge.edit"))</a></p>"
                : "",
            renderings(of: article), history(article, versions, tellings),
            mayRecall ? recallForm(article, tellings) : "",
        ].joined(separator: "\n")
    }

    /// As it would be told.
    func preview(_ article: Article) -> String {
        "<h2 id=\"preview\">\(word("knowledge.preview"))</h2>" + renderings(of: article)
    }

    /// Every channel in every language.
    func renderings(of article: Article) -> String {
        let languages = article.parts.keys.sorted { $0.tag < $1.tag }
        let columns = languages.map { tag in
            let parts = (article.parts[tag] ?? []).map { "<li>\(escape($0))</li>" }.joined()
            let sms = article.text(for: .sms, in: tag)
            let texts =
                sms.map {
                    "<p class=\"said\">\(escape($0))</p><p class=\"muted small\">\($0.count) \(word("knowledge.signs"))</p>"
                }
                ?? "<p class=\"warn\">\(word("knowledge.no-sms"))</p>"
            return """
                <section lang="\(escape(tag.tag))"><h3>\(escape(article.name(in: tag)))
                <span class="muted">\(word("language.\(tag.tag)"))</span></h3>
                <h4>\(word("knowledge.channel.speech"))</h4><ol class="parts">\(parts)</ol>
                <h4>\(word("knowledge.channel.sms"))</h4>\(texts)
                <h4>\(word("knowledge.channel.web"))</h4><p class="said">\(escape(article.text(for: .web, in: tag) ?? "–"))</p></section>
                """
        }
        return "<div class=\"renderings\">\(columns.joined())</div>"
    }

    private func history(_ article: Article, _ versions: [ArticleVersion], _ tellings: [Int: Int]) -> String {
        let rows = versions.enumerated().map { index, version in
            let number = version.article.version
            let before = index + 1 < versions.count ? versions[index + 1].article.version : nil
            let compare = before.map {
                "<a href=\"/knowledge/\(escape(article.id))/compare/\($0)/\(number)\">\(word("knowledge.compare")) \($0)</a>"
            }
            let author = version.isFromFile ? word("knowledge.from-file") : escape(version.author)
            return """
                <tr><td>\(number)</td><td>\(HTMLText.time(version.at))</td><td>\(author)</td><td>\(escape(version.note))</td>
                <td>\(tellings[number] ?? 0)</td><td>\(compare ?? "–")</td></tr>
                """
        }
        return "<h2>\(word("knowledge.versions"))</h2>"
            + table(
                [
                    "knowledge.version", "knowledge.when", "knowledge.who", "knowledge.note", "knowledge.told",
                    "knowledge.changes",
                ], rows, label: "knowledge.versions")
    }

    // MARK: Two versions

    func comparison(_ old: ArticleVersion, _ new: ArticleVersion) -> String {
        let lines = LineDiff(old.article.lines, new.article.lines).lines.map { line in
            switch line {
            case .same(let text): "<p>\(escape(text))</p>"
            case .gone(let text): "<p><del>\(escape(text))</del></p>"
            case .new(let text): "<p><ins>\(escape(text))</ins></p>"
            }
        }
        return """
            <p><a href="/knowledge/\(escape(new.article.id))">\(escape(name(of: new.article)))</a></p>
            <h2>\(word("knowledge.version")) \(old.article.version) → \(new.article.version)</h2>
            <p class="muted">\(HTMLText.time(new.at)) \(escape(new.author)) \(escape(new.note))</p>
            <div class="diff">\(lines.joined(separator: "\n"))</div>
            """
    }

    // MARK: Small means

    /// Why something was refused, in the page's language.
    func text(of refusal: ArticleRefusal) -> String {
        switch refusal {
        case .changedMeanwhile(let by, let version):
            plain("knowledge.refused.changed").replacing("{who}", with: by).replacing("{version}", with: "\(version)")
        case .unknown: plain("knowledge.refused.unknown")
        case .expired(let day): plain("knowledge.refused.expired").replacing("{day}", with: "\(day)")
        case .outdated(let version): plain("knowledge.refused.outdated").replacing("{version}", with: "\(version)")
        case .dialplans(let lines): plain("knowledge.refused.dialplans") + " " + lines.joined(separator: "; ")
        case .voiceFailed(let reason): plain("knowledge.refused.voice") + " " + reason
        case .noText: plain("knowledge.refused.no-text")
        case .recalledAlready: plain("knowledge.refused.recalled")
        case .nothingRight: plain("knowledge.refused.nothing-right")
        }
    }

    func table(_ heads: [String], _ rows: [String], label: String) -> String {
        """
        <div class="wide" tabindex="0" role="region" aria-label="\(word(label))"><table>
        <thead><tr>\(heads.map { "<th scope=\"col\">\(word($0))</th>" }.joined())</tr></thead>
        <tbody>\(rows.joined())</tbody></table></div>
        """
    }

    func unit(_ id: String) -> String {
        catalogue.units.first { $0.id == id }.map { language == .chinese ? $0.zh : $0.en } ?? id
    }

    private func service(_ id: String) -> String {
        catalogue.services.first { $0.id == id }.map { language == .chinese ? $0.zh : $0.en } ?? id
    }
}
