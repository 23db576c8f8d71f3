package import CivicCore

/// All that a rule may know of a citizen; gathered by the record, judged by ``SegmentJudge``.
package struct SegmentInput: Equatable, Sendable {
    package var birthYear: Int?
    package var language: String
    package var township: String
    /// Whether something is written down that an agent has to heed.
    package var hasNeeds: Bool
    /// People of the household; 1 where nobody else is known.
    package var household: Int
    package var role: HouseholdRole?
    package var openCases: Int
    /// By service, open and closed.
    package var cases: [String: Int]
    /// What the citizen agreed to and has not withdrawn, with the last day; nil where it has no end.
    package var consents: [ConsentPurpose: LocalDate?]
    /// By name; those that hold, and those that held until a day that is over.
    package var facts: [String: CitizenFact]

    package init(
        birthYear: Int?, language: String, township: String, hasNeeds: Bool = false, household: Int = 1,
        role: HouseholdRole? = nil, openCases: Int = 0, cases: [String: Int] = [:],
        consents: [ConsentPurpose: LocalDate?] = [:], facts: [String: CitizenFact] = [:]
    ) {
        self.birthYear = birthYear
        self.language = language
        self.township = township
        self.hasNeeds = hasNeeds
        self.household = household
        self.role = role
        self.openCases = openCases
        self.cases = cases
        self.consents = consents
        self.facts = facts
    }

    /// Days after which something of it is over.
    package var lastDays: Set<LocalDate> {
        Set(facts.values.compactMap(\.until) + consents.values.compactMap(\.self))
    }
}

/// To which segments a citizen belongs on a day.
package struct SegmentVerdict: Equatable, Sendable {
    /// By segment, the values that the rule went by: `age` `67`, `work` `farming`.
    package var segments: [String: [String: String]]
    /// The first day on which it will be another one by itself; nil where time alone changes nothing.
    package var changes: LocalDate?

    package init(segments: [String: [String: String]], changes: LocalDate?) {
        self.segments = segments
        self.changes = changes
    }
}

/// A service that a citizen is entitled to and has not claimed.
package struct Entitlement: Equatable, Sendable {
    package var service: String
    /// The values that the rule went by.
    package var why: [String: String]

    package init(service: String, why: [String: String]) {
        self.service = service
        self.why = why
    }
}

/// The rules of segments and of entitlements, compiled.
package protocol SegmentJudge: Sendable {
    /// Tells one text of the rules from another.
    var version: String { get }
    var catalogue: SegmentCatalogue { get }
    func verdict(on input: SegmentInput, day: LocalDate) -> SegmentVerdict
    /// - Parameter segments: those that the citizen belongs to on that day.
    func entitlements(of input: SegmentInput, in segments: Set<String>, day: LocalDate) -> [Entitlement]
}
