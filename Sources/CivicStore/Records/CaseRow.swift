import CivicCRM
import CivicCore
import Foundation
import GRDB

extension Case {
    /// The columns of table `citizen_case`, in the order that `init(_:from:)` reads them.
    static let columns = columnList(
        "id", "number", "citizen_id", "conversation", "service", "unit", "state", "opened_at", "deadline",
        "updated_at", "summary", "recording", "channel", "contact_number")
    static let width = 14

    init(_ row: Row) throws {
        guard let number = CaseNumber(row[1]), let state = CaseState(rawValue: row[6]),
            let channel = Channel(rawValue: row[12])
        else { throw UnreadableRow(table: "citizen_case", id: row[0]) }
        self.init(
            id: row[0], number: number, citizenId: row[2],
            conversation: (row[3] as String?).map(ConversationReference.init(text:)), service: row[4], unit: row[5],
            state: state, openedAt: Date(milliseconds: row[7]), deadline: Date(milliseconds: row[8]),
            updatedAt: Date(milliseconds: row[9]), summary: row[10], recording: row[11], channel: channel,
            contactNumber: row[13])
    }

    /// The values of all columns but the first.
    var values: StatementArguments {
        [
            number.text, citizenId, conversation?.text, service, unit, state.rawValue, openedAt.milliseconds,
            deadline.milliseconds, updatedAt.milliseconds, summary, recording, channel.rawValue, contactNumber,
        ]
    }
}

extension CaseEvent {
    /// The columns of table `case_event`, in the order that `init(_:)` reads them.
    static let columns = columnList("id", "case_id", "at", "author", "state", "note")

    init(_ row: Row) throws {
        var state: CaseState?
        if let word = row[4] as String? {
            guard let known = CaseState(rawValue: word) else { throw UnreadableRow(table: "case_event", id: row[0]) }
            state = known
        }
        self.init(
            id: row[0], caseId: row[1], at: Date(milliseconds: row[2]), by: row[3], state: state, note: row[5])
    }
}
