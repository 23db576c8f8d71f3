import CivicCRM
import CivicCore
import Foundation
import GRDB

/// The rows of a merge, within a transaction of the caller's.
///
///     merge   each row that points to `gone` points to `kept`; where both had a row for the same thing, the one of `gone` is
///             set aside and the one of `kept` takes what is stronger; what `kept` does not know is taken from `gone`
///     undo    each of these rows points to `gone` again, rows that were set aside are written again, and what was taken is
///             given back, unless somebody has changed it since
struct MergeWork {
    let db: Database
    let vault: RecordVault
    let merge: Int64
    let kept: Int64
    let gone: Int64

    /// What a record takes from the other where it knows nothing.
    private static let blanks = [
        "birth_year", "village", "id_suffix_sealed", "pin_hash", "accessibility", "dialect",
    ]

    // MARK: Merge

    /// - Returns: how many rows changed owner, by place.
    func carryOut() throws -> [String: Int] {
        var moved: [String: Int] = [:]
        for pointer in CitizenPointer.all {
            let count = pointer.isShared ? try moveShared(pointer) : try move(pointer)
            if count > 0 { moved[pointer.place] = count }
        }
        return moved
    }

    /// - Returns: the columns that were taken.
    func fillBlanks() throws -> [String] {
        let filled = try Self.blanks.filter { column in
            try execute(
                """
                UPDATE citizen SET \(column) = (SELECT g.\(column) FROM citizen g WHERE g.id = ?)
                WHERE id = ? AND \(column) IS NULL
                  AND EXISTS (SELECT 1 FROM citizen g WHERE g.id = ? AND g.\(column) IS NOT NULL)
                """, [gone, kept, gone]) > 0
        }
        try CivicStore.indexIdentity(db, vault, of: kept)
        return filled
    }

    private func move(_ pointer: CitizenPointer) throws -> Int {
        try execute(
            """
            INSERT INTO citizen_merge_row (merge_id, place, row_key)
            SELECT ?, ?, id FROM \(pointer.table) WHERE \(pointer.column) = ?
            """, [merge, pointer.place, gone])
        return try execute(
            "UPDATE \(pointer.table) SET \(pointer.column) = ? WHERE \(pointer.column) = ?", [kept, gone])
    }

    private func moveShared(_ pointer: CitizenPointer) throws -> Int {
        let rows = try rows(pointer, of: gone)
        for (key, row) in rows {
            let mine = try self.row(pointer, of: kept, key)
            if let mine {
                for (column, united) in pointer.united {
                    let value = row.cells[column]?.value ?? .null
                    try update(pointer, of: kept, key, "\(column) = \(united)", [value, value])
                }
                let after = try self.row(pointer, of: kept, key) ?? mine
                try note(pointer, key, try row.text, try mine.text, try after.text)
                try delete(pointer, of: gone, key)
            } else {
                try note(pointer, key, nil, nil, nil)
                try update(pointer, of: gone, key, "\(pointer.column) = ?", [kept.databaseValue])
            }
        }
        return rows.count
    }

    private func note(
        _ pointer: CitizenPointer, _ key: Int64, _ goneRow: String?, _ before: String?, _ after: String?
    ) throws {
        try execute(
            """
            INSERT INTO citizen_merge_row (merge_id, place, row_key, gone_row, kept_before, kept_after)
            VALUES (?, ?, ?, ?, ?, ?)
            """, [merge, pointer.place, key, goneRow, before, after])
    }

    // MARK: Undo

