import CivicCore
import Foundation
import Testing

@Suite("Working calendar")
struct WorkingCalendarTests {
    static let shanghai = zone("Asia/Shanghai")
    static let office = WorkingCalendar(
        id: "county-office", timeZone: shanghai, weekly: weekdays(),
        holidays: days(
            ("2026-01-01", 3, "元旦"), ("2026-02-15", 9, "春节"), ("2026-05-01", 5, "劳动节"), ("2026-10-01", 7, "国庆节"),
            ("2027-01-01", 1, "元旦")),
        makeUpDays: Set(
            ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-10-10"].compactMap { LocalDate($0) }))

    static func zone(_ name: String) -> TimeZone { TimeZone(identifier: name) ?? .gmt }

    static func weekdays() -> [Weekday: [WorkingSpan]] {
        let day = [WorkingSpan(start: 510, end: 720), WorkingSpan(start: 840, end: 1050)]
        return Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, day) })
    }

    static func days(_ runs: (String, Int, String)...) -> [LocalDate: String] {
        var holidays: [LocalDate: String] = [:]
        for (first, count, name) in runs {
            for offset in 0..<count { LocalDate(first).map { holidays[$0.adding(days: offset)] = name } }
        }
        return holidays
    }

    static func at(_ text: String, _ zone: TimeZone = shanghai) throws -> Date {
        let style = Date.ISO8601FormatStyle(timeZone: zone).year().month().day()
            .dateTimeSeparator(.space).time(includingFractionalSeconds: false)
        return try Date(text + ":00", strategy: style)
    }

    @Test(
        "tells open, lunch, closed and holiday apart",
        arguments: [
            ("2026-09-30 08:29", HoursStatus.closed), ("2026-09-30 08:30", .open), ("2026-09-30 11:59", .open),
            ("2026-09-30 12:00", .lunch), ("2026-09-30 13:59", .lunch), ("2026-09-30 14:00", .open),
            ("2026-09-30 17:30", .closed), ("2026-10-01 10:00", .holiday("国庆节")),
            ("2026-10-01 12:30", .holiday("国庆节")), ("2026-10-10 10:00", .open), ("2026-10-10 13:00", .lunch),
            ("2026-10-11 10:00", .closed), ("2026-02-14 09:00", .open), ("2026-02-16 09:00", .holiday("春节")),
            ("2026-12-31 23:59", .closed), ("2027-01-01 00:00", .holiday("元旦")),
        ])
    func status(text: String, expected: HoursStatus) throws {
        #expect(Self.office.status(at: try Self.at(text)) == expected)
    }

    @Test(
        "finds the next opening",
        arguments: [
            ("2026-09-30 08:29", "2026-09-30 08:30"), ("2026-09-30 09:00", "2026-09-30 14:00"),
            ("2026-09-30 18:00", "2026-10-08 08:30"), ("2026-10-09 17:30", "2026-10-10 08:30"),
            ("2026-12-31 17:30", "2027-01-04 08:30"), ("2026-02-13 20:00", "2026-02-14 08:30"),
        ])
    func nextOpening(text: String, expected: String) throws {
        #expect(Self.office.nextOpening(after: try Self.at(text)) == (try Self.at(expected)))
    }

    @Test(
        "counts working time over lunch, nights, holidays and make-up days",
        arguments: [
            ("2026-09-29 09:00", 2.0, "2026-09-29 11:00"), ("2026-09-29 11:00", 2, "2026-09-29 15:00"),
            ("2026-09-29 17:00", 1, "2026-09-30 09:00"), ("2026-09-30 16:30", 1, "2026-09-30 17:30"),
            ("2026-09-30 17:00", 1, "2026-10-08 09:00"), ("2026-10-03 12:00", 7, "2026-10-08 17:30"),
            ("2026-10-09 17:00", 2, "2026-10-10 10:00"), ("2026-12-31 17:00", 1, "2027-01-04 09:00"),
            ("2026-09-26 10:00", 0, "2026-09-26 10:00"),
        ])
    func workingTime(start: String, hours: Double, expected: String) throws {
        let start = try Self.at(start)
        let deadline = Self.office.deadline(after: start, workingTime: .seconds(hours * 3_600))
        #expect(deadline == (try Self.at(expected)))
        #expect(Self.office.workingTime(from: start, to: deadline) == .seconds(hours * 3_600))
    }

    @Test(
        "counts working days, the day of opening not included",
        arguments: [
            ("2026-09-28 09:00", 1, "2026-09-29 17:30"), ("2026-09-28 23:00", 1, "2026-09-29 17:30"),
            ("2026-09-30 09:00", 1, "2026-10-08 17:30"), ("2026-09-30 09:00", 3, "2026-10-10 17:30"),
            ("2026-10-03 09:00", 1, "2026-10-08 17:30"), ("2026-09-30 09:00", 4, "2026-10-12 17:30"),
            ("2026-09-30 18:00", 0, "2026-10-08 17:30"), ("2026-12-30 09:00", 2, "2027-01-04 17:30"),
        ])
    func workingDays(start: String, count: Int, expected: String) throws {
        #expect(Self.office.deadline(after: try Self.at(start), workingDays: count) == (try Self.at(expected)))
    }

    @Test(
        "a later start never gives an earlier deadline",
        arguments: ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
    func monotone(name: String) throws {
        let zone = Self.zone(name)
        let calendar = WorkingCalendar(
            id: "any", timeZone: zone,
            weekly: Self.weekdays().merging([.saturday: [WorkingSpan(start: 1_320, end: 1_800)]]) { $1 },
            holidays: Self.office.holidays, makeUpDays: Self.office.makeUpDays)
        var random = SplitMix64(seed: 7)
        let start = try Self.at("2026-01-01 00:00", zone)
        for _ in 0..<400 {
            let early = start + Double.random(in: 0...31_536_000, using: &random)
            let late = early + Double.random(in: 0...400_000, using: &random)
            let duration = Duration.seconds(Int.random(in: 0...360_000, using: &random))
            let days = Int.random(in: 0...15, using: &random)
            let due = calendar.deadline(after: early, workingTime: duration)
            #expect(due >= early)
            #expect(due <= calendar.deadline(after: late, workingTime: duration))
            #expect(
                calendar.deadline(after: early, workingDays: days) <= calendar.deadline(after: late, workingDays: days))
            #expect(calendar.workingTime(from: early, to: due) == duration)
        }
    }

    @Test("a span runs past midnight, also from the last day of the year")
    func midnight() throws {
        let night = WorkingCalendar(
            id: "night", timeZone: Self.shanghai, weekly: [.thursday: [WorkingSpan(start: 1_320, end: 1_800)]],
            holidays: Self.office.holidays)
        #expect(night.status(at: try Self.at("2026-12-31 23:59")) == .open)
        #expect(night.status(at: try Self.at("2027-01-01 05:59")) == .open)
        #expect(night.status(at: try Self.at("2027-01-01 06:00")) == .holiday("元旦"))
        #expect(
            night.deadline(after: try Self.at("2026-12-31 20:00"), workingTime: .seconds(3 * 3_600))
                == (try Self.at("2027-01-01 01:00")))
    }

    @Test("clocks that change within a span lengthen or shorten it")
    func daylightSaving() throws {
        let berlin = Self.zone("Europe/Berlin")
        let day = [WorkingSpan(start: 0, end: 1_440)]
        let calendar = WorkingCalendar(id: "day", timeZone: berlin, weekly: [.sunday: day])
        func length(_ date: String) throws -> Duration {
            let start = try #require(ISO8601DateFormatter().date(from: date + "T12:00:00Z")) - 2 * 86_400
            return calendar.workingTime(from: start, to: start + 4 * 86_400)
        }
        #expect(try length("2026-03-29") == .seconds(23 * 3_600))
        #expect(try length("2026-10-25") == .seconds(25 * 3_600))
        #expect(try length("2026-10-18") == .seconds(24 * 3_600))
        // 02:15-02:45 does not exist on 29 March: there is no such span.
        let gap = WorkingCalendar(
            id: "gap", timeZone: berlin, weekly: [.sunday: [WorkingSpan(start: 135, end: 165)]])
        let before = try #require(ISO8601DateFormatter().date(from: "2026-03-29T00:00:00Z"))
        #expect(gap.workingTime(from: before, to: before + 86_400) == .zero)
    }

    @Test("open day and night never opens again, and never is a deadline lost")
    func always() throws {
        let always = WorkingCalendar.always(id: "always", timeZone: Self.zone("Europe/Berlin"))
        let start = try Self.at("2026-03-28 12:34")
        #expect(always.status(at: start) == .open)
        #expect(always.nextOpening(after: start) == nil)
        #expect(always.deadline(after: start, workingTime: .seconds(86_400)) == start + 86_400)
    }

    @Test("a calendar without hours ends its search at the horizon")
    func never() throws {
        let never = WorkingCalendar(id: "never", timeZone: Self.shanghai, weekly: [:])
        let start = try Self.at("2026-01-01 00:00")
        let due = never.deadline(after: start, workingTime: .seconds(60))
        #expect(due > start + Double(WorkingCalendar.horizon) * 86_400)
        #expect(never.nextOpening(after: start) == nil)
        #expect(never.deadline(after: start, workingDays: 1) == due)
        #expect(never.status(at: Date.distantFuture) == .closed)
        #expect(never.status(at: Date.distantPast) == .closed)
    }
}
