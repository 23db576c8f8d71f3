import CivicCRM
import CivicCore
import Foundation
import GRDB

// Return visits follow the case, in the same transaction: an answer begins one, the citizen's word ends it by whatever way it
// comes, and what takes the case another way makes it void.
extension CaseChange {
    func noteVisit(_ fact: CaseFact, by actor: CaseActor, at now: Date, _ db: Database) throws {
        switch fact {
        case .answered(let unit): try beginVisit(unit, at: now, db)
        case .agreed: try hear(isSolved: true, from: actor, at: now, db)
        case .disputed: try hear(isSolved: false, from: actor, at: now, db)
        case .merged, .archived: try endVisits(db)
        default: break
        }
    }

    private func beginVisit(_ unit: String, at now: Date, _ db: Database) throws {
        try endVisits(db)
        let wishes = try CivicStore.wishes(db, ofCase: record)
        let visit = ReturnVisit.beginning(
            ofCase: record, wantsCalls: wishes.wantsCalls, answeredAt: now, rules: house.rules.visits,
            preference: wishes.preference, house: house)
        try db.cachedStatement(
            sql: """
                INSERT INTO case_visit (case_id, unit, service, answered_at, in_time, state, cause, next_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            record.id, unit, record.service, now.milliseconds, now <= record.deadline ? 1 : 0, visit.state.rawValue,
            visit.cause?.rawValue, visit.nextAt?.milliseconds,
        ])
    }

    /// The last word counts; a call that goes on has its own end.
    private func hear(isSolved: Bool, from actor: CaseActor, at now: Date, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE case_visit SET solved = ?, heard_at = ?, heard_by = ?, next_at = NULL,
                  state = CASE WHEN state = 'calling' THEN state ELSE 'done' END
                WHERE id = (SELECT MAX(id) FROM case_visit WHERE case_id = ?)
                """
        ).execute(arguments: [isSolved ? 1 : 0, now.milliseconds, actor.name, record.id])
    }

    private func endVisits(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE case_visit SET state = 'void', next_at = NULL
                WHERE case_id = ? AND state IN ('waiting', 'person')
                """
        ).execute(arguments: [record.id])
    }
}
