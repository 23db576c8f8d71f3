import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("The tests beside the plans of the house")
struct ShippedPlanTests {
    /// As config/calendars.yaml has it: the desk is open day and night, offices keep office hours.
    static func environment() throws -> PlanEnvironment {
        var environment = try PlansTests.environment()
        let days = (1...7).compactMap { LocalDate(year: 2026, month: 10, day: $0) }
        environment.calendars = [
            "hotline": .always(id: "hotline", timeZone: Sample.shanghai),
            "county-office": WorkingCalendar(
                id: "county-office", timeZone: Sample.shanghai, weekly: Sample.office.weekly,
                holidays: Dictionary(uniqueKeysWithValues: days.map { ($0, "National Day") }),
                makeUpDays: Set(["2026-10-10"].compactMap { LocalDate($0) }),
                closures: [
                    TownshipClosure(
                        township: "青石镇", from: Sample.instant("2026-07-20", hour: 0),
                        until: Sample.instant("2026-07-22", hour: 12), reason: "flood"),
                    TownshipClosure(
                        township: "大坪乡", from: Sample.instant("2026-07-21", hour: 0),
                        until: Sample.instant("2026-07-22", hour: 0), reason: nil),
                ]),
        ]
        return environment
    }

    static func suite(_ name: String) throws -> PlanTestSuite {
        let environment = try environment()
        let file = "dialplans/\(name == "lab" ? "lab/" : "")\(name).yaml"
        let plan = try #require(PlanLoader.load(Sample.text(file), file: file, environment: environment).plan)
        let tests = PlanTestSuite.file(for: file)
        let (suite, diagnostics) = PlanTestSuite.load(
            try Sample.text(tests), file: tests, plan: plan, environment: environment)
        #expect(diagnostics.map(\.description) == [])
        return try #require(suite)
    }

    @Test("all pass", arguments: ["county", "lab", "relay"])
    func pass(name: String) throws {
        let report = try Self.suite(name).run()
        for failure in report.results.compactMap(\.failure) {
            Issue.record("\(failure.diagnostic)\n\(failure.transcript.joined(separator: "\n"))")
        }
        #expect(!report.results.isEmpty)
    }

    @Test("the county's take all of its steps and every branch that a call can take but one")
    func coverage() throws {
        let coverage = try Self.suite("county").run().coverage
        #expect(CoverageSummary.percent(coverage.steps) == 100, "\(coverage.lines.joined(separator: "\n"))")
        func words(_ gaps: [CoverageSummary.Gap]) -> [String] {
            gaps.map { "\($0.step) \($0.exits.joined(separator: " "))" }
        }
        #expect(
            words(coverage.closed) == ["language exhausted", "surge-choice exhausted", "news-answered exhausted"])
        // Nobody comes to the proof without being known before; the step itself asks all the same.
        #expect(words(coverage.gaps) == ["own/known otherwise"])
    }
}
