package import CivicCRM
package import CivicCore
package import Foundation
import GRDB

/// What was offered to whom, and what came of it.
extension CivicStore {
    package func answer(
        _ answer: OfferAnswer, toOfferOf service: String, citizen: Int64, in conversation: ConversationReference?,
        by agent: String, at now: Date
    ) async throws {
        let service = try catalogue.require(service).id
        try await pool.write { db in
            let citizen = try Self.standing(db, citizen)
            try db.cachedStatement(
                sql: """
                    INSERT INTO entitlement_offer (citizen_id, service, at, author, conversation, answer)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                citizen, service, now.milliseconds, agent, conversation?.text, answer.rawValue,
            ])
            try Self.enter(
                db, "offer-made", citizen, ["service": service, "answer": answer.rawValue], by: agent, at: now)
        }
    }

    package func offerFigures(since: Date) async throws -> [OfferFigure] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT service, SUM(CASE WHEN answer = 'said' THEN 1 ELSE 0 END),
                          SUM(CASE WHEN answer = 'said' AND EXISTS (
                            SELECT 1 FROM citizen_case c WHERE c.citizen_id = o.citizen_id AND c.service = o.service
                              AND c.opened_at >= o.at AND c.opened_at < o.at + ?) THEN 1 ELSE 0 END),
                          SUM(CASE WHEN answer = 'not-now' THEN 1 ELSE 0 END),
                          SUM(CASE WHEN answer = 'has-it' THEN 1 ELSE 0 END)
                        FROM entitlement_offer o WHERE at >= ? GROUP BY service ORDER BY COUNT(*) DESC, service
                        """),
                arguments: [Int64(OfferFigure.days) * 86_400_000, since.milliseconds]
            ).map {
                OfferFigure(service: $0[0], said: $0[1], claimed: $0[2], notNow: $0[3], hasIt: $0[4])
            }
        }
    }

    /// Whether the citizen may be told of it now: wishes to hear of such, and was not told or has not answered of late.
    static func isOpen(
        _ entitlement: Entitlement, to citizen: Int64, _ db: Database, _ services: ServiceCatalogue, at now: Date
    ) throws -> Bool {
        guard let benefit = services.service(entitlement.service)?.benefit,
            try preference(db, of: citizen)?.takesOffers ?? true
        else { return false }
        return try !offers(db, of: citizen).contains {
            $0.service == entitlement.service && $0.rests(at: now, usual: benefit.restDays)
        }
    }

    /// The oldest first.
    static func offers(_ db: Database, of citizen: Int64) throws -> [EntitlementOffer] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT service, at, author, answer FROM entitlement_offer WHERE citizen_id = ? ORDER BY at, id"),
            arguments: [citizen]
        ).compactMap { row in
            OfferAnswer(rawValue: row[3]).map {
                EntitlementOffer(service: row[0], at: Date(milliseconds: row[1]), by: row[2], answer: $0)
            }
        }
    }
}
