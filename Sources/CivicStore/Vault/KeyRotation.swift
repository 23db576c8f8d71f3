package import Foundation
import GRDB

/// One key of the ring, and how much is sealed with it.
package struct KeyUse: Equatable, Sendable {
    package var number: Int
    package var madeAt: Date
    /// Sealed texts in the database.
    package var rows: Int
}

/// What a rotation did.
package struct KeyRotation: Equatable, Sendable {
    /// The key that all is sealed with now.
    package var number: Int
    /// Whether it went on where an earlier one was stopped, instead of making a key.
    package var isContinued: Bool
    /// Texts that were sealed anew.
    package var rows = 0
    package var batches = 0
}

/// Rotation of the keys: a new one seals, and what older ones sealed is sealed anew.
///
///     rotate ─▶ new key into the file ─▶ noted in the database ─▶ batch ─▶ batch ─▶ … ─▶ nothing is left
///                                                             └── a kill: the next rotation goes on from here
///
/// A running daemon takes the new key at its next row, and has both as long as both seal something. The key of the indexes
/// stays: another one would change every index at once.
extension CivicStore {
    /// The data keys, the oldest first.
    package func keyUses() async throws -> [KeyUse] {
        try await pool.read { [ring = vault.ring] db in
            try ring.keys.map { key in
                let rows = try SealedColumn.allCases.reduce(0) { try $0 + KeyBook.count(db, $1, of: key.number) }
                return KeyUse(number: Int(key.number), madeAt: key.madeAt, rows: rows)
            }
        }
    }

    /// Seals everything with a new key; where an earlier rotation was stopped, with the key that it had made.
    ///
    /// - Parameters:
    ///   - batch: rows in one transaction, which others wait for.
    ///   - share: of the time, for the rotation; the rest is others' to write in.
    ///   - progress: told the rows so far after each batch; stops the rotation by throwing.
    package func rotateKeys(
        at now: Date, batch: Int = 500, share: Double = 0.5,
        progress: @Sendable (Int) async throws -> Void = { _ in }
    ) async throws -> KeyRotation {
        let stopped = try await keyUses().dropLast().contains { $0.rows > 0 }
        if !stopped { try await addKey(at: now) }
        let number = vault.ring.current.number
        var rotation = KeyRotation(number: Int(number), isContinued: stopped)
        for column in SealedColumn.allCases {
            var last = Int64.min
            while true {
                let began = ContinuousClock.now
                let (count, end) = try await sealAnew(column, after: last, limit: batch)
                guard count > 0 else { break }
                last = end
                rotation.rows += count
                rotation.batches += 1
                try await progress(rotation.rows)
                let pause = (ContinuousClock.now - began) * max(0, 1 / share - 1)
                if pause > .zero { try await Task.sleep(for: pause) }
            }
        }
        return rotation
    }

    /// The write lock keeps two rotations apart, also in two processes.
    private func addKey(at now: Date) async throws {
        try await pool.write { [vault] db in
            let used = try Int.fetchOne(db, sql: "SELECT MAX(number) FROM record_key") ?? 0
            let ring = try vault.ring.withNewKey(above: UInt16(clamping: used), at: now)
            try vault.file.replace(with: ring)
            try KeyBook.note(ring, db)
        }
    }

    /// - Returns: how many were sealed anew, and where to go on.
    private func sealAnew(_ column: SealedColumn, after last: Int64, limit: Int) async throws -> (Int, Int64) {
        let place = column.place
        return try await pool.write { [vault] db in
            let head = RecordVault.head(of: vault.ring.current.number)
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(place.id), \(place.bytes) FROM \(place.table)
                        WHERE \(place.id) > ? AND length(\(place.bytes)) > 0
                          AND substr(\(place.bytes), 1, \(RecordVault.headLength)) <> ?
                        ORDER BY \(place.id) LIMIT ?
                        """),
                arguments: [last, head, max(1, limit)])
            let update = try db.cachedStatement(
                sql: "UPDATE \(place.table) SET \(place.bytes) = ? WHERE \(place.id) = ?")
            for row in rows {
                let text = try vault.open(row[1] as Data, of: column)
                try update.execute(arguments: [try vault.seal(text, for: column), row[0] as Int64])
            }
            return (rows.count, rows.last?[0] ?? last)
        }
    }
}
