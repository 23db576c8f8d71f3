import CivicCore
import CivicDialplan
import CivicQueue
import Foundation

// Which queues agents serve and how well they know what: as configured, with what supervisors change while calls go on. A
// change is on disk and in the ledger before the line knows of it; nobody is signed out, and no call is touched.
extension Switchboard {
    /// Brings what was changed before a restart to the desks.
    package func takeUpMemberships() async throws {
        memberships = try await membershipRecords.memberships()
        settleProfiles()
    }

    package func changeMembership(
        of agent: String, queues: [String: Bool], skills: [String: Int], by supervisor: String
    ) async throws {
        let wish = MembershipChanges(queues: queues, skills: skills)
        guard let desk = desks[agent], !desk.isGone else {
            throw DeskRefusal.invalid(field: "agent", reason: "no agent has this name")
        }
        if let queue = wish.queues.keys.first(where: { name in !settings.queues.contains { $0.id == name } }) {
            throw DeskRefusal.unknownQueue(String(queue.prefix(64)))
        }
        let known = knownSkills().union(desk.profile.languages.map(\.tag))
        guard wish.skills.allSatisfy({ known.contains($0) && (0...SkillNeed.levels.upperBound).contains($1) }) else {
            throw DeskRefusal.invalid(field: "skills", reason: "known skills, at levels from 0 to 5")
        }
        let kept = try await membershipRecords.change(wish, of: desk.seat.profile, by: supervisor, at: Date())
        // Another change of the same agent may have overtaken this one on its way back.
        guard let kept, kept.revision > memberships[agent]?.revision ?? 0 else { return }
        memberships[agent] = kept
        settleProfile(of: agent)
    }

    /// Skills that somebody has or a dialplan asks for; languages are not among them.
    func knownSkills() -> Set<String> {
        var names: Set<String> = []
        var languages = Set(plans.flatMap(\.languages).map(\.tag))
        for desk in desks.values {
            names.formUnion(desk.seat.profile.skills.keys)
            languages.formUnion(desk.profile.languages.map(\.tag))
        }
        for kept in memberships.values { names.formUnion(kept.changes.skills.keys) }
        for step in plans.flatMap(\.steps) {
            if case .queue(let line) = step.action { names.formUnion(line.skills.keys) }
        }
        return names.subtracting(languages)
    }

    /// Again where seats or queues are others than before.
    func settleProfiles() {
        for agent in desks.keys.sorted() { settleProfile(of: agent) }
    }

    private func settleProfile(of agent: String) {
        guard let desk = desks[agent] else { return }
        let profile = profile(of: desk.seat)
        guard profile != desk.profile else { return }
        desks[agent]?.profile = profile
        guard desk.isSignedIn else { return }
        carryOut(dispatcher.handle(.profileChanged(profile), at: MonotonicClock.now, wallClock: Date()))
        publish("state", to: agent)
    }

    /// What an agent may take now.
    func profile(of seat: AgentSeat) -> AgentProfile {
        guard let changes = memberships[seat.profile.id]?.changes else { return seat.profile }
        return seat.profile.applying(changes, known: Set(settings.queues.map(\.id)))
    }
}
