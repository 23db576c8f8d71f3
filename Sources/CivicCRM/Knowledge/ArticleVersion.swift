package import CivicCore
package import Foundation

/// One text of an article, as it was kept. Table `article_version`, whose rows never change; the newest is what is told.
package struct ArticleVersion: Equatable, Sendable {
    package var article: Article
    /// SHA-256 of the content, in hexadecimal.
    package var hash: String
    /// A sign-in name, or who read the file.
    package var author: String
    package var note: String
    package var at: Date
    /// The text of `config/articles.yaml`, not of the page.
    package var isFromFile: Bool

    package init(article: Article, hash: String, author: String, note: String, at: Date, isFromFile: Bool) {
        self.article = article
        self.hash = hash
        self.author = author
        self.note = note
        self.at = at
        self.isFromFile = isFromFile
    }
}

/// Why an article was not published, or nobody told.
package enum ArticleRefusal: Error, Equatable, Sendable {
    /// Somebody else has published since the edit began.
    case changedMeanwhile(by: String, version: Int)
    case unknown(String)
    /// Its last day is over.
    case expired(LocalDate)
    /// Another version is told by now.
    case outdated(version: Int)
    /// The dialplans do not compile with it; their diagnostics.
    case dialplans([String])
    /// The house's voice made no recording of it.
    case voiceFailed(String)
    /// There is no text for the channel in the language.
    case noText(ArticleChannel)
    case recalledAlready
    /// What is right now has to be published first.
    case nothingRight
}

/// The versions of the articles and what was told of them; `CivicStore` keeps them.
package protocol ArticleRecords: Sendable {
    /// The newest version of each.
    func articles() async throws -> [ArticleVersion]
    /// Of one article, the newest first.
    func articleVersions(of id: String) async throws -> [ArticleVersion]
    /// Of each article the newest version that came from the file.
    func articlesFromFile() async throws -> [ArticleVersion]
    /// Keeps versions, all or none, each above the newest there is.
    ///
    /// - Throws: ``ArticleRefusal/changedMeanwhile(by:version:)``
    func publish(_ articles: [Article], isFromFile: Bool, by author: String, note: String, at now: Date) async throws
    /// How often each version of an article was told.
    func tellings(of id: String) async throws -> [Int: Int]
}
