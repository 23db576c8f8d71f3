package import CivicCRM
package import CivicCore
import CivicDialplan

/// The rules of `segments.yaml` and the entitlements of `services.yaml`, compiled.
package struct SegmentRules: SegmentJudge {
    struct Entitled: Sendable {
        var service: String
        var rule: Condition
        /// nil: the first case of the service.
        var claimedBy: Condition?
    }

    package let catalogue: SegmentCatalogue
    package let version: String
    private let rules: [(id: String, condition: Condition)]
    private let entitled: [Entitled]
    /// Ages at which an answer may change; nil where every birthday may change one.
    private let ages: Set<Int>?

    /// Nobody grows older in a record.
    private static let oldest = 130

    init(_ catalogue: SegmentCatalogue, rules: [(id: String, condition: Condition)], entitled: [Entitled]) {
        self.catalogue = catalogue
        self.rules = rules
        self.entitled = entitled
        version = Self.mark(rules.map { "\($0.id): \($0.condition.text)" }.joined(separator: "\n"))
        ages = rules.reduce(into: [] as Set<Int>?) { all, rule in
            guard let own = rule.condition.thresholds(of: SegmentVariables.age) else { return all = nil }
            all?.formUnion(own)
        }
    }

    /// Rules that nobody wrote.
    package static let none = SegmentRules(SegmentCatalogue(), rules: [], entitled: [])

    package func verdict(on input: SegmentInput, day: LocalDate) -> SegmentVerdict {
        let today = members(input, day)
        var segments: [String: [String: String]] = [:]
        for rule in rules where today.contains(rule.id) {
            segments[rule.id] = Self.reasons(rule.condition, input, [], day)
        }
        let changes = changingDays(input, after: day).first { members(input, $0) != today }
        return SegmentVerdict(segments: segments, changes: changes)
    }

    package func entitlements(of input: SegmentInput, in segments: Set<String>, day: LocalDate) -> [Entitlement] {
        entitled.compactMap { one in
            func value(_ name: String) -> DialplanValue {
                SegmentVariables.value(name, of: input, segments: segments, on: day)
            }
            guard one.rule.holds(value) else { return nil }
            let isClaimed = one.claimedBy.map { $0.holds(value) } ?? ((input.cases[one.service] ?? 0) > 0)
            return isClaimed
                ? nil : Entitlement(service: one.service, why: Self.reasons(one.rule, input, segments, day))
        }
    }

    private func members(_ input: SegmentInput, _ day: LocalDate) -> Set<String> {
        Set(
            rules.filter { rule in
                rule.condition.holds { SegmentVariables.value($0, of: input, segments: [], on: day) }
            }.map(\.id))
    }

    /// Days on which the input is another one than the day before, in order.
    private func changingDays(_ input: SegmentInput, after day: LocalDate) -> [LocalDate] {
        var days = Set(input.lastDays.map { $0.adding(days: 1) })
        if let born = input.birthYear {
            let turning = ages.map { $0.flatMap { [$0, $0 + 1] } } ?? Array(0...Self.oldest)
            days.formUnion(turning.compactMap { LocalDate(year: born + $0, month: 1, day: 1) })
        }
        return days.filter { $0 > day }.sorted()
    }

    private static func reasons(
        _ condition: Condition, _ input: SegmentInput, _ segments: Set<String>, _ day: LocalDate
    ) -> [String: String] {
        Dictionary(
            condition.names.compactMap { SegmentVariables.shown($0, of: input, segments: segments, on: day) }
                .map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// FNV-1a, to tell one text from another.
    private static func mark(_ text: String) -> String {
        String(
            text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }, radix: 16)
    }
}
