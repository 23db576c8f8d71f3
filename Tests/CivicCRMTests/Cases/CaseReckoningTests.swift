import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("How a deadline came about")
struct CaseReckoningTests {
    private let day = CaseHouseFixture.at

    @Test(
        "working days of a year by the State Council's notices, with make-up days 调休",
        arguments: [(2024, 251), (2025, 248), (2026, 248)])
    func workingDays(year: Int, count: Int) throws {
        let calendar = try CaseHouseFixture.calendar()
        let first = try #require(LocalDate(year: year, month: 1, day: 1))
        let days = (0..<366).map { first.adding(days: $0) }.filter { $0.year == year }
        #expect(days.filter { !calendar.spans(on: $0).isEmpty }.count == count)
    }

    @Test(
        "terms over the holidays of three years",
        arguments: [
            ("2024-02-07 10:00", 3, "2024-02-18 17:30"),  // Spring Festival, Sunday worked
            ("2024-04-03 10:00", 1, "2024-04-07 17:30"),
            ("2024-09-13 10:00", 1, "2024-09-14 17:30"),  // Saturday worked before Mid-Autumn
            ("2024-09-27 10:00", 2, "2024-09-30 17:30"),
            ("2025-01-24 10:00", 1, "2025-01-26 17:30"),
            ("2025-01-27 10:00", 1, "2025-02-05 17:30"),
            ("2025-04-25 10:00", 1, "2025-04-27 17:30"),
            ("2025-09-30 10:00", 2, "2025-10-10 17:30"),
            ("2025-10-10 10:00", 1, "2025-10-11 17:30"),
            ("2026-02-13 10:00", 1, "2026-02-14 17:30"),
            ("2026-02-14 10:00", 4, "2026-02-27 17:30"),
            ("2026-02-27 10:00", 1, "2026-02-28 17:30"),
            ("2026-09-30 10:00", 2, "2026-10-09 17:30"),
            ("2026-10-09 10:00", 1, "2026-10-10 17:30"),
        ])
    func overHolidays(opened: String, days: Int, due: String) throws {
        let calendar = try CaseHouseFixture.calendar()
        #expect(calendar.deadline(after: day(opened), workingDays: days) == day(due))
    }

    @Test("is told in both languages: the promise, the holidays, the grants, the day")
    func told() throws {
        var lived = try LivedCase()
        try lived.act(.dispatch(unit: "agriculture"), by: LivedCase.li, at: lived.record.openedAt)
        try lived.act(.accept, by: LivedCase.zhou, at: lived.record.openedAt)
        try lived.act(.askTime(.extension, .days(3)), "laboratory", by: LivedCase.zhou, at: day("2026-09-28 09:00"))
        try lived.act(.grant, by: LivedCase.chen, at: day("2026-09-28 10:00"))
        try lived.act(.askTime(.pause, .days(3)), "papers", by: LivedCase.zhou, at: day("2026-09-29 09:00"))
        try lived.act(.grant, by: LivedCase.chen, at: day("2026-09-29 10:00"))
        let standing = CaseReckoning(
            lived.record, term: .days(7), calendar: lived.house.calendar, history: lived.history)
        #expect(
            standing.lines(in: .english).dropFirst(5).first
                == "The clock stands still since Tuesday 29 September at 09:00, until Friday 9 October at 17:30 at most: "
                + "papers (granted by chen.hong).")
        try lived.act(.resume, by: LivedCase.zhou, at: day("2026-09-29 11:00"))
        let reckoning = CaseReckoning(
            lived.record, term: .days(7), calendar: lived.house.calendar, history: lived.history)
        #expect(
            reckoning.lines(in: .english) == [
                "Opened Thursday 24 September at 16:20; an answer is promised within 7 working days.",
                "Friday 25 September to Sunday 27 September are a holiday (Mid-Autumn Festival).",
                "Thursday 1 October to Wednesday 7 October are a holiday (National Day).",
                "Saturday 10 October is a working day in exchange for a holiday.",
                "3 working days more: laboratory (asked by zhou.yang, granted by chen.hong); until Thursday 15 October at 17:30.",
                "The clock stood still from Tuesday 29 September at 09:00 to Tuesday 29 September at 11:00: papers "
                    + "(asked by zhou.yang, granted by chen.hong); until Friday 16 October at 10:30.",
                "An answer is due Friday 16 October at 10:30.",
            ])
        #expect(
            reckoning.lines(in: .mandarin) == [
                "9月24日（星期四）16:20受理，承诺7个工作日内答复。",
                "9月25日（星期五）至9月27日（星期日）中秋节放假，不计入。",
                "10月1日（星期四）至10月7日（星期三）国庆节放假，不计入。",
                "10月10日（星期六）调休上班，计入。",
                "延期3个工作日：laboratory（申请人zhou.yang，批准人chen.hong），延至10月15日（星期四）17:30。",
                "9月29日（星期二）09:00至9月29日（星期二）11:00暂停计时：papers（申请人zhou.yang，批准人chen.hong），"
                    + "顺延至10月16日（星期五）10:30。",
                "应于10月16日（星期五）10:30前答复。",
            ])
    }

    @Test("one sentence says when and why")
    func sentence() throws {
        let calendar = try CaseHouseFixture.calendar()
        // Due on a Tuesday, because Monday is a holiday.
        let opened = day("2026-04-03 09:00")
        var record = try CaseHouseFixture.record()
        record.openedAt = opened
        record.promised = calendar.deadline(after: opened, workingDays: 1)
        let reckoning = CaseReckoning(record, term: .days(1), calendar: calendar, history: [])
        #expect(
            reckoning.sentence(in: .english)
                == "An answer is due Tuesday 7 April at 17:30. "
                + "Saturday 4 April to Monday 6 April are a holiday (Tomb-Sweeping Day).")
        #expect(
            reckoning.sentence(in: .mandarin)
                == "应于4月7日（星期二）17:30前答复。原因：4月4日（星期六）至4月6日（星期一）清明节放假，不计入。")
    }
}
