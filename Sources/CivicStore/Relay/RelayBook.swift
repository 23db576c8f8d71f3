package import CivicCRM
package import CivicCore
package import Foundation
import GRDB

/// The book of calls of units to citizens. A code is a row's blind index: nobody who reads the database can dial one. Whether
/// it still holds is asked of the case at each use, so that it ends with whatever takes the case away.
extension CivicStore: RelayRecords {
    package func permitRelay(ofCase id: Int64, to worker: String, of unit: String, at now: Date) async throws
        -> RelayPermit
    {
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            guard let record = try Self.oneCase(db, vault, "id = ?", [id]) else {
                throw RecordsRefusal.unknownCase(id)
            }
            guard RelayPermit.covers(record, unit: unit) else { throw RelayRefusal.notYours }
            guard record.contactNumber != nil else { throw RelayRefusal.noNumber }
            let reach = try Self.reach(db, record, catalogue, from: .person, at: now)
            if case .otherwise(let way) = reach { throw RelayRefusal.otherWay(way) }
            try db.cachedStatement(
                sql: "UPDATE case_relay SET revoked_at = ? WHERE case_id = ? AND worker = ? AND revoked_at IS NULL"
            ).execute(arguments: [now.milliseconds, id, worker])
            let code = try Self.freshCode(db, vault)
            let until = now.addingTimeInterval(RelayPermit.lifetime).stored
            let permit =
                try Int64.fetchOne(
                    db.cachedStatement(
                        sql: """
                            INSERT INTO case_relay (case_id, unit, worker, code_index, at, until)
                            VALUES (?, ?, ?, ?, ?, ?) RETURNING id
                            """),
                    arguments: [
                        id, unit, worker, vault.index(code, for: .relayCode), now.milliseconds, until.milliseconds,
                    ]) ?? 0
            try Self.enter(db, "relay-permitted", record, nil, by: worker, at: now)
            return RelayPermit(
                id: permit, number: record.number, unit: unit, worker: worker, until: until, code: code, reach: reach)
        }
    }

    /// Eight digits that no other code has or had.
    private static func freshCode(_ db: Database, _ vault: RecordVault) throws -> String {
        var random = SystemRandomNumberGenerator()
        while true {
            let code = String(
                String(Int.random(in: 100_000_000..<200_000_000, using: &random)).suffix(RelayPermit.codeLength))
            let isTaken = try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM case_relay WHERE code_index = ?)"),
                arguments: [vault.index(code, for: .relayCode)])
            if isTaken != true { return code }
        }
    }

    /// Whether the citizen of a case may be called about it now.
    static func reach(
        _ db: Database, _ record: Case, _ catalogue: ServiceCatalogue, from party: CallingParty, at now: Date
    ) throws -> Reach {
        let wishes = try wishes(db, ofCase: record)
        return (catalogue.rules.visits ?? VisitRules()).reach(
            wishes.preference, wantsCalls: wishes.wantsCalls, from: party, at: now,
            in: catalogue.house(of: record.service).calendar.timeZone)
    }

    // MARK: Calling

    package func relay(
        _ key: RelayKey, in conversation: ConversationReference, askedFrom numberKey: String?, at now: Date
    ) async throws -> RelayAnswer {
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            let permit: Row?
            switch key {
            case .permit(let id, let worker):
                permit = try Self.permit(db, "id = ? AND worker = ?", [id, worker], at: now)
            case .code(let code):
                let caller = vault.index(numberKey ?? Self.anonymousKey, for: .proofAttempt)
                guard try Self.mayTry(db, caller, isAnonymous: numberKey == nil, at: now) else { return .locked }
                permit = try Self.permit(db, "code_index = ?", [vault.index(code, for: .relayCode)], at: now)
                if permit == nil {
                    try db.cachedStatement(sql: "INSERT INTO relay_attempt (number_index, at) VALUES (?, ?)")
                        .execute(arguments: [caller, now.milliseconds])
                    _ = try Ledger.append(
                        db, kind: "relay-refused", conversation: conversation, actor: "ivr", payload: "{}", at: now)
                }
            }
            guard let permit else { return .refused }
            return try Self.begin(db, vault, permit, in: conversation, catalogue, at: now)
        }
    }

    package func mayRelay(permit id: Int64, by worker: String, at now: Date) async throws -> Bool {
        try await pool.read { [vault] db in
            guard let permit = try Self.permit(db, "id = ? AND worker = ?", [id, worker], at: now),
                let record = try Self.oneCase(db, vault, "id = ?", [permit[1] as Int64])
            else { return false }
            let unit: String = permit[2]
            let isTheirs = try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM agent WHERE name = ? AND unit = ? AND active = 1)"),
                arguments: [worker, unit])
            return isTheirs == true && RelayPermit.covers(record, unit: unit) && record.contactNumber != nil
        }
    }

    /// Leave that holds; nil where it is over or used up.
    private static func permit(
        _ db: Database, _ condition: String, _ arguments: StatementArguments, at now: Date
    ) throws -> Row? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, case_id, unit, worker FROM case_relay r
                    WHERE \(condition) AND revoked_at IS NULL AND until > ?
                      AND (SELECT COUNT(*) FROM relay_call c WHERE c.relay_id = r.id) < ?
                    """),
            arguments: arguments + [now.milliseconds, RelayPermit.mostCalls])
    }

    private static func mayTry(_ db: Database, _ caller: String, isAnonymous: Bool, at now: Date) throws -> Bool {
        try db.cachedStatement(sql: "DELETE FROM relay_attempt WHERE at <= ?")
            .execute(arguments: [now.addingTimeInterval(-RelayCodeLimit.window).milliseconds])
        let wrong =
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT COUNT(*) FROM relay_attempt WHERE number_index = ?"),
                arguments: [caller]) ?? 0
        // No row is older than the window.
        let all = try Int.fetchOne(db.cachedStatement(sql: "SELECT COUNT(*) FROM relay_attempt")) ?? 0
        return all < RelayCodeLimit.all && wrong < (isAnonymous ? RelayCodeLimit.anonymous : RelayCodeLimit.perNumber)
    }

    private static func begin(
        _ db: Database, _ vault: RecordVault, _ permit: Row, in conversation: ConversationReference,
        _ catalogue: ServiceCatalogue, at now: Date
    ) throws -> RelayAnswer {
        let (id, unit, worker): (Int64, String, String) = (permit[0], permit[2], permit[3])
        guard let record = try oneCase(db, vault, "id = ?", [permit[1] as Int64]),
            RelayPermit.covers(record, unit: unit), let number = record.contactNumber
        else {
            // Also where the case comes back one day, a new code is asked for.
            try db.cachedStatement(sql: "UPDATE case_relay SET revoked_at = ? WHERE id = ?")
                .execute(arguments: [now.milliseconds, id])
            return .refused
        }
        switch try reach(db, record, catalogue, from: .person, at: now) {
        case .later(let due): return .later(due)
        case .otherwise: return .otherwise
        case .now: break
        }
        let call =
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: "INSERT INTO relay_call (relay_id, conversation, at) VALUES (?, ?, ?) RETURNING id"),
                arguments: [id, conversation.text, now.milliseconds]) ?? 0
        try enter(db, "relay-begun", record, nil, by: worker, at: now, in: conversation)
        return .ready(
            RelayCall(
                id: call, number: record.number, unit: unit, worker: worker, contactNumber: number,
                language: try language(db, vault, ofCalls: number, about: record),
                isConfidential: record.isConfidential))
    }

    // MARK: How it went

    package func relayEnded(_ call: Int64, _ ending: RelayEnding, seconds: Int, at now: Date) async throws {
        try await pool.write { [vault] db in
            try Self.ended(db, vault, call, ending, seconds: max(0, seconds), at: now)
        }
    }

    package func resumeRelays(at now: Date) async throws -> Int {
        try await pool.write { [vault] db in
            let open = try Int64.fetchAll(db, sql: "SELECT id FROM relay_call WHERE ended_at IS NULL ORDER BY id")
            for call in open { try Self.ended(db, vault, call, .interrupted, seconds: 0, at: now) }
            return open.count
        }
    }

    /// A line of the case's history. It changes nothing of the case, so whoever writes on it just now is not told to look again.
    private static func ended(
        _ db: Database, _ vault: RecordVault, _ call: Int64, _ ending: RelayEnding, seconds: Int, at now: Date
    ) throws {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        UPDATE relay_call SET ended_at = ?, ending = ?, seconds = ?
                        WHERE id = ? AND ended_at IS NULL RETURNING relay_id, conversation
                        """),
                arguments: [now.milliseconds, ending.rawValue, seconds, call]),
            let permit = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT case_id, worker FROM case_relay WHERE id = ?"),
                arguments: [row[0] as Int64]),
            let record = try oneCase(db, vault, "id = ?", [permit[0] as Int64])
        else { return }
        let (worker, fact): (String, CaseFact) = (permit[1], .called(ending, seconds: seconds))
        try note(
            db, CaseEvent(id: 0, caseId: record.id, at: now.stored, by: worker, state: nil, note: "", fact: fact))
        try enter(
            db, "relay-\(ending.rawValue)", record, fact, by: worker, at: now,
            in: ConversationReference(text: row[1]))
    }
}
