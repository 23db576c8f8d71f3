import CivicCore
import Foundation
import Testing

@Suite("Closures of single townships")
struct TownshipClosureTests {
    /// Monday to Friday, 08:30-12:00 and 14:00-17:30; Qingshi is closed on Monday afternoon and on Tuesday.
    private static func office(_ always: Bool = false) throws -> WorkingCalendar {
        let closures = [
            TownshipClosure(
                township: "青石镇", from: try WorkingCalendarTests.at("2026-11-23 15:00"),
                until: try WorkingCalendarTests.at("2026-11-24 12:00"), reason: "flood"),
            TownshipClosure(
                township: "青石镇", from: try WorkingCalendarTests.at("2026-11-24 12:00"),
                until: try WorkingCalendarTests.at("2026-11-25 00:00")),
            TownshipClosure(
                township: "白云乡", from: try WorkingCalendarTests.at("2026-11-24 10:00"),
                until: try WorkingCalendarTests.at("2026-11-24 11:00")),
        ]
        let day = [WorkingSpan(start: 0, end: 1440)]
        return WorkingCalendar(
            id: "office", timeZone: WorkingCalendarTests.shanghai,
            weekly: always
                ? Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, day) })
                : WorkingCalendarTests.weekdays(),
            closures: closures)
    }

    @Test(
        "count for their own people, while the county is open, from their first moment to their last",
        arguments: [
            ("2026-11-23 14:59", "青石镇", HoursStatus.open), ("2026-11-23 15:00", "青石镇", .closure(reason: "flood")),
            ("2026-11-23 15:00", "白云乡", .open), ("2026-11-23 15:00", nil, .open),
            ("2026-11-23 20:00", "青石镇", .closed), ("2026-11-24 11:59", "青石镇", .closure(reason: "flood")),
            ("2026-11-24 13:00", "青石镇", .lunch), ("2026-11-24 14:00", "青石镇", .closure(reason: nil)),
            ("2026-11-25 08:30", "青石镇", .open), ("2026-11-24 10:30", "白云乡", .closure(reason: nil)),
        ] as [(String, String?, HoursStatus)])
    func status(text: String, township: String?, expected: HoursStatus) throws {
        #expect(try Self.office().status(at: try WorkingCalendarTests.at(text), in: township) == expected)
    }

    @Test(
        "the next opening is the first that its people find",
        arguments: [
            ("2026-11-23 12:30", "青石镇", "2026-11-23 14:00"), ("2026-11-23 15:00", "青石镇", "2026-11-25 08:30"),
            ("2026-11-23 20:00", "青石镇", "2026-11-25 08:30"), ("2026-11-23 20:00", "白云乡", "2026-11-24 08:30"),
            ("2026-11-24 10:30", "白云乡", "2026-11-24 11:00"), ("2026-11-23 20:00", nil, "2026-11-24 08:30"),
        ] as [(String, String?, String)])
    func opening(text: String, township: String?, expected: String) throws {
        let next = try Self.office().nextOpening(after: try WorkingCalendarTests.at(text), in: township)
        #expect(try next == WorkingCalendarTests.at(expected))
    }

    @Test("an office that never closes opens again when the closure is over")
    func always() throws {
        let next = try Self.office(true).nextOpening(after: try WorkingCalendarTests.at("2026-11-23 16:00"), in: "青石镇")
        #expect(try next == WorkingCalendarTests.at("2026-11-25 00:00"))
    }

    @Test("promises on cases are kept in the county's hours all the same")
    func deadlines() throws {
        let begin = try WorkingCalendarTests.at("2026-11-23 16:30")
        let bare = WorkingCalendar(
            id: "office", timeZone: WorkingCalendarTests.shanghai, weekly: WorkingCalendarTests.weekdays())
        #expect(
            try Self.office().deadline(after: begin, workingTime: .seconds(7_200))
                == bare.deadline(after: begin, workingTime: .seconds(7_200)))
    }
}
