import CivicCore
import CivicReports
import Foundation
import GRDB

extension QueueVisit {
    /// The columns of table `queue_visit`, in the order of `init(_:)` and of `arguments`.
    static let columns = columnList(
        "place", "began_at", "conversation", "queue", "language", "origin", "cause", "offered_at", "offers",
        "answered_at", "agent", "ended_at", "ending", "hold", "wrap_up", "outcome", "sample")

    init(_ row: Row) throws {
        guard let origin = Origin(rawValue: row[5]) else { throw UnreadableRow(table: "queue_visit", id: row[0]) }
        self.init(
            place: row[0], began: Date(milliseconds: row[1]), conversation: ConversationReference(text: row[2]),
            queue: row[3], language: Language(tag: row[4]), origin: origin, cause: row[6])
        offered = (row[7] as Int64?).map(Date.init(milliseconds:))
        offers = row[8]
        answered = (row[9] as Int64?).map(Date.init(milliseconds:))
        agent = row[10]
        ended = (row[11] as Int64?).map(Date.init(milliseconds:))
        ending = (row[12] as String?).flatMap(Ending.init(rawValue:))
        hold = row[13]
        wrapUp = row[14]
        outcome = row[15]
        isSample = row[16] == 1
    }

    private var arguments: StatementArguments {
        [
            place, began.milliseconds, conversation.text, queue, language.tag, origin.rawValue, cause,
            offered?.milliseconds, offers, answered?.milliseconds, agent, ended?.milliseconds, ending?.rawValue, hold,
            wrapUp, outcome, isSample ? 1 : 0,
        ]
    }

    /// Writes the row in the place of the one that it was, and takes its sums from the one to the other.
    func keep(_ days: DaySums, _ db: Database) throws {
        let before = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT \(Self.columns.all) FROM queue_visit WHERE place = ? AND began_at = ?"),
            arguments: [place, began.milliseconds]
        ).map(QueueVisit.init)
        if let before { try before.add(-1, days, db) }
        try db.cachedStatement(
            sql: """
                INSERT INTO queue_visit (\(Self.columns.all)) VALUES (\(Self.columns.placeholders))
                ON CONFLICT (place, began_at) DO UPDATE SET
                \(Self.columns.names.dropFirst(2).map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
                """
        ).execute(arguments: arguments)
        try add(1, days, db)
    }

    private static let halfHourSums = SumTable("visit_sum", "half_hour")
    private static let daySums = SumTable("visit_day", "day")

    private func add(_ sign: Int64, _ days: DaySums, _ db: Database) throws {
        let half = HalfHour(of: began)
        try add(sign, to: Self.halfHourSums, at: half.number, db)
        try add(sign, to: Self.daySums, at: days.day(of: half), db)
    }

    private func add(_ sign: Int64, to table: SumTable, at time: Int64, _ db: Database) throws {
        let key: [any DatabaseValueConvertible] = [time, queue, language.tag, agent ?? ""]
        try db.cachedStatement(sql: table.add).execute(
            arguments: StatementArguments(key + VisitSums(self).values.map { $0 * sign }))
        // Nothing is left of it where the answer has made it an agent's.
        if sign < 0 { try db.cachedStatement(sql: table.clear).execute(arguments: StatementArguments(key)) }
    }

    /// The statements of one table of sums.
    private struct SumTable {
        let add: String
        let clear: String

        init(_ name: String, _ time: String) {
            add = """
                INSERT INTO \(name) (\(time), queue, language, agent, \(VisitSums.names.joined(separator: ", ")))
                VALUES (?, ?, ?, ?, \(VisitSums.names.map { _ in "?" }.joined(separator: ", ")))
                ON CONFLICT (\(time), queue, language, agent) DO UPDATE SET
                \(VisitSums.names.map { "\($0) = \(name).\($0) + excluded.\($0)" }.joined(separator: ", "))
                """
            clear = """
                DELETE FROM \(name) WHERE \(time) = ? AND queue = ? AND language = ? AND agent = ?
                AND entered = 0 AND talks = 0 AND promised = 0
                """
        }
    }
}

extension AgentSpan {
    init(_ row: Row) throws {
        guard let state = State(rawValue: row[3]) else { throw UnreadableRow(table: "agent_span", id: row[1]) }
        self.init(
            agent: row[0], began: Date(milliseconds: row[1]),
            ended: (row[2] as Int64?).map(Date.init(milliseconds:)), state: state, reason: row[4])
    }

    /// Writes the row; a span that has ended is shared out over its half hours and days, once.
    func keep(_ days: DaySums, _ db: Database) throws {
        let isShared =
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT ended_at IS NOT NULL FROM agent_span WHERE agent = ? AND began_at = ?"),
                arguments: [agent, began.milliseconds]) ?? false
        guard !isShared else { return }
        try db.cachedStatement(
            sql: """
                INSERT INTO agent_span (agent, began_at, ended_at, state, reason) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (agent, began_at) DO UPDATE SET ended_at = excluded.ended_at, state = excluded.state,
                reason = excluded.reason
                """
        ).execute(arguments: [agent, began.milliseconds, ended?.milliseconds, state.rawValue, reason])
        guard let ended else { return }
        for (half, length) in shares(until: ended) {
            try add(length, to: "agent_time", "half_hour", half.number, db)
            try addToAll(length, half.number, db)
            try add(length, to: "agent_day", "day", days.day(of: half), db)
        }
    }

    private func addToAll(_ length: Int64, _ halfHour: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO state_time (half_hour, state, milliseconds) VALUES (?, ?, ?)
                ON CONFLICT (half_hour, state) DO UPDATE SET milliseconds = state_time.milliseconds + excluded.milliseconds
                """
        ).execute(arguments: [halfHour, state.rawValue, length])
    }

    private func add(_ length: Int64, to table: String, _ column: String, _ time: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO \(table) (\(column), agent, state, milliseconds) VALUES (?, ?, ?, ?)
                ON CONFLICT (\(column), agent, state)
                DO UPDATE SET milliseconds = \(table).milliseconds + excluded.milliseconds
                """
        ).execute(arguments: [time, agent, state.rawValue, length])
    }
}
