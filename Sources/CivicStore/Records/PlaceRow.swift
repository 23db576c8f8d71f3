import CivicCRM
package import CivicCore
package import CivicQueue
import Foundation
import GRDB

extension Place {
    /// The columns of table `place`, in the order that `init(_:)` reads them.
    static let columns = columnList(
        "id", "conversation", "queue", "joined_at", "language", "callback_sealed", "state", "leaving", "agent",
        "skills", "preferred_agent", "mark", "call_back", "not_before", "attempts")

    init(_ row: Row, _ vault: RecordVault) throws {
        guard let state = State(rawValue: row[6]) else { throw UnreadableRow(table: "place", id: row[0]) }
        self.init(
            id: row[0], conversation: ConversationReference(text: row[1]), queue: row[2],
            joinedAt: Date(milliseconds: row[3]), language: Language(tag: row[4]),
            callbackNumber: try vault.openIfAny(row[5] as Data?, of: .placeCallBack), state: state,
            leaving: (row[7] as String?).flatMap(Leaving.init(rawValue:)), agent: row[8])
        skills = Self.skills(from: row[9])
        preferredAgent = row[10]
        mark = (row[11] as String?).flatMap(Mark.init(rawValue:))
        callBack = (row[12] as String?).flatMap(CallBack.Cause.init(rawValue:)).map { cause in
            CallBack(cause: cause, notBefore: (row[13] as Int64?).map(Date.init(milliseconds:)), attempts: row[14])
        }
    }

    /// `farming:2 tax:4`
    private static func skills(from text: String) -> [SkillNeed] {
        text.split(separator: " ").compactMap { part in
            let halves = part.split(separator: ":")
            guard halves.count == 2, let level = Int(halves[1]) else { return nil }
            return SkillNeed(name: String(halves[0]), level: level)
        }
    }

    var skillsText: String { skills.map { "\($0.name):\($0.level)" }.joined(separator: " ") }
}

/// Places in line: each is on disk before the caller hears of it, and its join time is never written again.
extension CivicStore: PlaceRecords {
    package func join(_ place: Place) async throws -> Place {
        var stored = place
        stored.joinedAt = place.joinedAt.stored
        stored.id = try await pool.write { [vault] db in
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        INSERT INTO place (\(Place.columns.withoutId))
                        VALUES (\(Place.columns.placeholdersWithoutId)) RETURNING id
                        """),
                arguments: [
                    place.conversation.text, place.queue, place.joinedAt.milliseconds, place.language.tag,
                    try vault.sealIfAny(place.callbackNumber, for: .placeCallBack), place.state.rawValue,
                    place.leaving?.rawValue, place.agent,
                    place.skillsText, place.preferredAgent, place.mark?.rawValue, place.callBack?.cause.rawValue,
                    place.callBack?.notBefore?.milliseconds, place.callBack?.attempts ?? 0,
                ]) ?? 0
        }
        return stored
    }

    package func update(_ id: Int64, state: Place.State, leaving: Place.Leaving?, agent: String?) async throws {
        try await pool.write { db in
            try db.cachedStatement(sql: "UPDATE place SET state = ?, leaving = ?, agent = ? WHERE id = ?")
                .execute(arguments: [state.rawValue, leaving?.rawValue, agent, id])
            guard db.changesCount == 1 else { throw RecordsRefusal.unknownPlace(id) }
        }
    }

    package func move(_ id: Int64, toQueue queue: String) async throws {
        try await pool.write { db in
            try db.cachedStatement(sql: "UPDATE place SET queue = ? WHERE id = ?").execute(arguments: [queue, id])
            guard db.changesCount == 1 else { throw RecordsRefusal.unknownPlace(id) }
        }
    }

    package func update(_ id: Int64, number: String?, callBack: CallBack?) async throws {
        try await set("callback_sealed = ?, call_back = ?, not_before = ?, attempts = ?", of: id) { [vault] in
            [
                try vault.sealIfAny(number, for: .placeCallBack), callBack?.cause.rawValue,
                callBack?.notBefore?.milliseconds, callBack?.attempts ?? 0,
            ]
        }
    }

    package func update(_ id: Int64, conversation: ConversationReference) async throws {
        try await set("conversation = ?", of: id) { [conversation.text] }
    }

    package func update(_ id: Int64, mark: Place.Mark?) async throws {
        try await set("mark = ?", of: id) { [mark?.rawValue] }
    }

    private func set(
        _ columns: String, of id: Int64, _ values: @escaping @Sendable () throws -> [(any DatabaseValueConvertible)?]
    ) async throws {
        try await pool.write { db in
            try db.cachedStatement(sql: "UPDATE place SET \(columns) WHERE id = ?")
                .execute(arguments: StatementArguments(try values() + [id]))
            guard db.changesCount == 1 else { throw RecordsRefusal.unknownPlace(id) }
        }
    }

    package func unfinished() async throws -> [Place] {
        try await pool.read { [vault] db in
            try Row.fetchAll(
                db, sql: "SELECT \(Place.columns.all) FROM place WHERE state <> 'left' ORDER BY joined_at, id"
            ).map { try Place($0, vault) }
        }
    }
}
