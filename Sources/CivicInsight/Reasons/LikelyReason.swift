package import Foundation

/// What the next call of a citizen is likely to be about, and by which rule.
///
/// The rules are few and tried in order, so that an agent can be told the reason in one sentence:
///
/// 1. A case was answered within ``answeredLately``: the citizen wants to hear it, or to say that it is not so.
/// 2. An open case is overdue, or due within ``dueSoon``: the citizen asks where it stays.
/// 3. A case is open: the citizen asks about it, or adds to it; the newest one.
/// 4. There were cases before: the service of the last one.
/// 5. Otherwise the service that the county asks for most often: the naive guess.
package struct LikelyReason: Equatable, Sendable {
    package enum Rule: String, CaseIterable, Sendable {
        case answered, due, open, last, frequent
    }

    /// A case of the citizen as it was known at some instant.
    package struct Matter: Equatable, Sendable {
        package var id: Int64
        package var number: String
        package var service: String
        package var openedAt: Date
        package var deadline: Date
        /// The first answer of its unit.
        package var answeredAt: Date?

        package init(
            id: Int64, number: String, service: String, openedAt: Date, deadline: Date, answeredAt: Date?
        ) {
            self.id = id
            self.number = number
            self.service = service
            self.openedAt = openedAt
            self.deadline = deadline
            self.answeredAt = answeredAt
        }
    }

    /// 14 days
    package static let answeredLately = 14 * 86_400.0
    /// Two days
    package static let dueSoon = 2 * 86_400.0
    /// Cases that are still open after 180 days are no longer asked about.
    package static let forgotten = 180 * 86_400.0

    package let rule: Rule
    package let service: String
    /// The case that the rule speaks of.
    package let matter: Matter?

    /// - Parameters:
    ///   - matters: of the citizen; those that began at `now` or later are not looked at, nor are later answers.
    ///   - frequent: the service that the county asks for most often.
    /// - Returns: `nil` where there is neither a case nor a most frequent service.
    package init?(of matters: [Matter], frequent: String?, at now: Date) {
        let past = matters.filter { $0.openedAt < now }.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
        func isAnswered(_ matter: Matter) -> Bool { matter.answeredAt.map { $0 <= now } ?? false }
        let answered = past.filter {
            isAnswered($0) && now.timeIntervalSince($0.answeredAt ?? now) <= Self.answeredLately
        }
        let open = past.filter { !isAnswered($0) && now.timeIntervalSince($0.openedAt) <= Self.forgotten }
        if let latest = answered.max(by: { ($0.answeredAt ?? now, $0.id) < ($1.answeredAt ?? now, $1.id) }) {
            (rule, service, matter) = (.answered, latest.service, latest)
        } else if let due = open.filter({ $0.deadline.timeIntervalSince(now) <= Self.dueSoon }).last {
            (rule, service, matter) = (.due, due.service, due)
        } else if let newest = open.last {
            (rule, service, matter) = (.open, newest.service, newest)
        } else if let last = past.last {
            (rule, service, matter) = (.last, last.service, last)
        } else if let frequent {
            (rule, service, matter) = (.frequent, frequent, nil)
        } else {
            return nil
        }
    }
}
