import CivicCore
package import Foundation

/// What was changed of one agent's profile while the hotline runs: laid over what the configuration says, and nothing where
/// it says the same.
package struct MembershipChanges: Sendable, Equatable {
    /// Whether a queue is served, by its id.
    package var queues: [String: Bool]
    /// A level from 1 to 5 by the skill's name, or 0 for none; a language stands here under its tag.
    package var skills: [String: Int]

    package init(queues: [String: Bool] = [:], skills: [String: Int] = [:]) {
        self.queues = queues
        self.skills = skills
    }

    package var isEmpty: Bool { queues.isEmpty && skills.isEmpty }

    /// These with others on top; what comes to the same as the configuration is no change any more.
    package func adding(_ more: MembershipChanges, over configured: AgentProfile) -> MembershipChanges {
        MembershipChanges(
            queues: queues.merging(more.queues) { $1 }.filter { $1 != configured.queues.contains($0) },
            skills: skills.merging(more.skills) { $1 }.filter { $1 != configured.level(ofSkill: $0) })
    }
}

extension AgentProfile {
    /// How well the agent knows a subject, a dialect or a language: 0 to 5.
    package func level(ofSkill name: String) -> Int {
        if let language = languages.first(where: { $0.tag == name }) { return level(of: language) }
        return skills[name] ?? 0
    }

    /// The profile that holds.
    ///
    /// - Parameter known: the queues that there are; others cannot be served.
    package func applying(_ changes: MembershipChanges, known: Set<String>) -> AgentProfile {
        var profile = self
        for (queue, isServed) in changes.queues where known.contains(queue) {
            if isServed { profile.queues.insert(queue) } else { profile.queues.remove(queue) }
        }
        for (name, level) in changes.skills {
            // A language without a level is one that is spoken very well.
            let isLanguage = languages.contains { $0.tag == name }
            profile.skills[name] = level > 0 || isLanguage ? level : nil
        }
        return profile
    }
}

/// What was changed of an agent's profile, as it is on disk.
package struct KeptMembership: Sendable, Equatable {
    package var changes: MembershipChanges
    /// Of two for one agent the higher is the newer.
    package var revision: Int64

    package init(changes: MembershipChanges, revision: Int64) {
        self.changes = changes
        self.revision = revision
    }
}

/// Where changes of profiles live; `CivicStore` answers it.
package protocol MembershipRecords: Sendable {
    /// Of all agents of whom something was changed, by name.
    func memberships() async throws -> [String: KeptMembership]
    /// Lays a wish over what was changed before, with a word in the ledger; returns when it is durable.
    ///
    /// - Returns: `nil` where it changes nothing.
    func change(
        _ wish: MembershipChanges, of configured: AgentProfile, by supervisor: String, at now: Date
    ) async throws -> KeptMembership?
}
