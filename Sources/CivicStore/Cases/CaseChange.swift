import CivicCRM
import CivicCore
import Foundation
import GRDB

/// One change of a case within a transaction: its life read from the history, an act decided, what follows written.
struct CaseChange {
    private(set) var record: Case
    private(set) var life: CaseLife
    let house: CaseLife.House
    private let units: [HandlingUnit]
    private let vault: RecordVault

    init(_ db: Database, _ vault: RecordVault, _ id: Int64, _ catalogue: ServiceCatalogue) throws {
        guard let record = try CivicStore.oneCase(db, vault, "id = ?", [id]) else {
            throw RecordsRefusal.unknownCase(id)
        }
        try self.init(db, vault, record, catalogue)
    }

    init(_ db: Database, _ vault: RecordVault, _ record: Case, _ catalogue: ServiceCatalogue) throws {
        self.record = record
        self.vault = vault
        life = CaseLife(record, history: try CivicStore.lines(db, ofCase: record.id))
        house = catalogue.house(of: record.service)
        units = catalogue.units
    }

    /// Refuses what was meant for another version, with the name of whoever was quicker.
    func expect(_ version: Int?, _ db: Database) throws {
        guard let version, version != record.version else { return }
        let author = try String.fetchOne(
            db.cachedStatement(sql: "SELECT author FROM case_event WHERE case_id = ? ORDER BY id DESC LIMIT 1"),
            arguments: [record.id])
        throw CaseRefusal.changedMeanwhile(version: record.version, by: author ?? "system")
    }

    func decide(_ act: CaseAct, _ note: String, _ actor: CaseActor, _ now: Date) throws -> [CaseEffect] {
        try life.decide(act, note: note, by: actor, at: now.stored, in: house)
    }

    /// Writes what follows: the history, the case, notices, credit and the ledger.
    ///
    /// - Parameter ledger: kind, actor and conversation of the entry, where they are not the usual ones.
    mutating func carryOut(
        _ effects: [CaseEffect], by actor: CaseActor, at now: Date, _ db: Database,
        ledger: (kind: String, actor: String, conversation: ConversationReference)? = nil
    ) throws {
        var facts: [CaseFact?] = []
        let before = record.state
        for effect in effects {
            switch effect {
            case .line(let fact, let state, let note):
                try CivicStore.note(
                    db,
                    CaseEvent(
                        id: 0, caseId: record.id, at: now.stored, by: actor.name, state: state, note: note, fact: fact))
                life.apply(fact, state)
                if let fact {
                    facts.append(fact)
                    try noteVisit(fact, by: actor, at: now, db)
                }
                if case .answered(let unit) = fact {
                    try CivicStore.postAnswer(db, vault, record, note, units.first { $0.id == unit }, at: now)
                }
            case .notice(let notice, let recipient): try owe(notice, to: recipient, at: now, db)
            case .credit(let unit, let points):
                try db.cachedStatement(sql: "INSERT INTO case_credit (case_id, unit, points, at) VALUES (?, ?, ?, ?)")
                    .execute(arguments: [record.id, unit, points, now.milliseconds])
            }
        }
        try update(at: now, db)
        if facts.isEmpty, record.state != before { facts = [nil] }
        for fact in facts {
            try CivicStore.enter(
                db, ledger?.kind ?? "case-changed", record, fact, by: ledger?.actor ?? actor.name, at: now,
                in: ledger?.conversation)
        }
    }

    private mutating func update(at now: Date, _ db: Database) throws {
        record.state = life.state
        record.unit = life.unit
        record.deadline = life.deadline.stored
        record.pausedSince = life.pause?.since.stored
        record.wishedAt = life.wish?.askedAt.stored
        record.mergedInto = life.mergedInto
        record.version += 1
        // A clock that was set back must not put a change before the one it follows.
        record.updatedAt = max(now.stored, record.updatedAt)
        try db.cachedStatement(
            sql: """
                UPDATE citizen_case SET state = ?, unit = ?, deadline = ?, paused_since = ?, wished_at = ?,
                  merged_into = ?, version = ?, updated_at = ? WHERE id = ?
                """
        ).execute(arguments: [
            record.state.rawValue, record.unit, record.deadline.milliseconds, record.pausedSince?.milliseconds,
            record.wishedAt?.milliseconds, record.mergedInto?.text, record.version, record.updatedAt.milliseconds,
            record.id,
        ])
    }

    /// Citizens and receivers of cases that go on as part of this one are told with it.
    private func owe(_ notice: CaseNotice, to recipient: CaseRecipient, at now: Date, _ db: Database) throws {
        var cases = [record.id]
        if recipient == .citizen || recipient == .receiver {
            cases += try Int64.fetchAll(
                db.cachedStatement(sql: "SELECT id FROM citizen_case WHERE merged_into = ?"),
                arguments: [record.number.text])
        }
        for id in cases {
            try db.cachedStatement(sql: "INSERT INTO case_notice (case_id, recipient, notice, at) VALUES (?, ?, ?, ?)")
                .execute(arguments: [id, recipient.text, notice.rawValue, now.milliseconds])
        }
    }
}
