import CivicCore
import CivicReports
import CivicStore
import CivicTrace
import Foundation

/// What `civicline reports` is asked for.
package struct ReportWish: Sendable {
    package var from: String?
    package var to: String?
    package var by: String
    package var queue: String?
    package var asCSV: Bool

    package init(from: String?, to: String?, by: String = "day", queue: String? = nil, asCSV: Bool) {
        self.from = from
        self.to = to
        self.by = by
        self.queue = queue
        self.asCSV = asCSV
    }
}

extension Commands {
    /// The figures of a period.
    package static func reportFigures(_ wish: ReportWish, config: String, data: String) async -> Int32 {
        await reporting {
            guard let grouping = Grouping(rawValue: wish.by) else {
                throw ConfigurationError(
                    line: "--by takes \(Grouping.allCases.map(\.rawValue).joined(separator: ", ")), "
                        + "not '\(PlainText.clean(wish.by, limit: 40))'", exitCode: ConfigurationError.usage)
            }
            let report = try await withStore(config: config, data: data) { store in
                try await store.facts.figures(
                    by: grouping, of: try period(wish, zone: store.facts.reportZone), queue: wish.queue, at: Date())
            }
            if wish.asCSV { return tell(report.csv) }
            let lines = report.lines + [report.total]
            var rows = [[grouping.rawValue] + report.figures.map(\.rawValue)]
            for line in lines {
                rows.append(
                    [line == report.total ? "total" : line.key]
                        + report.figures.map { $0.text($0.value(of: line.visits, line.time)) })
            }
            for row in aligned(rows) { say(row) }
            return 0
        }
    }

    /// Whether some citizens are served worse than chance explains.
    ///
    /// - Returns: 1 where there is an alarm.
    package static func reportEquality(_ wish: ReportWish, config: String, data: String) async -> Int32 {
        await reporting {
            let report = try await withStore(config: config, data: data) { store in
                EqualityReport(
                    try await store.facts.equalityCases(
                        of: try period(wish, zone: store.facts.reportZone), limit: 200_000))
            }
            let status: Int32 = report.alarms.isEmpty ? 0 : 1
            if wish.asCSV {
                _ = tell(report.csv)
                return status
            }
            for table in report.tables {
                var rows = [[table.dimension.rawValue, "calls", "median wait", "abandoned", "solved"]]
                for group in table.groups {
                    let cells = EqualityReport.Measure.allCases.map { measure in
                        group.findings.first { $0.measure == measure }.map(text) ?? "-"
                    }
                    rows.append([group.name, String(group.calls)] + cells)
                }
                for row in aligned(rows) { say(row) }
                if table.hidden > 0 { say("\(table.hidden) small groups are not shown") }
                say("")
            }
            say(
                "\(report.calls) calls, \(report.comparisons) comparisons, \(report.alarms.count) alarms (marked !): "
                    + "worse than all others, corrected p below 0.05")
            return status
        }
    }

    private static func text(_ finding: EqualityReport.Finding) -> String {
        func one(_ value: Double) -> String {
            finding.measure == .wait
                ? Figure.speedOfAnswer.text(value / 1_000) : Figure.abandonment.text(value)
        }
        let (low, high) = (finding.interval.lowerBound, finding.interval.upperBound)
        return (finding.isAlarm ? "! " : "") + "\(one(finding.value)) (\(one(low)) to \(one(high)))"
    }

    /// How many agents each half hour of the week needs.
    package static func staffing(
        weeks: Int, queue: String?, share: Int, seconds: Int, asCSV: Bool, config: String, data: String
    ) async -> Int32 {
        await reporting {
            let plan = try await withStore(config: config, data: data) { store in
                try await store.facts.staffing(
                    weeks: weeks, queue: queue,
                    goal: StaffingGoal(share: Double(share) / 100, seconds: Double(seconds)), at: Date())
            }
            if asCSV { return tell(plan.csv) }
            say(
                "Agents to answer \(share) of 100 callers within \(seconds) s, by the calls of \(plan.weeks) weeks "
                    + "(\(plan.period.first) to \(plan.period.last))")
            say(
                "average handling time \(Figure.handlingTime.text(plan.handling)), "
                    + "mean patience \(Figure.handlingTime.text(plan.patience))")
            var rows = [["from"] + Weekday.allCases.map { String("\($0)".prefix(3)) }]
            let busy = (0..<48).filter { half in Weekday.allCases.contains { plan.slot($0, half).most > 0 } }
            for half in (busy.first ?? 0)..<((busy.last ?? -1) + 1) {
                rows.append(
                    [HalfHour.clock(half)]
                        + Weekday.allCases.map { day in
                            let slot = plan.slot(day, half)
                            guard slot.most > 0 else { return "-" }
                            return
                                "\(slot.agents)/\(slot.agentsBusiest) \(rounded(slot.mean)) (\(slot.fewest)-\(slot.most))"
                        })
            }
            guard rows.count > 1 else {
                say("nobody called in these weeks")
                return 0
            }
            for row in aligned(rows) { say(row) }
            say("each: agents for the mean/for the busiest week, mean of calls (fewest-most)")
            return 0
        }
    }

    private static func period(_ wish: ReportWish, zone: TimeZone) throws -> ReportPeriod {
        func day(_ text: String?, _ option: String) throws -> LocalDate? {
            guard let text else { return nil }
            guard let day = LocalDate(text) else {
                throw ConfigurationError(
                    line: "\(option) takes a day such as 2026-11-30, not '\(PlainText.clean(text, limit: 40))'",
                    exitCode: ConfigurationError.usage)
            }
            return day
        }
        let usual = ReportPeriod(days: 28, until: Date(), zone: zone)
        let first = try day(wish.from, "--from") ?? usual.first
        let last = try day(wish.to, "--to") ?? max(usual.last, first)
        guard let period = ReportPeriod(first: first, last: last, zone: zone) else {
            throw ConfigurationError(
                line: "the period from \(first) to \(last) ends before it begins, or is longer than ten years",
                exitCode: ConfigurationError.usage)
        }
        return period
    }

    private static func tell(_ csv: String) -> Int32 {
        FileHandle.standardOutput.write(Data(csv.utf8))
        return 0
    }

    /// Columns of one width each; Chinese letters take two.
    private static func aligned(_ rows: [[String]]) -> [String] {
        func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) } }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let clean = PlainText.clean(cell, limit: 200)
                let room = String(repeating: " ", count: max(0, widths[column] - width(clean)))
                return column == 0 ? clean + room : room + clean
            }.joined(separator: "  ")
        }
    }
}
