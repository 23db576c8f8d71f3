package import CivicCRM
import CivicCore
package import Foundation
import GRDB
import Synchronization

/// Who belongs to which segment. A change of a row makes its citizen due (`Dialect.segmentTriggers`), as does a day that the rules
/// named, and a change of the rules makes everybody so; the due are judged some at a time, and before anybody looks at them.
extension CivicStore: SegmentRecords {
    /// Citizens that one transaction judges, so that callers do not wait for it.
    package static let judgedAtOnce = 200

    package var segmentCatalogue: SegmentCatalogue {
        segmentRules.withLock { $0.judge?.catalogue } ?? SegmentCatalogue()
    }

    /// Takes these rules; where their text is another one, all are judged anew, in the background.
    package func use(_ judge: any SegmentJudge, at now: Date) async throws {
        let number = try await pool.write { db -> Int64 in
            let newest = try Row.fetchOne(db, sql: "SELECT id, version FROM segment_rules ORDER BY id DESC LIMIT 1")
            if let newest, newest[1] == judge.version { return newest[0] as Int64 }
            _ = try Ledger.append(
                db, kind: "segment-rules-changed", conversation: nil, actor: "system",
                payload: try Ledger.json(["version": judge.version]), at: now)
            return try Int64.fetchOne(
                db, sql: "INSERT INTO segment_rules (version, at) VALUES (?, ?) RETURNING id",
                arguments: [judge.version, now.milliseconds]) ?? 0
        }
        segmentRules.withLock { $0 = (judge, number) }
    }

    /// Judges some of those who are due.
    ///
    /// - Returns: how many; fewer than `limit` when nobody is left.
    package func judgeDue(limit: Int = CivicStore.judgedAtOnce, at now: Date) async throws -> Int {
        guard let work = segmentWork(at: now) else { return 0 }
        guard try await pool.read({ try !work.due($0, limit: 1).isEmpty }) else { return 0 }
        return try await pool.write { db in
            let due = try work.due(db, limit: limit)
            for citizen in due { try work.judge(db, citizen) }
            return due.count
        }
    }

    package func standing(ofCitizen id: Int64, at now: Date) async throws -> CitizenStanding? {
        guard let work = segmentWork(at: now) else { return nil }
        guard let citizen = try await pool.read({ try Self.current($0, id) }) else { return nil }
        if try await pool.read({ try work.isDue($0, citizen) }) {
            try await pool.write { try work.judge($0, citizen) }
        }
        let services = catalogue
        return try await pool.read { db -> CitizenStanding? in
            guard let input = try work.input(db, citizen) else { return nil }
            let segments = try Self.memberships(db, of: citizen)
            let entitled = work.rules.entitlements(
                of: input, in: Set(segments.map(\.segment)), day: work.today)
            return CitizenStanding(
                citizen: citizen,
                facts: input.facts.values.filter { $0.holds(on: work.today) }.sorted { $0.name < $1.name },
                segments: segments,
                entitlements: try entitled.filter { try Self.isOpen($0, to: citizen, db, services, at: now) })
        }
    }

    package func write(_ draft: FactDraft, of citizen: Int64, by agent: String, at now: Date) async throws {
        guard let work = segmentWork(at: now) else { throw FactRefusal.unknownFact }
        try draft.check(work.rules.catalogue, on: work.today)
        try Self.check(draft.source, field: "source")
        try await pool.write { db in
            let citizen = try Self.standing(db, citizen)
            try db.cachedStatement(
                sql: """
                    INSERT INTO citizen_fact (citizen_id, fact, value, until_day, source, at, author)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                citizen, draft.name, draft.value, draft.until?.dayNumber,
                draft.source.trimmingCharacters(in: .whitespacesAndNewlines), now.milliseconds, agent,
            ])
            try Self.enter(db, "fact-written", citizen, ["fact": draft.name], by: agent, at: now)
            try work.judge(db, citizen)
        }
    }

    package func segmentSizes() async throws -> [String: Int] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT s.segment, COUNT(*) FROM citizen_segment s JOIN citizen c ON c.id = s.citizen_id
                        WHERE c.merged_into IS NULL GROUP BY s.segment
                        """))
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    package func segmentProgress() async throws -> SegmentProgress {
        let number = segmentRules.withLock { $0.number }
        return try await pool.read { db in
            func count(_ condition: String, _ arguments: StatementArguments = []) throws -> Int {
                try Int.fetchOne(
                    db.cachedStatement(sql: "SELECT COUNT(*) FROM segment_check\(condition)"), arguments: arguments)
                    ?? 0
            }
            let all = try count("")
            return SegmentProgress(done: all - (try count(" WHERE rules < ?", [number])), of: all)
        }
    }

    /// nil until there are rules.
    private func segmentWork(at now: Date) -> SegmentWork? {
        let (judge, number) = segmentRules.withLock { $0 }
        return judge.map { SegmentWork(rules: $0, number: number, zone: timeZone, now: now) }
    }

    static func memberships(_ db: Database, of citizen: Int64) throws -> [SegmentMembership] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT segment, since, why FROM citizen_segment WHERE citizen_id = ? ORDER BY segment"),
            arguments: [citizen]
        ).map { SegmentMembership(segment: $0[0], since: Date(milliseconds: $0[1]), why: SegmentWork.values($0[2])) }
    }
}
