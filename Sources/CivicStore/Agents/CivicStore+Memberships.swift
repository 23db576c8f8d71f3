package import CivicQueue
package import Foundation
import GRDB

// What was changed of agents' profiles. Table `agent_membership`; each word on it is in the ledger in the same transaction,
// and the entry's number is the revision.
extension CivicStore: MembershipRecords {
    package func memberships() async throws -> [String: KeptMembership] {
        try await pool.read { db in
            let agents = try String.fetchAll(db, sql: "SELECT DISTINCT agent FROM agent_membership")
            return Dictionary(uniqueKeysWithValues: try agents.map { ($0, try Self.membership(of: $0, db)) })
        }
    }

    package func change(
        _ wish: MembershipChanges, of configured: AgentProfile, by supervisor: String, at now: Date
    ) async throws -> KeptMembership? {
        try await pool.write { db in
            let before = try Self.membership(of: configured.id, db).changes
            let after = before.adding(wish, over: configured)
            guard after != before else { return nil }
            let revision = try Ledger.append(
                db, kind: "membership-changed", conversation: nil, actor: supervisor,
                payload: try Ledger.json(Self.words(for: wish, of: configured, before)), at: now)
            try db.execute(sql: "DELETE FROM agent_membership WHERE agent = ?", arguments: [configured.id])
            let queues = after.queues.map { ("queue", $0.key, $0.value ? 1 : 0) }
            let rows = queues + after.skills.map { ("skill", $0.key, $0.value) }
            for (subject, name, level) in rows {
                try db.execute(
                    sql: """
                        INSERT INTO agent_membership (agent, subject, name, level, revision) VALUES (?, ?, ?, ?, ?)
                        """, arguments: [configured.id, subject, name, level, revision])
            }
            return KeptMembership(changes: after, revision: revision)
        }
    }

    private static func membership(of agent: String, _ db: Database) throws -> KeptMembership {
        var kept = KeptMembership(changes: MembershipChanges(), revision: 0)
        let rows = try Row.fetchAll(
            db, sql: "SELECT subject, name, level, revision FROM agent_membership WHERE agent = ?", arguments: [agent])
        for row in rows {
            let (subject, name, level): (String, String, Int) = (row[0], row[1], row[2])
            if subject == "queue" { kept.changes.queues[name] = level > 0 } else { kept.changes.skills[name] = level }
            kept.revision = max(kept.revision, row[3])
        }
        return kept
    }

    /// What is new by a wish, for the ledger: `queue.tax: served`, `skill.farming: 3`.
    private static func words(
        for wish: MembershipChanges, of configured: AgentProfile, _ before: MembershipChanges
    ) -> [String: String] {
        var words = ["agent": configured.id]
        for (queue, isServed) in wish.queues
        where isServed != before.queues[queue] ?? configured.queues.contains(queue) {
            words["queue.\(queue)"] = isServed ? "served" : "not-served"
        }
        for (skill, level) in wish.skills where level != before.skills[skill] ?? configured.level(ofSkill: skill) {
            words["skill.\(skill)"] = String(level)
        }
        return words
    }
}
