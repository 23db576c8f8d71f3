package import CivicCore

/// What one agent can take: the queues served, the languages spoken and the skills had. It says nothing of any citizen.
package struct AgentProfile: Sendable, Equatable {
    package var id: String
    package var queues: Set<String>
    /// In the agent's own order; matching treats them alike.
    package var languages: [Language]
    /// Level by name, 1 to 5; a language stands here under its tag where it is not spoken very well.
    package var skills: [String: Int]

    package init(id: String, queues: Set<String>, languages: [Language], skills: [String: Int] = [:]) {
        self.id = id
        self.queues = queues
        self.languages = languages
        self.skills = skills
    }

    /// 0 for a language that the agent does not speak.
    package func level(of language: Language) -> Int {
        languages.contains(language) ? skills[language.tag] ?? SkillNeed.levels.upperBound : 0
    }
}

/// What an agent wants to be; the last one said wins whenever nothing else is under way.
package enum AgentWish: Sendable, Equatable {
    case ready
    /// A word of the desk's list: `break`, `lunch`, `training`, `admin`.
    case notReady(reason: String)
    case signedOut
}
