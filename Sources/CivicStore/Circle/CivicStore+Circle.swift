package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// Households, what citizens agreed to, and how they want to be reached; each change with its ledger entry, which names nobody
/// but by number.
extension CivicStore: CircleRecords {
    private struct CirclePayload: Encodable {
        var citizen: Int64
        var other: Int64?
        var consent: Int64?
        var word: String?
    }

    package func circle(of id: Int64, at now: Date) async throws -> Circle? {
        try await pool.read { [vault] db in
            guard let citizen = try Self.citizen(db, vault, id) else { return nil }
            let id = citizen.id
            var circle = Circle(
                citizen: citizen, role: nil, household: [], consents: [], speaksFor: [],
                preference: try Self.preference(db, of: id), names: [:])
            for row in try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT o.citizen_id, o.role FROM household_member m
                        JOIN household_member o ON o.household_id = m.household_id
                        WHERE m.citizen_id = ? ORDER BY o.citizen_id LIMIT 60
                        """), arguments: [id])
            {
                let role = (row[1] as String?).flatMap(HouseholdRole.init(rawValue:))
                let other: Int64 = row[0]
                if other == id {
                    circle.role = role ?? circle.role
                } else if !circle.household.contains(where: { $0.citizen.id == other }),
                    let member = try Self.oneRecord(db, vault, other)
                {
                    circle.household.append(HouseholdMember(citizen: member, role: role))
                }
            }
            circle.consents = try Self.consents(db, "citizen_id = ?", [id])
            circle.speaksFor = try Self.consents(db, "proxy_id = ?", [id])
                .filter { $0.holds(at: now) && $0.citizen != id }
            for other in Set(circle.consents.compactMap(\.proxy) + circle.speaksFor.map(\.citizen)) where other != id {
                circle.names[other] = try Self.oneRecord(db, vault, other)?.name
            }
            return circle
        }
    }

    package func setRole(
        _ role: HouseholdRole?, of member: Int64, inHouseholdOf citizen: Int64, by agent: String, at now: Date
    ) async throws {
        try await pool.write { db in
            let (citizen, member) = (try Self.owned(db, citizen), try Self.owned(db, member))
            let home = try Self.household(db, of: citizen)
            if let role {
                try db.cachedStatement(
                    sql: """
                        INSERT INTO household_member (household_id, citizen_id, role) VALUES (?, ?, ?)
                        ON CONFLICT (household_id, citizen_id) DO UPDATE SET role = excluded.role
                        """
                ).execute(arguments: [home, member, role.rawValue])
            } else {
                try db.cachedStatement(sql: "DELETE FROM household_member WHERE household_id = ? AND citizen_id = ?")
                    .execute(arguments: [home, member])
            }
            try Self.enter(
                db, "household-changed", CirclePayload(citizen: citizen, other: member, word: role?.rawValue ?? "out"),
                agent, now)
        }
    }

    package func give(_ draft: ConsentDraft, by agent: String, at now: Date) async throws -> Consent {
        try draft.check(at: now)
        try Self.check(draft.evidence, field: "evidence")
        return try await pool.write { db in
            let citizen = try Self.owned(db, draft.citizen)
            let proxy = try Self.owner(db, draft.proxy)
            guard proxy != citizen else { throw ConsentRefusal.ownProxy }
            let evidence = draft.evidence.trimmingCharacters(in: .whitespacesAndNewlines)
            let id =
                try Int64.fetchOne(
                    db.cachedStatement(
                        sql: """
                            INSERT INTO consent
                              (citizen_id, purpose, proxy_id, relation, conversation, evidence, at, author, until)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                            """),
                    arguments: [
                        citizen, draft.purpose.rawValue, proxy, draft.relation?.rawValue, draft.conversation?.text,
                        evidence, now.milliseconds, agent, draft.until?.milliseconds,
                    ]) ?? 0
            try Self.enter(
                db, "consent-given",
                CirclePayload(citizen: citizen, other: proxy, consent: id, word: draft.purpose.rawValue), agent, now)
            guard let given = try Self.consents(db, "id = ?", [id]).first else { throw ConsentRefusal.unknown }
            return given
        }
    }

    package func withdraw(_ consent: Int64, by agent: String, at now: Date) async throws -> Consent {
        try await pool.write { db in
            guard var found = try Self.consents(db, "id = ?", [consent]).first else { throw ConsentRefusal.unknown }
            guard found.withdrawnAt == nil else { throw ConsentRefusal.withdrawnAlready }
            (found.withdrawnAt, found.withdrawnBy) = (now.stored, agent)
            try db.cachedStatement(sql: "UPDATE consent SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ?")
                .execute(arguments: [now.milliseconds, agent, consent])
            try Self.enter(
                db, "consent-withdrawn",
                CirclePayload(
                    citizen: found.citizen, other: found.proxy, consent: consent, word: found.purpose.rawValue), agent,
                now)
            return found
        }
    }

    package func prefer(_ preference: ContactPreference?, for citizen: Int64, by agent: String, at now: Date)
        async throws
    {
        try await pool.write { db in
            let citizen = try Self.owned(db, citizen)
            if let preference {
                try db.cachedStatement(
                    sql: """
                        INSERT INTO contact_preference
                          (citizen_id, from_minute, to_minute, way, machine, offers, at, author)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (citizen_id) DO UPDATE SET from_minute = excluded.from_minute,
                          to_minute = excluded.to_minute, way = excluded.way, machine = excluded.machine,
                          offers = excluded.offers, at = excluded.at, author = excluded.author
                        """
                ).execute(arguments: [
                    citizen, preference.hours?.lowerBound, preference.hours?.upperBound, preference.way.rawValue,
                    preference.takesMachine ? 1 : 0, preference.takesOffers ? 1 : 0, now.milliseconds, agent,
                ])
            } else {
                try db.cachedStatement(sql: "DELETE FROM contact_preference WHERE citizen_id = ?")
                    .execute(arguments: [citizen])
            }
            try Self.enter(
                db, "preference-changed", CirclePayload(citizen: citizen, word: preference?.way.rawValue ?? "none"),
                agent, now)
        }
    }

    // MARK: Rows

    /// How a citizen wants to be reached; nil where nothing was said.
    static func preference(_ db: Database, of citizen: Int64) throws -> ContactPreference? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT from_minute, to_minute, way, machine, offers FROM contact_preference WHERE citizen_id = ?"),
            arguments: [citizen]
        ).flatMap { row in
            ContactPreference.Way(rawValue: row[2]).map { way in
                let hours = (row[0] as Int?).flatMap { from in (row[1] as Int?).map { from..<$0 } }
                return ContactPreference(hours: hours, way: way, takesMachine: row[3], takesOffers: row[4])
            }
        }
    }

    /// The same of somebody who may be known by a number alone: then it is what honours all whose number it is.
    static func preference(_ db: Database, _ vault: RecordVault, of citizen: Int64?, or number: String?) throws
        -> ContactPreference?
    {
        if let citizen { return try preference(db, of: citizen) }
        guard let number else { return nil }
        let citizens = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT l.citizen_id FROM phone p JOIN citizen_phone l ON l.phone_id = p.id
                    WHERE p.number_index = ? ORDER BY l.citizen_id
                    """),
            arguments: [vault.index(number, for: .phone)])
        return ContactPreference.strictest(of: try citizens.compactMap { try preference(db, of: $0) })
    }

    /// How the citizen of a case wants to be reached about it.
    struct Wishes {
        var preference: ContactPreference?
        /// False for who filed it to be answered in writing.
        var wantsCalls: Bool
        /// They have said so since they filed it to be answered by e-mail.
        var wantsNoMail: Bool
    }

    /// By the latest word: how a filed matter is to be answered holds until its citizen has told the hotline otherwise.
    static func wishes(_ db: Database, ofCase record: Case) throws -> Wishes {
        let answer = try String.fetchOne(
            db.cachedStatement(sql: "SELECT answer FROM filing WHERE case_id = ?"), arguments: [record.id])
        let preference = try record.citizenId.flatMap { try Self.preference(db, of: $0) }
        let isLater = try record.citizenId.map { citizen in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM contact_preference WHERE citizen_id = ? AND at > ?)"),
                arguments: [citizen, record.openedAt.milliseconds]) ?? false
        }
        let changedMind = isLater == true && preference.map { $0.way != .email } == true
        return Wishes(
            preference: preference,
            wantsCalls: changedMind || answer.map { $0 == AnswerWay.phone.rawValue } ?? true,
            wantsNoMail: changedMind)
    }

    static func consents(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws
        -> [Consent]
    {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, citizen_id, purpose, proxy_id, relation, conversation, evidence, at, author, until,
                      withdrawn_at, withdrawn_by
                    FROM consent WHERE \(condition) ORDER BY id DESC LIMIT 100
                    """), arguments: arguments
        ).map { row in
            guard let purpose = ConsentPurpose(rawValue: row[2]) else {
                throw UnreadableRow(table: "consent", id: row[0])
            }
            return Consent(
                id: row[0], citizen: row[1], purpose: purpose, proxy: row[3],
                relation: (row[4] as String?).flatMap(ProxyRelation.init(rawValue:)),
                conversation: (row[5] as String?).map(ConversationReference.init(text:)), evidence: row[6],
                at: Date(milliseconds: row[7]), by: row[8], until: (row[9] as Int64?).map(Date.init(milliseconds:)),
                withdrawnAt: (row[10] as Int64?).map(Date.init(milliseconds:)), withdrawnBy: row[11])
        }
    }

    /// Whose household it is; a new one in the citizen's village where there is none.
    private static func household(_ db: Database, of citizen: Int64) throws -> Int64 {
        let known = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT household_id FROM household_member WHERE citizen_id = ? ORDER BY household_id LIMIT 1"),
            arguments: [citizen])
        if let known { return known }
        let made =
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        INSERT INTO household (township, village)
                        SELECT township, village FROM citizen WHERE id = ? RETURNING id
                        """), arguments: [citizen]) ?? 0
        try db.cachedStatement(sql: "INSERT INTO household_member (household_id, citizen_id) VALUES (?, ?)")
            .execute(arguments: [made, citizen])
        return made
    }

    /// The record as it stands on its own now.
    private static func owned(_ db: Database, _ id: Int64) throws -> Int64 {
        guard let current = try current(db, id) else { throw RecordsRefusal.unknownCitizen(id) }
        return current
    }

    private static func enter(
        _ db: Database, _ kind: String, _ payload: CirclePayload, _ agent: String, _ now: Date
    ) throws {
        _ = try Ledger.append(
            db, kind: kind, conversation: nil, actor: agent, payload: try Ledger.json(payload), at: now)
    }
}