    func undo(filled: [String]) throws {
        for pointer in CitizenPointer.all {
            let lines = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT row_key, gone_row, kept_before, kept_after FROM citizen_merge_row
                        WHERE merge_id = ? AND place = ? ORDER BY row_key
                        """), arguments: [merge, pointer.place])
            for line in lines {
                let key: Int64 = line[0]
                if let goneRow = line[1] as String? {
                    try giveBack(pointer, key, before: try KeptRow(text: line[2]), after: try KeptRow(text: line[3]))
                    try insert(pointer, try KeptRow(text: goneRow))
                } else {
                    // Somebody who was found out to be another person since keeps it.
                    try update(pointer, of: kept, key, "\(pointer.column) = ?", [gone.databaseValue])
                }
            }
        }
        for column in filled where try isUnchanged(column) {
            try execute("UPDATE citizen SET \(column) = NULL WHERE id = ?", [kept])
        }
        try CivicStore.indexIdentity(db, vault, of: kept)
    }

    private func giveBack(_ pointer: CitizenPointer, _ key: Int64, before: KeptRow, after: KeptRow) throws {
        guard let now = try row(pointer, of: kept, key) else { return }
        for column in pointer.united.keys where now.cells[column] == after.cells[column] {
            try update(pointer, of: kept, key, "\(column) = ?", [before.cells[column]?.value ?? .null])
        }
    }

    /// A change of keys has sealed both anew, so the end of the ID number is compared as it is read.
    private func isUnchanged(_ column: String) throws -> Bool {
        let values = try [kept, gone].map { id in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT \(column) FROM citizen WHERE id = ?"), arguments: [id])?[0]
                as DatabaseValue? ?? .null
        }
        guard column == "id_suffix_sealed" else { return values[0] == values[1] }
        let ends = try values.map { try vault.openIfAny(Data.fromDatabaseValue($0), of: .citizenSuffix) }
        return ends[0] == ends[1]
    }

    /// A case that was opened since, and what was said when it was, go to the record that was parted.
    func give(case id: Int64, after lastContact: Int64) throws {
        try execute(
            """
            UPDATE contact SET citizen_id = ? WHERE citizen_id = ? AND id > ?
              AND conversation = (SELECT c.conversation FROM citizen_case c WHERE c.id = ?)
            """, [gone, kept, lastContact, id])
        try execute("UPDATE citizen_case SET citizen_id = ? WHERE id = ?", [gone, id])
    }

    // MARK: Rows

    private func rows(_ pointer: CitizenPointer, of citizen: Int64) throws -> [(Int64, KeptRow)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(pointer.key ?? "0") AS row_key_, \(pointer.table).* FROM \(pointer.table)
                    WHERE \(pointer.column) = ? ORDER BY 1
                    """), arguments: [citizen]
        ).map { row in
            var kept = KeptRow(row)
            kept.cells["row_key_"] = nil
            return (row[0], kept)
        }
    }

    private func row(_ pointer: CitizenPointer, of citizen: Int64, _ key: Int64) throws -> KeptRow? {
        try rows(pointer, of: citizen).first { $0.0 == key }?.1
    }

    private func update(
        _ pointer: CitizenPointer, of citizen: Int64, _ key: Int64, _ change: String, _ values: [DatabaseValue]
    ) throws {
        let this = pointer.key.map { " AND \($0) = ?" } ?? ""
        try execute(
            "UPDATE \(pointer.table) SET \(change) WHERE \(pointer.column) = ?\(this)",
            StatementArguments(values) + [citizen] + (pointer.key == nil ? [] : [key]))
    }

    private func delete(_ pointer: CitizenPointer, of citizen: Int64, _ key: Int64) throws {
        let this = pointer.key.map { " AND \($0) = ?" } ?? ""
        try execute(
            "DELETE FROM \(pointer.table) WHERE \(pointer.column) = ?\(this)",
            [citizen] + (pointer.key == nil ? [] : [key]))
    }

    private func insert(_ pointer: CitizenPointer, _ row: KeptRow) throws {
        let cells = row.cells.sorted { $0.key < $1.key }
        let columns = cells.map(\.key).joined(separator: ", ")
        let marks = repeatElement("?", count: cells.count).joined(separator: ", ")
        try execute(
            "INSERT INTO \(pointer.table) (\(columns)) VALUES (\(marks))", StatementArguments(cells.map(\.value.value)))
    }

    @discardableResult
    private func execute(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
        return db.changesCount
    }
}
