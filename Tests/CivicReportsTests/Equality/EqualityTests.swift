import CivicCore
import CivicReports
import Foundation
import Testing

@Suite struct EqualityTests {
    @Test(
        "Wilson's interval is as published",
        arguments: [(0, 10, 0.0, 0.2775), (10, 100, 0.0552, 0.1744), (81, 263, 0.2553, 0.3662), (10, 10, 0.7225, 1.0)])
    func wilson(hits: Int, of count: Int, low: Double, high: Double) {
        let interval = Proportion(hits, of: count).interval
        #expect(abs(interval.lowerBound - low) < 0.000_1)
        #expect(abs(interval.upperBound - high) < 0.000_1)
    }

    @Test("Mann and Whitney's test gives what SciPy gives for its own example")
    func mannWhitney() {
        // scipy.stats.mannwhitneyu(males, females, method="asymptotic"): two-sided p = 0.11134688653314041.
        let (males, females): ([Int64], [Int64]) = ([19, 22, 16, 29, 24], [20, 11, 17, 12])
        let ranked = Ranked(males + females)
        #expect(abs(ranked.chanceOfLonger(Array(0..<5)) - 0.111_346_886_533 / 2) < 1e-9)
        #expect(ranked.chanceOfLonger(Array(5..<9)) > 0.9)
        #expect(Ranked([5, 5, 5, 5, 5]).chanceOfLonger([0, 1]) == 1)
    }

