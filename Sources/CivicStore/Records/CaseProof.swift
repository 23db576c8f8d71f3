package import CivicCRM
package import Foundation
import GRDB

/// "What is the state of my case?", with the last four of the ID number or the PIN as proof, or with the code of a case
/// that was filed in writing.
///
/// A wrong proof counts against the case number and against the calling number, whether or not the case exists; an
/// unknown case and a wrong proof cost the same work and give the same answer. Counting and answering are one
/// transaction, so that many calls at once get no more tries than one.
extension CivicStore {
    /// Wrong proofs within `window`, after which a case or a calling number is locked until they age out.
    package enum ProofLimit {
        package static let perCase = 5
        package static let perNumber = 10
        /// All callers who withhold their number share one count.
        package static let anonymous = 30
        /// Seconds.
        package static let window = 3_600.0
    }

    /// A merged case is told by the one that it goes on as part of, under the citizen's own number.
    static func told(_ db: Database, _ vault: RecordVault, _ found: Case) throws -> Case {
        guard found.mergedInto != nil else { return found }
        let main = try following(db, vault, found)
        var told = found
        (told.state, told.unit, told.updatedAt) = (main.state, main.unit, main.updatedAt)
        (told.deadline, told.pausedSince) = (min(main.deadline, found.deadline), main.pausedSince)
        return told
    }

    static let anonymousKey = "anonymous"

    package func caseStatus(number: CaseNumber, proof: String, askedFrom numberKey: String?, at now: Date)
        async throws -> CaseStatusAnswer
    {
        let (found, citizen) = try await pool.read { [vault] db in
            let found = try Self.oneCase(db, vault, "number = ?", [number.text])
            return (found, try found?.citizenId.flatMap { try Self.citizen(db, vault, $0) })
        }
        let proven = await Self.fits(proof, citizen)
        // Who filed it in writing was told a code, which the keys of a telephone can type.
        let isCode = codes.fits(proof, number)
        let key = vault.index(numberKey ?? Self.anonymousKey, for: .proofAttempt)
        return try await pool.write { [vault] db in
            let start = now.addingTimeInterval(-ProofLimit.window).milliseconds
            try Self.forgetAttempts(db, before: start)
            let ofCase = try Self.attempts(db, "case_number", number.text)
            let ofNumber = try Self.attempts(db, fromNumber: key)
            guard ofCase < ProofLimit.perCase && ofNumber < Self.limit(of: numberKey) else { return .locked }
            if let found, try proven || (isCode && Self.source(db, of: found.id) != nil) {
                return .found(try Self.told(db, vault, found))
            }
            try db.cachedStatement(
                sql: "INSERT INTO case_proof_attempt (case_number, number_index, at) VALUES (?, ?, ?)"
            ).execute(arguments: [number.text, key, now.milliseconds])
            return .refused
        }
    }

    /// The last four of the ID number or the PIN; the same work where there is no such citizen.
    static func fits(_ proof: String, _ citizen: Citizen?) async -> Bool {
        let proof = proof.count <= 16 ? proof.replacing("*", with: "X").uppercased() : ""
        let byPIN = await SecretHash.pin.verify(proof, against: citizen?.pinHash)
        let bySuffix = citizen?.idSuffix.map { constantTimeEqual(Data(proof.utf8), Data($0.utf8)) } ?? false
        return byPIN || bySuffix
    }

    static func limit(of numberKey: String?) -> Int {
        numberKey == nil ? ProofLimit.anonymous : ProofLimit.perNumber
    }

    static func forgetAttempts(_ db: Database, before start: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM case_proof_attempt WHERE at <= ?").execute(arguments: [start])
        try db.cachedStatement(sql: "DELETE FROM citizen_proof_attempt WHERE at <= ?").execute(arguments: [start])
    }

    /// Of both kinds: who guesses a citizen's PIN may not go on with the citizen's cases. `key` is the blind index.
    static func attempts(_ db: Database, fromNumber key: String) throws -> Int {
        try attempts(db, "number_index", key)
            + (try Int.fetchOne(
                db.cachedStatement(sql: "SELECT COUNT(*) FROM citizen_proof_attempt WHERE number_index = ?"),
                arguments: [key]) ?? 0)
    }

    static func attempts(_ db: Database, _ column: String, _ value: String) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*) FROM case_proof_attempt WHERE \(column) = ?"),
            arguments: [value]) ?? 0
    }
}
