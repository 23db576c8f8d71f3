package import Foundation

/// A wish to make a text live, which another person is to approve.
package struct PlanRequestView: Codable, Equatable, Sendable {
    package var id: Int64
    package var plan: String
    /// `publish`, `rollback` or `create`.
    package var kind: String
    /// Of the version to go back to.
    package var serial: Int?
    /// Serial of what was live in the eyes of who asks.
    package var base: Int?
    package var author: String
    package var note: String
    package var at: Date
    /// `open`, `approved`, `declined` or `outdated`.
    package var state: String
    package var decidedBy: String?
    package var decidedAt: Date?
    package var decision: String?

    package init(
        id: Int64, plan: String, kind: String, serial: Int?, base: Int?, author: String, note: String, at: Date,
        state: String, decidedBy: String?, decidedAt: Date?, decision: String?
    ) {
        self.id = id
        self.plan = plan
        self.kind = kind
        self.serial = serial
        self.base = base
        self.author = author
        self.note = note
        self.at = at
        self.state = state
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.decision = decision
    }
}
