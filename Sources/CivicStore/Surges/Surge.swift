package import Foundation
import GRDB

/// A text that was put in front of calls, for a while. Table `surge`.
package struct Surge: Equatable, Identifiable, Sendable {
    package var id: Int64
    /// The plan whose calls hear it; those of every plan where `nil`.
    package var plan: String?
    /// The prompt that says it.
    package var text: String
    /// Own words by language; empty for a prepared text.
    package var words: [String: String]
    package var author: String
    package var at: Date
    /// When it is in front from; later than `at` where it was planned.
    package var begins: Date
    /// When it ends by itself.
    package var until: Date
    package var endedAt: Date?
    package var endedBy: String?

    package init(
        plan: String?, text: String, words: [String: String], author: String, at: Date, begins: Date? = nil, until: Date
    ) {
        id = 0
        self.plan = plan
        self.text = text
        self.words = words
        self.author = author
        self.at = at.stored
        self.begins = (begins ?? at).stored
        self.until = until.stored
    }

    /// Who ends what has come to its time.
    package static let clock = "clock"
}

extension Surge {
    static let columns = "id, plan, text, words, author, at, until, ended_at, ended_by, begins_at"

    init(_ row: Row) {
        let words = try? JSONDecoder().decode([String: String].self, from: Data((row[3] as String).utf8))
        self.init(
            plan: row[1], text: row[2], words: words ?? [:], author: row[4], at: Date(milliseconds: row[5]),
            begins: (row[9] as Int64?).map { Date(milliseconds: $0) }, until: Date(milliseconds: row[6]))
        id = row[0]
        endedAt = (row[7] as Int64?).map { Date(milliseconds: $0) }
        endedBy = row[8]
    }
}
