/// How it is known who is on the line; each level is stronger than those before it.
package enum IdentityLevel: String, Codable, CaseIterable, Comparable, Sendable {
    /// The calling number is in one person's record only. A presumption: a number never proves a person.
    case presumed
    /// The caller has said which of the number's people it is, by the year of birth.
    case chosen
    /// The last four of the ID number or the PIN was keyed.
    case proven
    /// An agent has made sure in the talk.
    case confirmed

    package static func < (one: Self, other: Self) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .presumed: 0
        case .chosen: 1
        case .proven: 2
        case .confirmed: 3
        }
    }
}

/// Who is on the line, and how that is known.
package struct KnownCitizen: Codable, Equatable, Sendable {
    package var id: Int64
    package var level: IdentityLevel

    package init(id: Int64, level: IdentityLevel) {
        self.id = id
        self.level = level
    }

    /// What is known after another finding: a weaker one about somebody else changes nothing.
    package func after(_ finding: KnownCitizen) -> KnownCitizen { finding.level >= level ? finding : self }
}
