package import Foundation

/// A text that is put in front of calls, or will be, as desks and pages show it.
package struct SurgeNotice: Codable, Sendable, Equatable, Identifiable {
    package var id: Int64
    /// The plan whose calls hear it; those of every plan where `nil`.
    package var plan: String?
    /// The prompt that says it: `surge.flood`.
    package var text: String
    /// What is said, by the tag of the language.
    package var words: [String: String]
    package var author: String
    /// When it is in front from; it is planned until then.
    package var since: Date
    /// When it ends by itself.
    package var until: Date
    /// Tags of languages in which it cannot be spoken now: its callers go on in silence.
    package var silent: [String]

    package init(
        id: Int64, plan: String?, text: String, words: [String: String], author: String, since: Date, until: Date,
        silent: [String] = []
    ) {
        self.id = id
        self.plan = plan
        self.text = text
        self.words = words
        self.author = author
        self.since = since
        self.until = until
        self.silent = silent
    }
}

extension [SurgeNotice] {
    /// What a call of a plan hears now: its own text before the one for all, and what began last before what it covers.
    package func first(for plan: String, at now: Date) -> SurgeNotice? {
        let lasting = filter { $0.since <= now && $0.until > now }.sorted { ($0.since, $0.id) > ($1.since, $1.id) }
        return lasting.first { $0.plan == plan } ?? lasting.first { $0.plan == nil }
    }
}
