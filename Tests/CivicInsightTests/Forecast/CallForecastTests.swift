import CivicCore
import CivicInsight
import CivicReports
import Foundation
import Testing

@Suite struct CallForecastTests {
    private static let zone = TimeZone(identifier: "Asia/Shanghai")!

    private static func period(weeks: Int) -> ReportPeriod {
        let last = LocalDate("2026-11-22")!
        return ReportPeriod(first: last.adding(days: 1 - 7 * weeks), last: last, zone: zone)!
    }

    /// Sums of all half hours of the period by `calls(day, half hour)`.
    private static func rows(_ period: ReportPeriod, _ calls: (LocalDate, Int) -> Int) -> [SumRow] {
        (0..<period.days).flatMap { offset -> [SumRow] in
            let day = period.first.adding(days: offset)
            return (0..<48).compactMap { half -> SumRow? in
                var sums = VisitSums()
                sums.entered = Int64(calls(day, half))
                guard sums.entered > 0 else { return nil }
                return SumRow(
                    halfHour: HalfHour(number: period.halfHours.lowerBound + Int64(offset * 48 + half)), key: "",
                    visits: sums)
            }
        }
    }

    private static func poisson(_ mean: Double, _ random: inout SplitMix64) -> Int {
        var count = 0
        var product = Double.random(in: 0..<1, using: &random)
        while product > exp(-mean) {
            count += 1
            product *= Double.random(in: 0..<1, using: &random)
        }
        return count
    }

    @Test("a line that never changes is forecast without error, by the naive forecast as well")
    func constant() throws {
        let period = Self.period(weeks: 8)
        let forecast = try #require(
            CallForecast(
                Self.rows(period) { day, half in (16..<36).contains(half) ? 5 + day.weekday.rawValue : 0 }, of: period,
                kinds: DayKinds(nil)))
        #expect(forecast.slots.count == 336 && forecast.weeks == 8)
        let first = forecast.slots[20]
        #expect(first.day.description == "2026-11-23" && first.halfHour == 20)
        #expect(abs(first.calls - 6) < 1e-9 && first.interval == 6...6)
        #expect(forecast.slots[3].calls == 0 && forecast.slots[3].interval == 0...0)
        let accuracy = try #require(forecast.accuracy)
        #expect(accuracy.error ?? 1 < 1e-9 && accuracy.naiveError == 0)
        #expect(accuracy.weeks == 3 && accuracy.halfHours == 3 * 7 * 20 && accuracy.coverage.share == 1)
    }

    @Test(
        "calls at random around a weekly course are forecast better than by the week before, within the stated interval"
    )
    func random() throws {
        var random = SplitMix64(seed: 5)
        let period = Self.period(weeks: 26)
        let rows = Self.rows(period) { day, half in
            let busy = day.weekday.rawValue > 5 ? 2.0 : 6
            return (16..<40).contains(half) ? Self.poisson(busy + Double(half % 5), &random) : 0
        }
        let forecast = try #require(CallForecast(rows, of: period, kinds: DayKinds(nil)))
        let accuracy = try #require(forecast.accuracy)
        let (error, naive) = (try #require(accuracy.error), try #require(accuracy.naiveError))
        // Of Poisson counts, the difference of two is √2 times as wide as that from the mean.
        #expect(error < 0.8 * naive && error > 0.6 * naive)
        #expect((0.86...0.96).contains(accuracy.coverage.share))
        #expect(accuracy.weeks == 12)
    }

    @Test("a line that grows is followed")
    func growth() throws {
        let period = Self.period(weeks: 12)
        let rows = Self.rows(period) { day, half in
            (16..<40).contains(half) ? 10 + (day.dayNumber - period.first.dayNumber) : 0
        }
        let forecast = try #require(CallForecast(rows, of: period, kinds: DayKinds(nil)))
        // 94 calls at its beginning; the mean of the twelve weeks is 52.
        #expect(forecast.slots[20].calls > 75)
        #expect(forecast.levelWeight > 0)
    }

    @Test("a holiday is forecast as a Sunday, a make-up day as a day of work")
    func holidays() throws {
        let calendar = WorkingCalendar(
            id: "office", timeZone: Self.zone, weekly: [:], holidays: [LocalDate("2026-11-25")!: "节"],
            makeUpDays: [LocalDate("2026-11-28")!])
        let period = Self.period(weeks: 6)
        let rows = Self.rows(period) { day, half in half == 20 ? (day.weekday.rawValue > 5 ? 2 : 20) : 0 }
        let forecast = try #require(CallForecast(rows, of: period, kinds: DayKinds(calendar)))
        let byDay = Dictionary(
            forecast.slots.filter { $0.halfHour == 20 }.map { ($0.day.description, $0.calls.rounded()) },
            uniquingKeysWith: { first, _ in first })
        #expect(byDay["2026-11-24"] == 20 && byDay["2026-11-25"] == 2 && byDay["2026-11-28"] == 20)
        #expect(byDay["2026-11-29"] == 2)
    }

    @Test("weeks before the first call do not count, and three weeks are too few")
    func beginning() throws {
        let period = Self.period(weeks: 20)
        func begun(_ weeks: Int) -> [SumRow] {
            Self.rows(period) { day, half in
                half == 20 && day.dayNumber > period.last.dayNumber - 7 * weeks ? 8 : 0
            }
        }
        let forecast = try #require(CallForecast(begun(6), of: period, kinds: DayKinds(nil)))
        #expect(forecast.weeks == 6)
        #expect(abs(forecast.slots[20].calls - 8) < 1e-9)
        #expect(CallForecast(begun(3), of: period, kinds: DayKinds(nil)) == nil)
        #expect(CallForecast([], of: period, kinds: DayKinds(nil)) == nil)
    }
}
