import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("The rules of cases")
struct CaseRulesTests {
    private let day = CaseHouseFixture.at

    @Test("are read, with what holds where the file is silent")
    func reads() throws {
        let rules = try CaseRulesFile.parse(
            """
            more-time: { times: 3 }
            alarms:
              due-soon: { before: 1d, do: remind }
              unaccepted: { clock: dispatch, do: remind, tell: [centre, receiver] }
              late: { after: 2d, do: supervise, tell: [responsible] }
            """, file: "case-rules.yaml")
        #expect(rules.mostTimes == 3 && rules.arbitrationAt == CaseRules.usual.arbitrationAt)
        #expect(
            rules.alarms == [
                CaseAlarm(name: "due-soon", clock: .answer, moment: .before(.days(1)), action: .remind, tell: []),
                CaseAlarm(
                    name: "unaccepted", clock: .dispatch, moment: .atDeadline, action: .remind,
                    tell: [.centre, .receiver]),
                CaseAlarm(
                    name: "late", clock: .answer, moment: .after(.days(2)), action: .supervise, tell: [.responsible]),
            ])
    }

    @Test(
        "faults are told with their place",
        arguments: [
            ("alarms: { a: { before: 1d, after: 1d, do: remind } }", "before the deadline and after it"),
            ("alarms: { a: { do: shout } }", "remind, supervise"),
            ("alarms: { a: { do: remind, tell: [center] } }", "did you mean 'centre'?"),
            ("archive-after: soon", "takes a term"),
            ("arbitration-at-refusal: 0", "whole number"),
            ("alarm: {}", "unknown key 'alarm'"),
        ])
    func faults(text: String, told: String) {
        #expect {
            try CaseRulesFile.parse(text, file: "case-rules.yaml")
        } throws: { error in
            ((error as? Diagnostics)?.all ?? []).contains { "\($0)".contains(told) }
        }
    }

    @Test("alarms come in working time before, at and after the deadline, and go to those who are named")
    func alarms() throws {
        let calendar = try CaseHouseFixture.calendar()
        let deadline = day("2026-10-12 17:30")
        let soon = CaseAlarm(name: "a", clock: .answer, moment: .before(.days(1)), action: .remind, tell: [])
        // Saturday the 10th is worked: the working day before Monday the 12th.
        #expect(!soon.isDue(deadline, at: day("2026-10-09 17:00"), in: calendar))
        #expect(soon.isDue(deadline, at: day("2026-10-10 08:30"), in: calendar))
        let late = CaseAlarm(
            name: "b", clock: .answer, moment: .after(.days(2)), action: .supervise, tell: [.responsible])
        #expect(!late.isDue(deadline, at: day("2026-10-14 17:29"), in: calendar))
        #expect(late.isDue(deadline, at: day("2026-10-14 17:30"), in: calendar))

        var lived = try LivedCase()
        try lived.act(.dispatch(unit: "transport"), by: LivedCase.li, at: lived.record.openedAt)
        let effects = try lived.life.sound(late, at: day("2026-10-14 17:30"), in: lived.house)
        lived.take(effects, by: "clock", at: day("2026-10-14 17:30"))
        #expect(
            lived.notices.suffix(3) == [
                "supervised unit:transport", "supervised centre", "supervised unit:agriculture",
            ])
        #expect(lived.life.isSupervised)
    }
}
