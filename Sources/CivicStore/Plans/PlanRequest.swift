package import Foundation
import GRDB

/// Somebody's wish to make a text live, which another person is to approve. Table `plan_request`.
package struct PlanRequest: Equatable, Identifiable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// A new text of a plan.
        case publish
        /// An earlier version of it.
        case rollback
        /// A plan that there was not.
        case create
    }

    package enum State: String, CaseIterable, Sendable {
        case open, approved, declined
        /// Another version went live before anybody had decided.
        case outdated
    }

    package var id: Int64
    package var plan: String
    package var kind: Kind
    package var text: String
    /// Of the plan that is new.
    package var file: String?
    /// Serial of the version to go back to.
    package var serial: Int?
    /// Serial of what was live in the eyes of who asks.
    package var base: Int?
    package var author: String
    package var note: String
    package var at: Date
    package var state: State
    package var decidedBy: String?
    package var decidedAt: Date?
    package var decision: String?

    /// A wish that nobody has decided on.
    package init(
        plan: String, kind: Kind, text: String, file: String? = nil, serial: Int? = nil, base: Int?, author: String,
        note: String, at: Date
    ) {
        id = 0
        self.plan = plan
        self.kind = kind
        self.text = text
        self.file = file
        self.serial = serial
        self.base = base
        self.author = author
        self.note = String(note.prefix(PlanBook.noteLimit))
        self.at = at.stored
        state = .open
    }
}

extension PlanRequest {
    static let columns =
        "id, plan, kind, text, file, serial, base, author, note, at, state, decided_by, decided_at, decision"

    init(_ row: Row) {
        self.init(
            plan: row[1], kind: Kind(rawValue: row[2]) ?? .publish, text: row[3], file: row[4], serial: row[5],
            base: row[6], author: row[7], note: row[8], at: Date(milliseconds: row[9]))
        id = row[0]
        state = State(rawValue: row[10]) ?? .outdated
        decidedBy = row[11]
        decidedAt = (row[12] as Int64?).map { Date(milliseconds: $0) }
        decision = row[13]
    }
}

// Requests to publish; each word on them is in the ledger in the same transaction.
extension PlanBook {
    /// The newest first.
    package func requests(_ state: PlanRequest.State? = nil, limit: Int = 100) async throws -> [PlanRequest] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(PlanRequest.columns) FROM plan_request WHERE ? IS NULL OR state = ?
                    ORDER BY id DESC LIMIT ?
                    """, arguments: [state?.rawValue, state?.rawValue, min(max(limit, 1), 10_000)]
            ).map(PlanRequest.init)
        }
    }

    package func request(_ id: Int64) async throws -> PlanRequest? {
        try await pool.read { db in try Self.request(db, id) }
    }

    /// Whether this text was asked for already, whatever became of it: a file that was declined is not asked for at
    /// every start.
    package func wasRequested(_ text: String, of plan: String) async throws -> Bool {
        try await pool.read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM plan_request WHERE plan = ? AND text = ?)",
                arguments: [plan, text]) ?? false
        }
    }

    /// - Throws: ``PlanRefusal`` where its base is not what is live.
    package func ask(_ request: PlanRequest) async throws -> PlanRequest {
        guard request.text.utf8.count <= Self.textLimit else { throw PlanRefusal.textTooLong(limit: Self.textLimit) }
        return try await pool.write { db in
            let live = try Self.version(db, .live, of: request.plan)
            try Self.require(live?.version, is: request.base, of: request.plan)
            var asked = request
            asked.id =
                try Int64.fetchOne(
                    db,
                    sql: """
                        INSERT INTO plan_request (plan, kind, text, file, serial, base, author, note, at, state)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                        """,
                    arguments: [
                        asked.plan, asked.kind.rawValue, asked.text, asked.file, asked.serial, asked.base,
                        asked.author, asked.note, asked.at.milliseconds, asked.state.rawValue,
                    ]) ?? 0
            try Self.enter(db, "plan-requested", asked, actor: asked.author, note: asked.note, at: asked.at)
            return asked
        }
    }

    /// Decides on an open request; `false` where it is decided already.
    package func decide(_ id: Int64, _ state: PlanRequest.State, by person: String, note: String, at now: Date)
        async throws -> Bool
    {
        try await pool.write { db in
            guard var request = try Self.request(db, id), request.state == .open else { return false }
            request.state = state
            try db.execute(
                sql: "UPDATE plan_request SET state = ?, decided_by = ?, decided_at = ?, decision = ? WHERE id = ?",
                arguments: [state.rawValue, person, now.milliseconds, String(note.prefix(Self.noteLimit)), id])
            try Self.enter(db, "plan-request-\(state.rawValue)", request, actor: person, note: note, at: now)
            return true
        }
    }

    private static func request(_ db: Database, _ id: Int64) throws -> PlanRequest? {
        try Row.fetchOne(
            db, sql: "SELECT \(PlanRequest.columns) FROM plan_request WHERE id = ?", arguments: [id]
        ).map(PlanRequest.init)
    }

    private static func enter(
        _ db: Database, _ kind: String, _ request: PlanRequest, actor: String, note: String, at now: Date
    ) throws {
        let payload = [
            "request": String(request.id), "plan": request.plan, "kind": request.kind.rawValue,
            "hash": PlanVersion.hash(of: request.text), "author": request.author, "note": note,
            "base": request.base.map(String.init) ?? "",
        ]
        _ = try Ledger.append(
            db, kind: kind, conversation: nil, actor: actor, payload: try Ledger.json(payload), at: now)
    }
}
