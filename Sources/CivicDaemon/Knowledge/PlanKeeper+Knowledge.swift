package import CivicCRM
import CivicCore
import CivicDialplan
import CivicStore
import Foundation

// Articles become live with the plans that read them out: all compile together, or nothing changes.
extension PlanKeeper {
    /// Makes an article its next version.
    ///
    /// - Parameters:
    ///   - article: with that version's number.
    ///   - base: the version that the edit began with; nil for a new article.
    ///   - lay: lays the recordings down, once nobody else can make the same version of other words.
    /// - Throws: ``ArticleRefusal``
    func publish(
        _ article: Article, base: Int?, by author: String, note: String, at now: Date,
        laying lay: @escaping @Sendable () throws -> Void
    ) async throws {
        try await oneAtATime { keeper in
            let standing = try await keeper.store.articleVersions(of: article.id).first
            if let standing, standing.article.version != base {
                throw ArticleRefusal.changedMeanwhile(by: standing.author, version: standing.article.version)
            }
            guard let before = keeper.knowledge else { throw ArticleRefusal.unknown(article.id) }
            try lay()
            keeper.knowledge = before.with(article)
            do {
                let (rules, diagnostics) = keeper.compile([:])
                let faults = diagnostics.filter { $0.severity == .error }
                guard faults.isEmpty else { throw ArticleRefusal.dialplans(faults.prefix(3).map(\.description)) }
                try await keeper.store.publish([article], isFromFile: false, by: author, note: note, at: now)
                await keeper.goLive(rules, keeper.live, fresh: [])
            } catch {
                keeper.knowledge = before
                throw error
            }
        }
    }

    /// What is told now.
    package var articles: [Article] { knowledge?.articles ?? [] }
}
