package import CivicCRM
import CivicCore
import CivicStore
package import Foundation

/// The articles that are told, and where their recordings lie besides the folder of the prompts.
///
///     config/articles.yaml ─ at a start, a reload ─┐
///     /knowledge ─────────── published ────────────┼─▶ spoken ─▶ compiled with all plans ─▶ article_version ─▶ told
///                                                  │
///     the page's text goes on where the file was changed as well, unless the file gives a higher version
package struct HouseKnowledge: Sendable {
    package var articles: [Article]
    /// Recordings: `LANGUAGE/article.ID.VERSION.PART.wav`.
    package var folder: String

    package init(articles: [Article], folder: String) {
        self.articles = articles
        self.folder = folder
    }

    package static func folder(in dataFolder: String) -> String { dataFolder + "/articles" }

    /// The same with an article in the place of its earlier version.
    package func with(_ article: Article) -> HouseKnowledge {
        var changed = self
        changed.articles.removeAll { $0.id == article.id }
        changed.articles.append(article)
        changed.articles.sort { $0.id < $1.id }
        return changed
    }
}

/// What the file of articles brings: versions that are not kept yet, and what people have to know.
package struct ArticleSeeds: Sendable {
    package var knowledge: HouseKnowledge
    package private(set) var fresh: [Article] = []
    package private(set) var notes: [String] = []

    /// Compares the file with what is kept; nothing is written.
    ///
    /// - Throws: what is wrong with the file.
    package static func read(_ configuration: HotlineConfiguration, _ book: any ArticleRecords) async throws
        -> ArticleSeeds
    {
        let services = try HouseRules.services(configuration)
        let file: [Article]
        do {
            file = try HouseRules.articles(configuration.files, services)
        } catch let refused as Diagnostics {
            throw ConfigurationError(refused.all)
        }
        let kept = try await book.articles()
        let taken = Dictionary(try await book.articlesFromFile().map { ($0.article.id, $0) }) { first, _ in first }
        var seeds = ArticleSeeds(
            knowledge: HouseKnowledge(
                articles: [], folder: HouseKnowledge.folder(in: configuration.dataFolder ?? ".")))
        let name = URL(filePath: configuration.files.articles ?? "articles.yaml").lastPathComponent
        var all = Dictionary(kept.map { ($0.article.id, $0.article) }) { first, _ in first }
        for article in file {
            let live = kept.first { $0.article.id == article.id }
            if let fresh = try seeds.fresh(article, live, taken: taken[article.id], file: name) {
                seeds.fresh.append(fresh)
                all[article.id] = fresh
            }
        }
        for version in kept where version.isFromFile && !file.contains(where: { $0.id == version.article.id }) {
            let id = version.article.id
            seeds.notes.append(
                "'\(id)' is not in \(name) any more; it goes on until \(version.article.lastDay). End it at /knowledge/\(id)"
            )
        }
        seeds.knowledge.articles = all.values.sorted { $0.id < $1.id }
        return seeds
    }

    /// The file's article as the next version; nil where nothing is new, or the page's text goes on.
    private mutating func fresh(_ article: Article, _ live: ArticleVersion?, taken: ArticleVersion?, file: String)
        throws
        -> Article?
    {
        guard let live else { return article }
        let content = try article.content
        guard content != (try live.article.content), try taken.map({ try $0.article.content != content }) ?? true else {
            return nil
        }
        guard live.isFromFile || article.version > live.article.version else {
            notes.append(
                "\(file) was changed for '\(article.id)', and version \(live.article.version) that \(live.author) wrote on the "
                    + "page goes on. To take the file's text, give it version \(live.article.version + 1)")
            return nil
        }
        var next = article
        next.version = max(article.version, live.article.version + 1)
        return next
    }

    /// Speaks what has no recording yet. An article that the voice fails for goes on as it was.
    package mutating func speak(_ configuration: HotlineConfiguration, _ book: any ArticleRecords) async throws {
        let voice = ArticleVoice(configuration, folder: knowledge.folder)
        for article in fresh {
            do {
                try voice.keep(try await voice.speak(article))
            } catch {
                let before = try await book.articleVersions(of: article.id).first?.article
                guard let before else { continue }  // The compiler tells what has no recording.
                notes.append(
                    "version \(article.version) of '\(article.id)' is not told: \(error); version \(before.version) goes on"
                )
                fresh.removeAll { $0.id == article.id }
                knowledge = knowledge.with(before)
            }
        }
    }

    package func keep(in book: any ArticleRecords, by author: String, note: String, at now: Date) async throws {
        try await book.publish(fresh, isFromFile: true, by: author, note: note, at: now)
    }
}
