import CivicCRM
package import GRDB

/// What a citizen's name is found by.
///
///     typed                  found by
///     王, 王秀, 王秀兰        its beginning          citizen_name
///     秀兰                    a pair inside it       name_pair
///     三 characters and more  three in a row         Dialect.nameTrigrams
///     wxl, w                  initials               citizen_initials
///     wangx, Wang Xiu         how it is read         citizen_reading
///
/// Each question is answered by one index, and asks for no more rows than are shown: a county of a million is searched as fast as
/// a village.
package enum NameIndex {
    /// The questions as they are asked; each with its arguments and a limit.
    package static let beginning = "SELECT id FROM citizen WHERE name >= ? AND name < ? ORDER BY name, id LIMIT ?"
    package static let pair = "SELECT citizen_id FROM name_pair WHERE pair = ? ORDER BY citizen_id LIMIT ?"
    package static let inside = Dialect.namesHolding
    package static let initials =
        "SELECT id FROM citizen WHERE initials >= ? AND initials < ? ORDER BY initials, id LIMIT ?"
    package static let reading =
        "SELECT id FROM citizen WHERE reading >= ? AND reading < ? ORDER BY reading, id LIMIT ?"

    /// Citizens by what an agent typed of a name: those that begin with it first; at most `limit`.
    static func find(_ text: String, limit: Int, _ db: Database) throws -> [Int64] {
        var found: [Int64] = []
        var seen: Set<Int64> = []
        func ask(_ question: String, _ arguments: StatementArguments) throws {
            guard found.count < limit else { return }
            // As many as may be shown, besides those that are found already.
            let ids = try Int64.fetchAll(
                db.cachedStatement(sql: question), arguments: arguments + [limit + found.count])
            found += ids.filter { seen.insert($0).inserted }.prefix(limit - found.count)
        }
        try ask(beginning, [text, text + "\u{10FFFF}"])
        if text.count == 2, text.allSatisfy(\.isHan) { try ask(pair, [text]) }
        if text.unicodeScalars.count >= 3 { try ask(inside, [Dialect.pattern(holding: text)]) }
        if let letters = NameReading.typed(text) {
            let end = letters + "{"  // '{' follows 'z'
            try ask(initials, [letters, end])
            try ask(reading, [letters, end])
        }
        return found
    }

    /// Notes how a citizen's name is found; in the transaction that writes it.
    package static func add(_ name: String, of citizen: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: Dialect.addTrigrams).execute(arguments: [citizen, name])
        try addReading(name, of: citizen, db)
    }

    /// Forgets how a name is found, before it is changed or its citizen goes.
    package static func remove(_ name: String, of citizen: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: Dialect.removeTrigrams).execute(arguments: [citizen, name])
        try db.cachedStatement(sql: "DELETE FROM name_pair WHERE citizen_id = ?").execute(arguments: [citizen])
    }

    /// All but the trigrams.
    static func addReading(_ name: String, of citizen: Int64, _ db: Database) throws {
        let reading = NameReading(of: name)
        try db.cachedStatement(sql: "UPDATE citizen SET initials = ?, reading = ? WHERE id = ?")
            .execute(arguments: [reading.initials, reading.whole, citizen])
        for pair in innerPairs(of: name) {
            try db.cachedStatement(sql: "INSERT INTO name_pair (pair, citizen_id) VALUES (?, ?)")
                .execute(arguments: [pair, citizen])
        }
    }

    /// Two Han characters in a row inside a name. The first two are its beginning, which needs no row.
    private static func innerPairs(of name: String) -> Set<String> {
        let characters = Array(name)
        guard characters.count > 2 else { return [] }
        return Set(
            (1..<characters.count - 1).filter { characters[$0].isHan && characters[$0 + 1].isHan }
                .map { String(characters[$0...$0 + 1]) })
    }
}