    @Test("Holm's correction gives what R's p.adjust gives")
    func holm() {
        let corrected = Ranks.corrected([0.01, 0.04, 0.03, 0.005])
        for (found, known) in zip(corrected, [0.03, 0.06, 0.06, 0.02]) { #expect(abs(found - known) < 1e-12) }
        #expect(Ranks.corrected([0.9, 0.8]) == [1, 1])
    }

    @Test("the median's interval holds the middle")
    func median() {
        let found = Ranks.median(sorted: Array(1...101))
        #expect(found.median == 51)
        #expect((40...42).contains(found.interval.lowerBound))
        #expect((60...62).contains(found.interval.upperBound))
        #expect(Ranks.median(sorted: [7]).interval == 7...7)
        #expect(Ranks.median(sorted: [1, 2]).median == 1.5)
    }

    private func calls(
        _ count: Int, _ group: String, wait: ClosedRange<Int64>, abandons: Double = 0.05, seed: UInt64
    ) -> [EqualityCase] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            let isAbandoned = Double.random(in: 0..<1, using: &random) < abandons
            var groups = EqualityGroups()
            groups.township = group
            return EqualityCase(
                wait: .random(in: wait, using: &random), isAbandoned: isAbandoned,
                isSolved: isAbandoned ? nil : Bool.random(using: &random), groups: groups)
        }
    }

    @Test("segments overlap: each is compared with all who are not in it, and the unknown are in no comparison")
    func segments() throws {
        func calls(_ count: Int, _ segments: [String]?, wait: Int64) -> [EqualityCase] {
            var groups = EqualityGroups()
            groups.segments = segments
            return Array(
                repeating: EqualityCase(wait: wait, isAbandoned: false, isSolved: nil, groups: groups), count: count)
        }
        let report = EqualityReport(
            calls(40, ["farmer", "elder"], wait: 9_000) + calls(60, ["farmer"], wait: 1_000)
                + calls(30, [], wait: 1_000) + calls(5, ["rare"], wait: 1_000) + calls(500, nil, wait: 99_000))
        let table = try #require(report.tables.first { $0.dimension == .segment })
        #expect(table.calls == 135 && table.groups.map(\.name) == ["farmer", "elder"])
        #expect(table.groups.map(\.calls) == [100, 40])
        #expect(table.groups[1].findings[0].value == 9_000 && table.groups[1].findings[0].others == 1_000)
        #expect(report.alarms.contains { $0.0 == .segment && $0.1.name == "elder" })
        #expect(table.hidden == 1)
    }

    @Test("the median of all others is that of their sorted waits")
    func others() throws {
        var cases = calls(21, "near", wait: 1_000...9_000, seed: 8) + calls(34, "far", wait: 1_000...9_000, seed: 9)
        var random = SplitMix64(seed: 1)
        cases.shuffle(using: &random)
        let report = EqualityReport(cases)
        let table = try #require(report.tables.first { $0.dimension == .township })
        for (group, other) in [(0, 1), (1, 0)] {
            #expect(table.groups[group].findings[0].others == table.groups[other].findings[0].value)
        }
    }

    @Test("a group that waits longer raises an alarm, and the others none")
    func worse() {
        let report = EqualityReport(
            calls(400, "near", wait: 1_000...30_000, seed: 1) + calls(300, "far", wait: 1_000...40_000, seed: 2)
                + calls(300, "middle", wait: 1_000...30_000, seed: 3))
        #expect(report.alarms.map { $0.1.name } == ["far"])
        #expect(report.alarms.map { $0.2.measure } == [.wait])
    }

    @Test("a group whose callers give up more often raises an alarm")
    func abandons() {
        let report = EqualityReport(
            calls(500, "near", wait: 1_000...30_000, seed: 1)
                + calls(200, "far", wait: 1_000...30_000, abandons: 0.16, seed: 5))
        #expect(report.alarms.map { $0.2.measure } == [.abandonment])
    }

    @Test(
        "a group whose citizens say less often that it is solved raises an alarm; those who were not heard count in none"
    )
    func agreed() throws {
        func heard(_ group: String, _ agreed: Int, of count: Int, silent: Int) -> [EqualityCase] {
            (0..<count + silent).map { index in
                var groups = EqualityGroups()
                groups.township = group
                return EqualityCase(
                    wait: 1_000, isAbandoned: false, isSolved: true, isAgreed: index < count ? index < agreed : nil,
                    groups: groups)
            }
        }
        let report = EqualityReport(
            heard("near", 180, of: 200, silent: 100) + heard("far", 60, of: 100, silent: 50)
                + heard("small", 1, of: 5, silent: 40))
        #expect(report.alarms.map { $0.1.name } == ["far"])
        let finding = try #require(report.alarms.first?.2)
        #expect(finding.measure == .agreed && finding.value == 0.6)
        #expect(abs(finding.others - 181.0 / 205) < 1e-12)
        let small = try #require(report.tables.first { $0.dimension == .township }?.groups.first { $0.name == "small" })
        #expect(small.findings.map(\.measure) == [.wait, .abandonment, .solved])
    }

    @Test("chance alone raises an alarm in about one report of twenty, however many groups there are")
    func falseAlarms() {
        var alarming = 0
        for seed in 0..<400 {
            var cases: [EqualityCase] = []
            for group in 0..<8 {
                cases += calls(60, "g\(group)", wait: 1_000...30_000, abandons: 0.2, seed: UInt64(seed * 8 + group))
            }
            if !EqualityReport(cases).alarms.isEmpty { alarming += 1 }
        }
        // 20 of 400 are expected; 35 would be a chance of one in two thousand.
        #expect((2...35).contains(alarming), "\(alarming) of 400")
    }

    @Test("small groups are hidden, and never one alone")
    func hidden() throws {
        func shown(_ sizes: [String: Int]) throws -> [String] {
            let report = EqualityReport(
                sizes.flatMap { name, size in calls(size, name, wait: 1_000...9_000, seed: 4) })
            let table = try #require(report.tables.first { $0.dimension == .township })
            #expect(table.hidden == sizes.count - table.groups.count)
            #expect(table.calls == sizes.values.reduce(0, +))
            return table.groups.map(\.name)
        }
        #expect(try shown(["a": 50, "b": 10]) == ["a", "b"])
        // The total would tell the nine: the next group goes as well.
        #expect(try shown(["a": 50, "b": 30, "c": 9]) == ["a"])
        #expect(try shown(["a": 50, "b": 30, "c": 6, "d": 5]) == ["a", "b"])
        // Two hidden ones with too few calls together say too much of each.
        #expect(try shown(["a": 50, "b": 30, "c": 2, "d": 1]) == ["a"])
        #expect(try shown(["a": 50, "c": 3]) == [])
    }

    @Test(
        "each citizen is in one age band, by the year of the call",
        arguments: [
            (nil, ""), (2009, "0-17"), (2008, "18-39"), (1986, "40-59"), (1966, "60-74"), (1951, "75+"), (1900, "75+"),
        ] as [(Int?, String)])
    func ages(birthYear: Int?, band: String) {
        #expect(EqualityDimension.ageBand(birthYear: birthYear, in: 2026) == band)
    }
}
