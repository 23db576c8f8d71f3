/// One call with what the record says of its citizen; made for the report alone.
package struct EqualityCase: Equatable, Sendable {
    /// Milliseconds until the answer or the hanging-up.
    package var wait: Int64
    package var isAbandoned: Bool
    /// Whether an agent dealt with it in the talk; `nil` where no agent has said so.
    package var isSolved: Bool?
    /// What the citizen last said of the answer to the case that the call became; `nil` where it became none, or nobody has
    /// heard the citizen.
    package var isAgreed: Bool?
    package var groups: EqualityGroups

    package init(wait: Int64, isAbandoned: Bool, isSolved: Bool?, isAgreed: Bool? = nil, groups: EqualityGroups) {
        self.wait = wait
        self.isAbandoned = isAbandoned
        self.isSolved = isSolved
        self.isAgreed = isAgreed
        self.groups = groups
    }
}

/// To which groups a citizen belongs; empty where the record does not say.
package struct EqualityGroups: Equatable, Sendable {
    package var language = ""
    package var township = ""
    package var age = ""
    package var needs = ""
    package var dialect = ""
    /// Segments by their ids, as the record has them now; a citizen is in any number of them. nil where nobody knows who called.
    package var segments: [String]?

    package init() {}

    /// nil where the record does not say it.
    package func names(of dimension: EqualityDimension) -> [String]? {
        func one(_ name: String) -> [String]? { name.isEmpty ? nil : [name] }
        return switch dimension {
        case .language: one(language)
        case .township: one(township)
        case .age: one(age)
        case .needs: one(needs)
        case .dialect: one(dialect)
        case .segment: segments
        }
    }
}

/// By what citizens are told apart, in this report and nowhere else.
package enum EqualityDimension: String, CaseIterable, Sendable {
    case language, township
    case age
    /// Whether the record holds something that an agent has to heed: hard of hearing, speak slowly.
    case needs
    case dialect
    /// Of `segments.yaml`. A citizen may be in several, so that these groups overlap.
    case segment

    /// The groups of ``needs``, and of citizens without a dialect on record.
    package static let hasNeeds = "yes"
    package static let hasNoNeeds = "no"

    /// The age band of a birth year in the year of the call.
    package static func ageBand(birthYear: Int?, in year: Int) -> String {
        switch birthYear.map({ year - $0 }) {
        case nil: ""
        case .some(..<18): "0-17"
        case .some(18..<40): "18-39"
        case .some(40..<60): "40-59"
        case .some(60..<75): "60-74"
        case .some: "75+"
        }
    }
}

