package import CivicCRM
package import Foundation
import GRDB

/// "It is I", with the last four of the ID number or the PIN, for a citizen whom the calling number has brought up.
///
/// A wrong proof counts against the citizen and against the calling number, together with those for the citizen's cases:
/// it is the same secret. Counting and answering are one transaction, as for cases.
extension CivicStore {
    package func prove(citizen id: Int64, proof: String, askedFrom numberKey: String?, at now: Date) async throws
        -> CitizenProofAnswer
    {
        let citizen = try await pool.read { [vault] db in try Self.citizen(db, vault, id) }
        let proven = await Self.fits(proof, citizen)
        let key = vault.index(numberKey ?? Self.anonymousKey, for: .proofAttempt)
        return try await pool.write { db in
            // A record that was merged is proven as the one that it goes on in.
            let id = citizen?.id ?? id
            try Self.forgetAttempts(db, before: now.addingTimeInterval(-ProofLimit.window).milliseconds)
            let ofCitizen = try Self.attempts(db, forCitizen: id)
            let ofNumber = try Self.attempts(db, fromNumber: key)
            guard ofCitizen < ProofLimit.perCase && ofNumber < Self.limit(of: numberKey) else { return .locked }
            if citizen != nil, proven { return .proven }
            try db.cachedStatement(
                sql: "INSERT INTO citizen_proof_attempt (citizen_id, number_index, at) VALUES (?, ?, ?)"
            ).execute(arguments: [id, key, now.milliseconds])
            return .refused
        }
    }

    private static func attempts(_ db: Database, forCitizen id: Int64) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT (SELECT COUNT(*) FROM citizen_proof_attempt WHERE citizen_id = ?)
                      + (SELECT COUNT(*) FROM case_proof_attempt a JOIN citizen_case c ON c.number = a.case_number
                         WHERE c.citizen_id = ?)
                    """),
            arguments: [id, id]) ?? 0
    }
}
