import CivicCore
import Foundation
import Testing

@Suite("Local dates")
struct LocalDateTests {
    @Test("a day number and its date are the same day, over two cycles of leap years")
    func dayNumbers() throws {
        var expected = try #require(LocalDate(year: 1900, month: 1, day: 1))
        for number in expected.dayNumber...(expected.dayNumber + 300_000) {
            let date = LocalDate(dayNumber: number)
            #expect(date.dayNumber == number)
            if number > -25_567 { #expect(expected < date) }
            #expect(LocalDate(year: date.year, month: date.month, day: date.day) == date)
            expected = date
        }
    }

    @Test(
        "knows weekdays",
        arguments: [
            ("1970-01-01", Weekday.thursday), ("2000-02-29", .tuesday), ("2026-10-01", .thursday),
            ("1900-01-01", .monday), ("2027-01-01", .friday),
        ])
    func weekdays(text: String, weekday: Weekday) throws {
        #expect(try #require(LocalDate(text)).weekday == weekday)
    }

    @Test(
        "refuses what is no date",
        arguments: [
            "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-32", "20260101", "2026-01-01 ",
            "２０２６-01-01", "1899-12-31", "2026-01--1", "-026-01-01",
        ])
    func refuses(text: String) {
        #expect(LocalDate(text) == nil)
    }

    @Test("writes what it reads")
    func text() {
        #expect(LocalDate("2024-02-29")?.description == "2024-02-29")
        #expect(LocalDate("2024-02-29")?.adding(days: 1).description == "2024-03-01")
        #expect(LocalDate("2026-12-31")?.adding(days: 1).description == "2027-01-01")
    }
}
