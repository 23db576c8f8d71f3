import GRDB

// Files beside the dialplans that decide how a call goes, kept by their hash. Table `house_text`.
extension PlanBook {
    /// Keeps a text; one that is there already is kept once.
    ///
    /// - Returns: its SHA-256, by which it is found again.
    @discardableResult
    package func keepHouseText(_ text: String) async throws -> String {
        let hash = PlanVersion.hash(of: text)
        try await pool.write { db in
            try db.execute(
                sql: "INSERT INTO house_text (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
                arguments: [hash, text])
        }
        return hash
    }

    package func houseText(_ hash: String) async throws -> String? {
        try await pool.read { db in
            try String.fetchOne(db, sql: "SELECT text FROM house_text WHERE hash = ?", arguments: [hash])
        }
    }
}
