import CivicCRM
import CivicCore
import CivicReports
import Foundation
import GRDB

/// Judging citizens by one set of rules, within a transaction of the caller's.
struct SegmentWork: Sendable {
    let rules: any SegmentJudge
    /// Of the rules, in `segment_rules`.
    let number: Int64
    let zone: TimeZone
    let now: Date

    var today: LocalDate { LocalDate(at: now, in: zone) }

    // MARK: Who is due

    /// First those of whom something changed or whose day has come, then those who were judged by older rules.
    func due(_ db: Database, limit: Int) throws -> [Int64] {
        let changed = try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT citizen_id FROM segment_check WHERE due <= ? ORDER BY due, citizen_id LIMIT ?"),
            arguments: [today.dayNumber, limit])
        guard changed.count < limit else { return changed }
        let older = try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT citizen_id FROM segment_check WHERE rules < ? ORDER BY rules, citizen_id LIMIT ?"),
            arguments: [number, limit])
        let known = Set(changed)
        return Array((changed + older.filter { !known.contains($0) }).prefix(limit))
    }

    func isDue(_ db: Database, _ citizen: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM segment_check WHERE citizen_id = ? AND (due <= ? OR rules < ?))
                    """),
            arguments: [citizen, today.dayNumber, number]) ?? false
    }

    // MARK: Judging

    /// Brings the citizen's rows in line with the rules. Of a record that went into another the rows stay as they were, for the case
    /// that the two are parted again.
    func judge(_ db: Database, _ citizen: Int64) throws {
        let isStanding = try CivicStore.current(db, citizen) == citizen
        let input = isStanding ? try input(db, citizen) : nil
        let verdict = input.map { rules.verdict(on: $0, day: today) }
        if let verdict { try keep(verdict, of: citizen, db) }
        try db.cachedStatement(sql: "UPDATE segment_check SET rules = ?, due = ? WHERE citizen_id = ?")
            .execute(arguments: [number, verdict?.changes?.dayNumber, citizen])
    }

    private func keep(_ verdict: SegmentVerdict, of citizen: Int64, _ db: Database) throws {
        let known = try CivicStore.memberships(db, of: citizen)
        for gone in known where verdict.segments[gone.segment] == nil {
            try db.cachedStatement(sql: "DELETE FROM citizen_segment WHERE citizen_id = ? AND segment = ?")
                .execute(arguments: [citizen, gone.segment])
        }
        for (segment, why) in verdict.segments
        where !known.contains(where: { $0.segment == segment && $0.why == why }) {
            try db.cachedStatement(
                sql: """
                    INSERT INTO citizen_segment (citizen_id, segment, since, why) VALUES (?, ?, ?, ?)
                    ON CONFLICT (citizen_id, segment) DO UPDATE SET why = excluded.why
                    """
            ).execute(arguments: [citizen, segment, now.milliseconds, try Self.text(why)])
        }
    }

    // MARK: What the rules see

    /// nil where there is no such citizen, or the file was erased.
    func input(_ db: Database, _ citizen: Int64) throws -> SegmentInput? {
        guard try !CivicStore.isErased(db, citizen),
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT birth_year, language, township, accessibility IS NOT NULL FROM citizen WHERE id = ?
                        """),
                arguments: [citizen])
        else { return nil }
        var input = SegmentInput(birthYear: row[0], language: row[1], township: row[2], hasNeeds: row[3])
        if let home = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT m.role, (SELECT COUNT(*) FROM household_member o WHERE o.household_id = m.household_id)
                    FROM household_member m WHERE m.citizen_id = ? ORDER BY m.household_id LIMIT 1
                    """),
            arguments: [citizen])
        {
            input.role = (home[0] as String?).flatMap(HouseholdRole.init(rawValue:))
            input.household = home[1]
        }
        for row in try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT service, COUNT(*), SUM(CASE WHEN state IN ('closed', 'archived', 'merged') THEN 0 ELSE 1 END)
                    FROM citizen_case WHERE citizen_id = ? GROUP BY service
                    """), arguments: [citizen])
        {
            input.cases[row[0]] = row[1]
            input.openCases += row[2] as Int
        }
        for consent in try CivicStore.consents(db, "citizen_id = ? AND withdrawn_at IS NULL", [citizen]) {
            // The instant at which it ends is the first that it does not hold at.
            var last = consent.until.map { LocalDate(at: $0.addingTimeInterval(-1), in: zone) }
            if let known = input.consents[consent.purpose] {
                last = known.flatMap { known in last.map { max(known, $0) } }
            }
            input.consents.updateValue(last, forKey: consent.purpose)
        }
        input.facts = try Self.facts(db, of: citizen)
        return input
    }

    /// The newest line of each fact; without those that are not known any more.
    static func facts(_ db: Database, of citizen: Int64) throws -> [String: CitizenFact] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT fact, value, until_day, source, at, author FROM citizen_fact WHERE citizen_id = ?
                    ORDER BY at, id
                    """), arguments: [citizen])
        return rows.reduce(into: [:]) { facts, row in
            let name: String = row[0]
            facts[name] = (row[1] as String?).map { value in
                CitizenFact(
                    name: name, value: value, until: (row[2] as Int?).map(LocalDate.init(dayNumber:)),
                    source: row[3], at: Date(milliseconds: row[4]), by: row[5])
            }
        }
    }

    // MARK: Text of the values

    /// As JSON.
    static func text(_ values: [String: String]) throws -> String { try Ledger.json(values) }

    static func values(_ text: String) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
}
