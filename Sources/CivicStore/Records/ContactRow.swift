import CivicCRM
import CivicCore
import Foundation
import GRDB

extension Contact {
    /// The columns of table `contact`, in the order that `init(_:)` reads them.
    static let columns = columnList(
        "id", "conversation", "channel", "citizen_id", "number_sealed", "raw_sealed", "started_at", "ended_at", "agent",
        "talk_time", "trail_sealed", "summary", "outcome", "number_index")

    init(_ row: Row, _ vault: RecordVault) throws {
        guard let channel = Channel(rawValue: row[2]) else { throw UnreadableRow(table: "contact", id: row[0]) }
        self.init(
            id: row[0], conversation: ConversationReference(text: row[1]), channel: channel, citizenId: row[3],
            numberKey: try vault.openIfAny(row[4] as Data?, of: .contactNumber),
            rawNumber: try vault.openIfAny(row[5] as Data?, of: .contactRaw), startedAt: Date(milliseconds: row[6]),
            endedAt: (row[7] as Int64?).map(Date.init(milliseconds:)), agent: row[8], talkTime: row[9],
            trail: try Self.trail(row[10], vault), summary: row[11], outcome: row[12])
    }

    /// The values of all columns but the first.
    func values(_ vault: RecordVault) throws -> StatementArguments {
        [
            conversation.text, channel.rawValue, citizenId, try vault.sealIfAny(numberKey, for: .contactNumber),
            try vault.sealIfAny(rawNumber, for: .contactRaw), startedAt.milliseconds, endedAt?.milliseconds, agent,
            talkTime,
            trail.isEmpty ? Data() : try vault.seal(trail, for: .contactTrail), summary, outcome,
            vault.indexIfAny(numberKey, for: .contact),
        ]
    }

    private static func trail(_ bytes: Data, _ vault: RecordVault) throws -> String {
        bytes.isEmpty ? "" : try vault.open(bytes, of: .contactTrail)
    }
}
