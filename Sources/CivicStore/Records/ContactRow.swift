import CivicCRM
import CivicCore
import Foundation
import GRDB

extension Contact {
    /// The columns of table `contact`, in the order that `init(_:)` reads them.
    static let columns = columnList(
        "id", "conversation", "channel", "citizen_id", "number_key", "raw_number", "started_at", "ended_at", "agent",
        "talk_time", "trail", "summary", "outcome")

    init(_ row: Row) throws {
        guard let channel = Channel(rawValue: row[2]) else { throw UnreadableRow(table: "contact", id: row[0]) }
        self.init(
            id: row[0], conversation: ConversationReference(text: row[1]), channel: channel, citizenId: row[3],
            numberKey: row[4], rawNumber: row[5], startedAt: Date(milliseconds: row[6]),
            endedAt: (row[7] as Int64?).map(Date.init(milliseconds:)), agent: row[8], talkTime: row[9],
            trail: row[10], summary: row[11], outcome: row[12])
    }

    /// The values of all columns but the first.
    var values: StatementArguments {
        [
            conversation.text, channel.rawValue, citizenId, numberKey, rawNumber, startedAt.milliseconds,
            endedAt?.milliseconds, agent, talkTime, trail, summary, outcome,
        ]
    }
}
