import GRDB

/// Numbers that count up by one in the same transaction as the row that takes them.
enum Counter: String {
    case cases = "case"
    case ledger

    func take(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(
            db.cachedStatement(sql: "UPDATE counter SET next = next + 1 WHERE name = ? RETURNING next - 1"),
            arguments: [rawValue]) ?? 0
    }

    func next(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT next FROM counter WHERE name = ?", arguments: [rawValue]) ?? 0
    }

    func set(_ next: Int64, _ db: Database) throws {
        try db.execute(sql: "UPDATE counter SET next = ? WHERE name = ?", arguments: [next, rawValue])
    }
}
