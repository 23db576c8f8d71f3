import CivicCRM
import CivicCore
import Foundation
import GRDB

extension Citizen {
    /// The columns of table `citizen`, in the order that `init(_:from:)` reads them.
    static let columns = columnList(
        "id", "name", "birth_year", "language", "township", "village", "id_suffix_sealed", "pin_hash", "accessibility",
        "dialect", "identity_index")
    static let width = 11

    init(_ row: Row, from start: Int = 0, _ vault: RecordVault) throws {
        self.init(
            id: row[start], name: row[start + 1], birthYear: row[start + 2], language: Language(tag: row[start + 3]),
            township: row[start + 4], village: row[start + 5],
            idSuffix: try vault.openIfAny(row[start + 6] as Data?, of: .citizenSuffix), pinHash: row[start + 7],
            accessibility: row[start + 8], dialect: row[start + 9])
    }
}

/// `citizen.id, citizen.name, …` for a table or its alias.
struct ColumnList: Sendable {
    let names: [String]

    func of(_ table: String) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }
    var all: String { names.joined(separator: ", ") }
    var withoutId: String { names.dropFirst().joined(separator: ", ") }
    var placeholders: String { repeatElement("?", count: names.count).joined(separator: ", ") }
    var placeholdersWithoutId: String { repeatElement("?", count: names.count - 1).joined(separator: ", ") }
}

func columnList(_ names: String...) -> ColumnList { ColumnList(names: names) }

/// A row holds a word that this version does not know; the schema's checks keep this from happening.
struct UnreadableRow: Error, CustomStringConvertible {
    let table: String
    let id: Int64

    var description: String { "row \(id) of \(table) cannot be read" }
}
