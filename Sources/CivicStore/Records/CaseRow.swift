import CivicCRM
import CivicCore
import Foundation
import GRDB

extension Case {
    /// The columns of table `citizen_case`, in the order that `init(_:from:)` reads them.
    static let columns = columnList(
        "id", "number", "citizen_id", "conversation", "service", "unit", "state", "opened_at", "deadline",
        "updated_at", "summary", "recording", "channel", "contact_sealed", "first_unit", "promised", "paused_since",
        "wished_at", "version", "confidential", "merged_into", "contact_index")
    static let width = 22

    init(_ row: Row, _ vault: RecordVault) throws {
        guard let number = CaseNumber(row[1]), let state = CaseState(rawValue: row[6]),
            let channel = Channel(rawValue: row[12])
        else { throw UnreadableRow(table: "citizen_case", id: row[0]) }
        self.init(
            id: row[0], number: number, citizenId: row[2],
            conversation: (row[3] as String?).map(ConversationReference.init(text:)), service: row[4], unit: row[5],
            state: state, openedAt: Date(milliseconds: row[7]), deadline: Date(milliseconds: row[8]),
            updatedAt: Date(milliseconds: row[9]), summary: row[10], recording: row[11], channel: channel,
            contactNumber: try vault.openIfAny(row[13] as Data?, of: .caseContact))
        firstUnit = row[14]
        promised = Date(milliseconds: row[15])
        pausedSince = (row[16] as Int64?).map { Date(milliseconds: $0) }
        wishedAt = (row[17] as Int64?).map { Date(milliseconds: $0) }
        version = row[18]
        isConfidential = (row[19] as Int64) != 0
        mergedInto = (row[20] as String?).flatMap { CaseNumber($0) }
    }

    /// The values of all columns but the first.
    func values(_ vault: RecordVault) throws -> StatementArguments {
        [
            number.text, citizenId, conversation?.text, service, unit, state.rawValue, openedAt.milliseconds,
            deadline.milliseconds, updatedAt.milliseconds, summary, recording, channel.rawValue,
            try vault.sealIfAny(contactNumber, for: .caseContact), firstUnit, promised.milliseconds,
            pausedSince?.milliseconds, wishedAt?.milliseconds, version,
            isConfidential ? 1 : 0, mergedInto?.text, vault.indexIfAny(contactNumber, for: .caseContact),
        ]
    }
}

extension CaseEvent {
    /// The columns of table `case_event`, in the order that `init(_:)` reads them.
    static let columns = columnList("id", "case_id", "at", "author", "state", "note", "fact")

    init(_ row: Row) throws {
        var state: CaseState?
        if let word = row[4] as String? {
            guard let known = CaseState(rawValue: word) else { throw UnreadableRow(table: "case_event", id: row[0]) }
            state = known
        }
        var fact: CaseFact?
        if let json = row[6] as String? {
            guard let known = try? Self.decoder.decode(CaseFact.self, from: Data(json.utf8)) else {
                throw UnreadableRow(table: "case_event", id: row[0])
            }
            fact = known
        }
        self.init(
            id: row[0], caseId: row[1], at: Date(milliseconds: row[2]), by: row[3], state: state, note: row[5],
            fact: fact)
    }

    /// The values of all columns but the first.
    var values: StatementArguments {
        get throws {
            let json = try fact.map { String(decoding: try Self.encoder.encode($0), as: UTF8.self) }
            return [caseId, at.milliseconds, by, state?.rawValue, note, json]
        }
    }

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .millisecondsSince1970
        return decoder
    }()

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.milliseconds)
        }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}