/// Whether some groups of citizens wait longer, hang up more, or are helped less than all others, beyond chance.
///
/// - Waits: the median with its interval by order statistics; against all others by Mann and Whitney.
/// - Hanging up, dealt with in the talk, and solved by the citizen's own word: shares with Wilson's interval; against all
///   others by the score test.
/// - Calls whose citizen is not known, or of whom the record does not say it, are in no group of that dimension.
/// - Every comparison is one-sided (worse than all others of the dimension); all of one report are corrected together by
///   Holm. An alarm stands where the corrected chance is below ``alarmBelow``.
/// - Groups with fewer than ``smallest`` calls are not shown, and neither are further ones, until two are hidden with so
///   many calls together: nobody works the hidden ones out of the total.
///
/// Calls count one by one: someone who calls often weighs more, and a difference that one caller makes can look surer than it is.
package struct EqualityReport: Equatable, Sendable {
    package static let smallest = 10
    package static let alarmBelow = 0.05

    package enum Measure: String, CaseIterable, Sendable {
        case wait, abandonment, solved, agreed
    }

    /// One measure of one group.
    package struct Finding: Equatable, Sendable {
        package var measure: Measure
        /// Milliseconds, or 0…1.
        package var value: Double
        package var interval: ClosedRange<Double>
        /// The same of all others of the dimension.
        package var others: Double
        /// That chance alone makes it so much worse; corrected.
        package var chance: Double

        package var isAlarm: Bool { chance < EqualityReport.alarmBelow }
    }

    package struct Group: Equatable, Sendable {
        package var name: String
        package var calls: Int
        package var findings: [Finding]
    }

    package struct Table: Equatable, Sendable {
        package var dimension: EqualityDimension
        /// Those of whose citizens the record says to which group they belong.
        package var calls: Int
        /// The largest first.
        package var groups: [Group]
        /// How many groups are not shown.
        package var hidden: Int
    }

    package let tables: [Table]
    package let calls: Int
    /// How many comparisons were corrected for.
    package let comparisons: Int

    package init(_ cases: [EqualityCase]) {
        calls = cases.count
        var tables = EqualityDimension.allCases.map { dimension in
            Self.table(dimension, cases.filter { $0.groups.names(of: dimension) != nil })
        }
        let chances = tables.flatMap { $0.groups.flatMap { $0.findings.map(\.chance) } }
        var corrected = Ranks.corrected(chances).makeIterator()
        for table in tables.indices {
            for group in tables[table].groups.indices {
                for finding in tables[table].groups[group].findings.indices {
                    tables[table].groups[group].findings[finding].chance = corrected.next() ?? 1
                }
            }
        }
        self.tables = tables
        comparisons = chances.count
    }

    package var alarms: [(EqualityDimension, Group, Finding)] {
        tables.flatMap { table in
            table.groups.flatMap { group in group.findings.filter(\.isAlarm).map { (table.dimension, group, $0) } }
        }
    }

    private static func table(_ dimension: EqualityDimension, _ cases: [EqualityCase]) -> Table {
        let ranked = Ranked(cases.map(\.wait))
        var members: [String: [Int]] = [:]
        // By rank, so that the waits of each group are sorted as well.
        for index in ranked.order {
            for name in cases[index].groups.names(of: dimension) ?? [] { members[name, default: []].append(index) }
        }
        let sizes = members.mapValues(\.count)
        let shown = dimension == .segment ? shown(overlapping: sizes, of: cases.count) : shown(sizes)
        let whole = Shares(cases)
        let groups = shown.map { name in
            let own = members[name] ?? []
            guard own.count < cases.count else { return Group(name: name, calls: own.count, findings: []) }
            let inside = Shares(own.lazy.map { cases[$0] })
            return Group(
                name: name, calls: own.count,
                findings: [wait(of: own, ranked)] + inside.against(whole.without(inside)))
        }
        return Table(
            dimension: dimension, calls: cases.count, groups: groups, hidden: members.count - shown.count)
    }

    private static func wait(of own: [Int], _ ranked: Ranked) -> Finding {
        let (median, interval) = Ranks.median(sorted: own.map { ranked.values[$0] })
        return Finding(
            measure: .wait, value: median, interval: interval, others: ranked.medianOfOthers(than: own),
            chance: ranked.chanceOfLonger(own))
    }

    /// The names of the groups that may be shown, the largest first.
    static func shown(_ sizes: [String: Int]) -> [String] {
        var names = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        var hidden: [String] = []
        while let last = names.last, (sizes[last] ?? 0) < smallest { hidden.append(names.removeLast()) }
        while !hidden.isEmpty, hidden.count < 2 || hidden.reduce(0, { $0 + (sizes[$1] ?? 0) }) < smallest,
            !names.isEmpty
        {
            hidden.append(names.removeLast())
        }
        return names
    }

    /// The same of groups that do not add up to the whole: nobody works out from it who is in a small one, or left out of a large one.
    static func shown(overlapping sizes: [String: Int], of all: Int) -> [String] {
        sizes.filter { $0.value >= smallest && all - $0.value >= smallest }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    /// The shares of one set of calls.
    private struct Shares {
        var abandoned = Proportion(0, of: 0)
        var solved = Proportion(0, of: 0)
        var agreed = Proportion(0, of: 0)

        init(_ cases: some Sequence<EqualityCase>) {
            for call in cases {
                abandoned.count(call.isAbandoned)
                if let isSolved = call.isSolved { solved.count(isSolved) }
                if let isAgreed = call.isAgreed { agreed.count(isAgreed) }
            }
        }

        func without(_ part: Shares) -> Shares {
            var rest = self
            for share in [\Shares.abandoned, \.solved, \.agreed] {
                rest[keyPath: share].hits -= part[keyPath: share].hits
                rest[keyPath: share].of -= part[keyPath: share].of
            }
            return rest
        }

        func against(_ others: Shares) -> [Finding] {
            var findings = [
                Finding(
                    measure: .abandonment, value: abandoned.share, interval: abandoned.interval,
                    others: others.abandoned.share, chance: abandoned.chanceOfExceeding(others.abandoned))
            ]
            findings += Self.good(.solved, solved, others.solved) + Self.good(.agreed, agreed, others.agreed)
            return findings
        }

        /// A share of which more is better, where both sides have enough calls with it.
        private static func good(_ measure: Measure, _ own: Proportion, _ others: Proportion) -> [Finding] {
            guard own.of >= EqualityReport.smallest, others.of >= EqualityReport.smallest else { return [] }
            return [
                Finding(
                    measure: measure, value: own.share, interval: own.interval, others: others.share,
                    chance: others.chanceOfExceeding(own))
            ]
        }
    }
}
