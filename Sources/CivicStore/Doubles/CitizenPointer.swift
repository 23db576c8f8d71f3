import Foundation
import GRDB

/// A column that says whose a row is: when two records are made one, the row changes owner.
package struct CitizenPointer: Sendable {
    package let table: String
    package let column: String
    /// What tells a citizen's rows apart: `id` where each row has one of its own; nil where a citizen has one row at most.
    let key: String?
    /// What the row of the record that goes on takes from the other's row where both have one: column and what is made of both.
    var united: [String: String] = [:]

    /// Both records may have a row for the same thing.
    var isShared: Bool { key != "id" }

    /// The name in the book of what was moved.
    var place: String { column == "citizen_id" ? table : "\(table).\(column)" }

    /// All of them. A test compares this with the tables: whoever adds one that points to a citizen, adds it here.
    package static let all = [
        CitizenPointer("contact"), CitizenPointer("citizen_case"), CitizenPointer("article_receipt"),
        CitizenPointer("citizen_proof_attempt"),
        CitizenPointer(
            "citizen_phone", key: "phone_id",
            united: [
                "confidence": "CASE WHEN confidence < ? THEN ? ELSE confidence END",
                "since": "CASE WHEN since > ? THEN ? ELSE since END",
            ]),
        CitizenPointer("household_member", key: "household_id"), CitizenPointer("consent"),
        CitizenPointer("consent", "proxy_id"), CitizenPointer("contact_preference", key: nil),
        CitizenPointer("file_opening"), CitizenPointer("citizen_hold"),
        CitizenPointer("citizen_fact"), CitizenPointer("entitlement_offer"),
        // Both rows of one recall stay, each with its own telephone: what is set aside is not sealed anew with new keys.
        CitizenPointer("recall_person"),
    ]

    /// Those whose rows stay: how a name is found, the book of the merges itself, who was erased, whom nobody is merged with, and
    /// segments, which are judged of the record that goes on. A merged record's name still finds the person.
    package static let staying: Set = [
        "name_pair.citizen_id", "citizen.merged_into", "citizen_merge.kept_id", "citizen_merge.gone_id",
        "citizen_apart.one_id", "citizen_apart.other_id", "citizen_erasure.citizen_id",
        "citizen_segment.citizen_id", "segment_check.citizen_id",
    ]

    private init(
        _ table: String, _ column: String = "citizen_id", key: String? = "id", united: [String: String] = [:]
    ) {
        self.table = table
        self.column = column
        self.key = key
        self.united = united
    }
}

/// A row as it was, to be written again.
struct KeptRow: Codable, Equatable {
    enum Cell: Codable, Equatable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        case bytes(Data)

        init(_ value: DatabaseValue) {
            switch value.storage {
            case .null: self = .null
            case .int64(let number): self = .integer(number)
            case .double(let number): self = .real(number)
            case .string(let text): self = .text(text)
            case .blob(let bytes): self = .bytes(bytes)
            }
        }

        var value: DatabaseValue {
            switch self {
            case .null: .null
            case .integer(let number): number.databaseValue
            case .real(let number): number.databaseValue
            case .text(let text): text.databaseValue
            case .bytes(let bytes): bytes.databaseValue
            }
        }
    }

    var cells: [String: Cell]

    init(_ row: Row) {
        cells = Dictionary(row.map { ($0, Cell($1)) }) { first, _ in first }
    }

    init(text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }

    var text: String {
        get throws { try Ledger.json(self) }
    }
}
