import CivicCore
import CivicReports
import Foundation
import Testing

@Suite struct FigureReportTests {
    private let shanghai = TimeZone(identifier: "Asia/Shanghai")!

    private func row(_ text: String, _ key: String = "", entered: Int64, answered: Int64 = 0) throws -> SumRow {
        var sums = VisitSums()
        (sums.entered, sums.answered) = (entered, answered)
        let instant = try Date(text, strategy: .iso8601)
        return SumRow(halfHour: HalfHour(of: instant), key: key, visits: sums)
    }

    private func period(_ first: String, _ last: String) throws -> ReportPeriod {
        let (from, to) = (try #require(LocalDate(first)), try #require(LocalDate(last)))
        return try #require(ReportPeriod(first: from, last: to, zone: shanghai))
    }

    @Test("days are those of the hotline's own zone")
    func days() throws {
        let period = try period("2026-11-23", "2026-11-24")
        let rows = [
            try row("2026-11-22T16:00:00Z", entered: 1), try row("2026-11-23T15:30:00Z", entered: 2),
            try row("2026-11-23T16:00:00Z", entered: 4),
        ]
        #expect(rows.allSatisfy { period.halfHours.contains($0.halfHour.number) })
        #expect(period.halfHours.count == 96)
        let report = FigureReport(.day, period, visits: rows, times: [])
        #expect(report.lines.map(\.key) == ["2026-11-23", "2026-11-24"])
        #expect(report.lines.map(\.visits.entered) == [3, 4])
        #expect(report.total.visits.entered == 7)
    }

    @Test("half hours of all days stand together, by the local clock")
    func halfHours() throws {
        let rows = [try row("2026-11-23T01:45:00Z", entered: 1), try row("2026-11-24T01:30:00Z", entered: 2)]
        let report = FigureReport(.halfHour, try period("2026-11-23", "2026-11-24"), visits: rows, times: [])
        #expect(report.lines.map(\.key) == ["09:30"])
        #expect(report.total.visits.entered == 3)
    }

    @Test("agents have no figures of the wait, and what nobody answered is nobody's")
    func agents() throws {
        let rows = [
            try row("2026-11-23T01:45:00Z", "", entered: 5), try row("2026-11-23T02:45:00Z", "li.na", entered: 1),
        ]
        var time = TimeSums()
        time.byState = [.talking: 60_000, .ready: 60_000]
        let times = [TimeRow(halfHour: rows[0].halfHour, agent: "li.na", time: time)]
        let report = FigureReport(.agent, try period("2026-11-23", "2026-11-24"), visits: rows, times: times)
        #expect(report.lines.map(\.key) == ["li.na"])
        #expect(report.lines[0].time == time)
        #expect(report.total.visits.entered == 6)
        #expect(!report.figures.contains(.serviceLevel) && report.figures.contains(.occupancy))
    }

    @Test("a span is shared out over the half hours that it touches")
    func shares() throws {
        let began = try Date("2026-11-23T09:20:00Z", strategy: .iso8601)
        let span = AgentSpan(agent: "li.na", began: began, ended: began.addingTimeInterval(3_000), state: .talking)
        #expect(span.shares(until: began).map(\.1) == [600_000, 1_800_000, 600_000])
        let open = AgentSpan(agent: "li.na", began: began, state: .ready)
        #expect(open.shares(until: began.addingTimeInterval(60)).map(\.1) == [60_000])
        // A fault of ours does not fill a report.
        #expect(open.shares(until: began.addingTimeInterval(900_000)).map(\.1).reduce(0, +) == 86_400_000)
    }

    @Test("a period that runs backwards or for decades is refused")
    func refused() throws {
        let day = try #require(LocalDate("2026-11-23"))
        #expect(ReportPeriod(first: day, last: day.adding(days: -1), zone: shanghai) == nil)
        #expect(ReportPeriod(first: day, last: day.adding(days: 3_660), zone: shanghai) == nil)
        #expect(ReportPeriod(first: day, last: day, zone: shanghai)?.days == 1)
    }

    @Test("a day is as long as the clock makes it")
    func summerTime() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let spring = try #require(LocalDate("2026-03-29"))
        #expect(ReportPeriod(first: spring, last: spring, zone: berlin)?.halfHours.count == 46)
        let autumn = try #require(LocalDate("2026-10-25"))
        #expect(ReportPeriod(first: autumn, last: autumn, zone: berlin)?.halfHours.count == 50)
    }

    @Test("a day begins with the first half hour that is its own, where the zone's offset is of quarters too")
    func quarterHours() throws {
        let zone = try #require(TimeZone(identifier: "Asia/Kathmandu"))
        let day = try #require(LocalDate("2026-11-23"))
        let first = HalfHour(firstOf: day, in: zone)
        #expect(LocalDate(at: first.start, in: zone) == day)
        #expect(LocalDate(at: HalfHour(number: first.number - 1).start, in: zone) == day.adding(days: -1))
        #expect(ReportPeriod(first: day, last: day, zone: zone)?.halfHours.count == 48)
    }

    @Test(
        "no spreadsheet takes a cell for a formula",
        arguments: [
            ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd", "'+cmd"),
            ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"), ("  =1", "'  =1"), ("＝1", "'＝1"), ("-1.5", "-1.5"), ("12", "12"), ("青石镇", "青石镇"),
            ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""), ("=a,b", "\"'=a,b\""),
        ])
    func formulas(text: String, cell: String) {
        var csv = CSVText(header: ["a"])
        csv.add([text])
        #expect(csv.text == "a\r\n\(cell)\r\n")
    }
}
