package import CivicReports

/// Citizens of one group who brought a service in one year. Table `segment_people`.
package struct SegmentCount: Equatable, Sendable {
    /// As `EqualityDimension` names them; empty where the record does not say it.
    package var age: String
    package var needs: String
    package var language: String
    /// Empty: any service.
    package var service: String
    package var people: Int

    package init(age: String, needs: String, language: String, service: String, people: Int) {
        self.age = age
        self.needs = needs
        self.language = language
        self.service = service
        self.people = people
    }

    subscript(dimension: EqualityDimension) -> String {
        switch dimension {
        case .age: age
        case .needs: needs
        case .language: language
        case .township, .dialect, .segment: ""
        }
    }
}

/// Citizens of a segment of `segments.yaml` who brought a service in one year; segments are as the record has them now.
package struct MembershipCount: Equatable, Sendable {
    /// Empty: everybody.
    package var segment: String
    /// Empty: any service.
    package var service: String
    package var people: Int

    package init(segment: String, service: String, people: Int) {
        self.segment = segment
        self.service = service
        self.people = people
    }
}

/// Which services groups of citizens bring more often than all others.
///
/// What is counted are people, not cases: somebody with ten cases of one service in a year counts once.
///
///     support = people of the group with the service ÷ all people
///     lift    = (with the service ÷ group) ÷ (all with the service ÷ all people)
///
/// Each pair is tested by ``Fisher``, one-sided; all are corrected together by Holm (`Ranks.corrected`).
package struct SegmentReport: Equatable, Sendable {
    package static let dimensions: [EqualityDimension] = [.age, .needs, .language]
    package static let findingBelow = 0.05

    package struct Line: Equatable, Sendable {
        package var dimension: EqualityDimension
        package var group: String
        package var service: String
        /// Of the group: with the service.
        package var inside: Proportion
        /// Of all others.
        package var outside: Proportion
        package var support: Double
        package var lift: Double
        /// Corrected.
        package var chance: Double

        package var isFinding: Bool { chance < SegmentReport.findingBelow }
    }

    /// The surest first.
    package let lines: [Line]
    /// With a case in the year.
    package let people: Int
    package let comparisons: Int
    /// Pairs with fewer than ``SmallCells/least`` people, in the group or outside of it.
    package let hidden: Int

    package init(_ counts: [SegmentCount], memberships: [MembershipCount] = []) {
        people = counts.filter { $0.service.isEmpty }.reduce(0) { $0 + $1.people }
        let tables = Self.dimensions.map { Self.table($0, counts) } + [Self.table(memberships)]
        var lines = tables.flatMap(\.lines)
        for (index, chance) in Ranks.corrected(lines.map(\.chance)).enumerated() { lines[index].chance = chance }
        comparisons = lines.count
        hidden = tables.reduce(0) { $0 + $1.hidden }
        self.lines = lines.sorted {
            ($0.chance, -$0.lift, $0.group, $0.service) < ($1.chance, -$1.lift, $1.group, $1.service)
        }
    }

    private static func table(_ dimension: EqualityDimension, _ counts: [SegmentCount]) -> (lines: [Line], hidden: Int)
    {
        let known = counts.filter { !$0[dimension].isEmpty }
        func people(_ group: String?, _ service: String) -> Int {
            known.reduce(0) { sum, count in
                count.service == service && (group == nil || count[dimension] == group) ? sum + count.people : sum
            }
        }
        return table(
            dimension, groups: Set(known.map { $0[dimension] }), services: Set(known.map(\.service)), people: people)
    }

    private static func table(_ memberships: [MembershipCount]) -> (lines: [Line], hidden: Int) {
        let counts = Dictionary(
            memberships.map { ([$0.segment, $0.service], $0.people) }, uniquingKeysWith: { first, _ in first })
        return table(
            .segment, groups: Set(memberships.map(\.segment)).subtracting([""]),
            services: Set(memberships.map(\.service))
        ) { group, service in counts[[group ?? "", service]] ?? 0 }
    }

    /// - Parameter people: of a group (nil: all) with a service (empty: any).
    private static func table(
        _ dimension: EqualityDimension, groups: Set<String>, services: Set<String>,
        people: (String?, String) -> Int
    ) -> (lines: [Line], hidden: Int) {
        let all = people(nil, "")
        let services = services.subtracting([""]).sorted()
        var lines: [Line] = []
        var hidden = 0
        for group in groups.sorted() {
            let size = people(group, "")
            for service in services {
                let (both, marked) = (people(group, service), people(nil, service))
                guard both > 0, size < all else { continue }
                guard both >= SmallCells.least, marked - both >= SmallCells.least else {
                    hidden += 1
                    continue
                }
                let inside = Proportion(both, of: size)
                lines.append(
                    Line(
                        dimension: dimension, group: group, service: service, inside: inside,
                        outside: Proportion(marked - both, of: all - size), support: Double(both) / Double(all),
                        lift: inside.share / Proportion(marked, of: all).share,
                        chance: Fisher.chance(both: both, chosen: size, marked: marked, of: all)))
            }
        }
        return (lines, hidden)
    }
}
