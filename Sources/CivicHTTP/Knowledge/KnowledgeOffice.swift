package import CivicCRM
package import CivicCore

/// What the hotline knows and tells; the daemon answers it for pages, desks and applications.
package protocol KnowledgeOffice: Sendable {
    /// What is told now, by id.
    var articles: [Article] { get }
    var today: LocalDate { get }
    /// By everyday words, the best first.
    func find(_ words: String, limit: Int) -> [Article]
    /// Of one article, the newest first.
    func versions(of id: String) async throws -> [ArticleVersion]
    /// How often each version of an article was told.
    func tellings(of id: String) async throws -> [Int: Int]
    /// Makes the words of an article its next version, which is told from then on.
    ///
    /// - Parameter base: the version that the edit began with; nil for a new article.
    /// - Throws: ``ArticleRefusal``
    func publish(_ article: Article, base: Int?, note: String, by author: String) async throws -> Article
    var recalls: any RecallRecords { get }
    /// How people can be told what is right.
    var means: RecallWay.Means { get async }
    /// Sends an article as a text message, with its receipt.
    ///
    /// - Throws: ``ArticleRefusal``
    func send(_ article: Article, _ receipt: ArticleReceipt) async throws
    /// Sends the number of a case and its latest day as a text message, to the number that it was opened with.
    func sendNumber(of record: Case, in language: Language) async throws
}

extension KnowledgeOffice {
    func article(_ id: String) -> Article? { articles.first { $0.id == id } }
}
