import CivicCRM
import Foundation
import GRDB

// Which record a citizen's goes on in, and who somebody is as far as the record can tell two people apart.
extension CivicStore {
    /// The record that a citizen's goes on in, if it was merged; the same otherwise; nil where there is none.
    static func current(_ db: Database, _ id: Int64) throws -> Int64? {
        var id = id
        while true {
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT merged_into FROM citizen WHERE id = ?"), arguments: [id])
            guard let row else { return nil }
            // A record goes only into one that stands on its own, so that this ends.
            guard let next = row[0] as Int64? else { return id }
            id = next
        }
    }

    /// The same for a row that is to be written.
    ///
    /// - Throws: ``RecordsRefusal/unknownCitizen(_:)``
    static func owner(_ db: Database, _ id: Int64?) throws -> Int64? {
        guard let id else { return nil }
        guard let current = try current(db, id) else { throw RecordsRefusal.unknownCitizen(id) }
        return current
    }

    /// Year of birth and end of the ID number as one text; nil where one of them is not known.
    static func identity(_ birthYear: Int?, _ suffix: String?) -> String? {
        guard let birthYear, let suffix else { return nil }
        return "\(birthYear) \(suffix)"
    }

    /// Reckons the blind index anew; in the transaction that changes the year or the end of the number.
    static func indexIdentity(_ db: Database, _ vault: RecordVault, of id: Int64) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT birth_year, id_suffix_sealed FROM citizen WHERE id = ?"), arguments: [id])
        let text = try row.flatMap {
            identity($0[0], try vault.openIfAny($0[1] as Data?, of: .citizenSuffix))
        }
        try db.cachedStatement(sql: "UPDATE citizen SET identity_index = ? WHERE id = ?")
            .execute(arguments: [vault.indexIfAny(text, for: .citizenIdentity), id])
    }
}
