import CivicCore

/// A subject, a dialect or another thing that agents know more or less well.
package struct SkillNeed: Hashable, Codable, Sendable, Comparable {
    /// 1 for a little, 5 for very well.
    package static let levels = 1...5

    package var name: String
    package var level: Int

    package init(name: String, level: Int) {
        self.name = name
        self.level = level
    }

    package static func < (left: Self, right: Self) -> Bool { (left.name, left.level) < (right.name, right.level) }
}

/// How a queue asks for less while a caller waits.
package struct Relaxation: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        /// Agents of any language may answer: a person who finds an interpreter is better than nobody.
        case language
        /// One skill is asked for no longer.
        case skill(String)
        /// Every skill, and the language, at this level or better.
        case level(Int)
        case skills
    }

    /// From the join time on.
    package var after: Duration
    package var step: Step

    package init(after: Duration, step: Step) {
        self.after = after
        self.step = step
    }
}

/// Who may answer a place at one point of its wait.
struct Requirement: Hashable, Sendable {
    /// Only this agent, for as long as the preference lasts.
    var agent: String?
    /// nil: whatever language the agent speaks.
    var language: Language?
    var languageLevel = 1
    /// By name.
    var skills: [SkillNeed] = []

    func isMet(by profile: AgentProfile) -> Bool {
        if let agent { return agent == profile.id }
        return language.map { profile.level(of: $0) >= languageLevel } ?? true
            && skills.allSatisfy { profile.skills[$0.name, default: 0] >= $0.level }
    }

    /// How well somebody fits who meets it.
    func fit(of profile: AgentProfile) -> Int {
        skills.reduce(language.map { profile.level(of: $0) } ?? 0) { $0 + profile.skills[$1.name, default: 0] }
    }

    mutating func relax(_ step: Relaxation.Step) {
        switch step {
        case .language: language = nil
        case .skill(let name): skills.removeAll { $0.name == name }
        case .level(let level):
            languageLevel = min(languageLevel, level)
            for index in skills.indices { skills[index].level = min(skills[index].level, level) }
        case .skills: skills = []
        }
        if language == nil { languageLevel = 1 }
    }
}

extension QueueDefinition {
    /// What is asked for, from the join on: each is weaker than the one before, and holds from its instant on.
    func stages(of place: Place) -> [(after: Duration, need: Requirement)] {
        var need = Requirement(
            language: place.language, languageLevel: languageLevel, skills: place.skills.sorted())
        var stages = [(after: Duration.zero, need: need)]
        if let agent = place.preferredAgent, stickyFor > .zero {
            stages = [(.zero, Requirement(agent: agent)), (stickyFor, need)]
        }
        let all = relaxations + [Relaxation(after: languageRelaxesAfter, step: .language)]
        for relaxation in all.sorted(by: { $0.after < $1.after }) {
            let before = need
            need.relax(relaxation.step)
            // Nobody has to wait longer for a preferred agent than for a relaxed skill.
            if need != before { stages.append((max(relaxation.after, stages.last?.after ?? .zero), need)) }
        }
        return stages
    }
}
