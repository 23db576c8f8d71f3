import CivicReports
import CivicStore
import Foundation

extension RecordBench {
    private static let weeks = 261

    /// Writes a line of five years where there is none, and asks for every report over all of it.
    func report(_ store: CivicStore, _ ratios: inout BenchRatios) async throws {
        let now = Date()
        let book = store.facts
        let period = ReportPeriod(days: Self.weeks * 7, until: now, zone: book.reportZone)
        let agents = max(4, calls / 12)
        let lately = ReportPeriod(days: 28, until: now.addingTimeInterval(-4 * 365 * 86_400), zone: book.reportZone)
        if try await !book.holdsSample(lately.halfHours) {
            var line = SampleLine(
                callsPerDay: calls, weeks: Self.weeks, agents: agents, seed: 11, asOf: now, zone: book.reportZone,
                known: [])
            let facts = line.facts()
            let began = ContinuousClock.now
            for batch in stride(from: 0, to: facts.count, by: 20_000) {
                try await book.keep(Array(facts[batch..<min(batch + 20_000, facts.count)]))
            }
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            print("a line of five years, \(agents) agents: \(facts.count) facts in \(seconds.rounded(to: 1)) s")
        }
        print("report over five years          ms   lines")
        for grouping in Grouping.allCases {
            try await time("figures by \(grouping.rawValue)", &ratios) {
                try await book.figures(by: grouping, of: period, at: now).lines.count
            }
        }
        try await time("equal service", &ratios) {
            EqualityReport(try await book.equalityCases(of: period, limit: 200_000)).tables.reduce(0) {
                $0 + $1.groups.count
            }
        }
        try await time("rates of units", &ratios) {
            UnitRates(of: try await book.unitAnswers(of: period)).lines.count
        }
    }

    private func time(_ kind: String, _ ratios: inout BenchRatios, _ report: () async throws -> Int) async throws {
        let began = ContinuousClock.now
        let lines = try await report()
        let milliseconds = (ContinuousClock.now - began) / .milliseconds(1)
        print(kind.padding(to: 28) + milliseconds.rounded(to: 0).padded(8) + "\(lines)".padded(8))
        ratios.add("\(kind) over five years against 2 s", milliseconds / 2_000, most: 1)
    }
}
