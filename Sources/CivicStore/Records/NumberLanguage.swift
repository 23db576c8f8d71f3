package import CivicCore
package import Foundation
import GRDB

/// The language that was chosen last on a number, so that the next call from it is greeted in it.
extension CivicStore {
    package func language(ofNumber key: String) async throws -> Language? {
        try await pool.read { [vault] db in
            try String.fetchOne(
                db.cachedStatement(sql: "SELECT language FROM number_language WHERE number_index = ?"),
                arguments: [vault.index(key, for: .language)]
            ).map(Language.init(tag:))
        }
    }

    package func remember(_ language: Language, ofNumber key: String, at now: Date) async throws {
        try await pool.write { [vault] db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO number_language (number_index, language, at) VALUES (?, ?, ?)
                    ON CONFLICT (number_index) DO UPDATE SET language = excluded.language, at = excluded.at
                    """
            ).execute(arguments: [vault.index(key, for: .language), language.tag, now.milliseconds])
        }
    }
}
