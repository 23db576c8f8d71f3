package import CivicCore
package import Foundation
import GRDB

/// The language that was chosen last on a number, so that the next call from it is greeted in it.
extension CivicStore {
    package func language(ofNumber key: String) async throws -> Language? {
        try await pool.read { db in
            try String.fetchOne(
                db.cachedStatement(sql: "SELECT language FROM number_language WHERE number_key = ?"), arguments: [key]
            ).map(Language.init(tag:))
        }
    }

    package func remember(_ language: Language, ofNumber key: String, at now: Date) async throws {
        try await pool.write { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO number_language (number_key, language, at) VALUES (?, ?, ?)
                    ON CONFLICT (number_key) DO UPDATE SET language = excluded.language, at = excluded.at
                    """
            ).execute(arguments: [key, language.tag, now.milliseconds])
        }
    }
}
