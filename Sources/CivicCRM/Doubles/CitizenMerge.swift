package import Foundation

/// Two records that may be about one person, side by side.
package struct RecordPair: Equatable, Sendable {
    /// One of them, as the page shows it.
    package struct Side: Equatable, Sendable {
        package var citizen: Citizen
        /// Keys of the telephones.
        package var numbers: [String]
        package var cases: Int
        package var contacts: Int
        package var lastContactAt: Date?

        package init(citizen: Citizen, numbers: [String], cases: Int, contacts: Int, lastContactAt: Date?) {
            self.citizen = citizen
            self.numbers = numbers
            self.cases = cases
            self.contacts = contacts
            self.lastContactAt = lastContactAt
        }
    }

    /// The one with the lower id.
    package var one: Side
    package var other: Side
    package var likeness: RecordLikeness

    package init(one: Side, other: Side, likeness: RecordLikeness) {
        self.one = one
        self.other = other
        self.likeness = likeness
    }

    /// The record that should go on: the one with an end of an ID number, then the one with more cases and contacts, then the
    /// older one.
    package var proposedToKeep: Int64 {
        func weight(_ side: Side) -> (Int, Int) { (side.citizen.idSuffix == nil ? 0 : 1, side.cases + side.contacts) }
        return weight(other) > weight(one) ? other.citizen.id : one.citizen.id
    }
}

/// Two records made one, by a person and with a reason. Table `citizen_merge`.
package struct CitizenMerge: Equatable, Identifiable, Sendable {
    /// When it was taken back.
    package struct Undoing: Equatable, Sendable {
        package var at: Date
        package var by: String
        package var why: String

        package init(at: Date, by: String, why: String) {
            self.at = at
            self.by = by
            self.why = why
        }
    }

    package var id: Int64
    /// The record that goes on.
    package var kept: Int64
    /// The record that went into it.
    package var gone: Int64
    package var at: Date
    package var by: String
    package var why: String
    package var reasons: [MatchReason]
    package var doubts: [MatchDoubt]
    /// Rows that changed owner, by table.
    package var moved: [String: Int]
    package var undone: Undoing?

    package init(
        id: Int64, kept: Int64, gone: Int64, at: Date, by: String, why: String, reasons: [MatchReason],
        doubts: [MatchDoubt], moved: [String: Int], undone: Undoing?
    ) {
        self.id = id
        self.kept = kept
        self.gone = gone
        self.at = at
        self.by = by
        self.why = why
        self.reasons = reasons
        self.doubts = doubts
        self.moved = moved
        self.undone = undone
    }
}

/// A merge with both names, and what was written since.
package struct MergeFile: Equatable, Sendable {
    package var merge: CitizenMerge
    package var kept: Citizen
    package var gone: Citizen
    /// Cases that were opened after the merge: when it is undone they stay with the record that was kept, unless whoever undoes
    /// it gives them to the other.
    package var casesSince: [Case]

    package init(merge: CitizenMerge, kept: Citizen, gone: Citizen, casesSince: [Case]) {
        self.merge = merge
        self.kept = kept
        self.gone = gone
        self.casesSince = casesSince
    }
}

/// Why two records were not made one, or not parted.
package enum MergeRefusal: Error, Equatable, Sendable {
    /// Nothing but a name or a telephone says that they are one person, or not even that.
    case noReason
    /// Nobody has said why.
    case whyMissing
    /// One of them has gone into another record already, or both are the same.
    case mergedAlready
    /// The merge has been undone already.
    case undoneAlready
    /// One of the two records was merged again since; that merge is to be undone first.
    case laterMergeFirst(Int64)
    case unknown
}

/// The book of records that are about one person; `CivicStore` keeps it. Every method that writes returns only after the rows
/// are durable.
package protocol DoubleRecords: Sendable {
    /// Pairs to be looked at, the likeliest first, without those that a person has kept apart.
    func doubles(limit: Int) async throws -> [RecordPair]
    /// Any two records that stand on their own; nil where one of them does not.
    func pair(_ one: Int64, _ other: Int64) async throws -> RecordPair?
    /// Throws ``MergeRefusal``.
    func merge(_ gone: Int64, into kept: Int64, why: String, by agent: String, at now: Date) async throws
        -> CitizenMerge
    /// Two people: the pair is not shown again. Throws ``MergeRefusal``.
    func keepApart(_ one: Int64, _ other: Int64, why: String, by agent: String, at now: Date) async throws
    /// The newest first.
    func merges(limit: Int) async throws -> [CitizenMerge]
    func mergeFile(_ id: Int64) async throws -> MergeFile?
    /// Both records are as they were before; what was written since stays with the one that was kept, except `cases`, which
    /// are given to the other. Throws ``MergeRefusal``.
    func undoMerge(_ id: Int64, giving cases: Set<Int64>, why: String, by agent: String, at now: Date) async throws
        -> CitizenMerge
}
