import CivicCore

extension DiagnosticRule {
    /// Of `calendars.yaml`, `services.yaml`, `units.yaml`, `case-rules.yaml`, `articles.yaml` and `segments.yaml`.
    static let ofHours = [
        DiagnosticRule(
            "no-calendar", "a file of calendars without one", reason: "No deadline could be worked out.",
            example: "{}", remedy: "Write at least one calendar; config/calendars.yaml shows how."),
        DiagnosticRule(
            "no-service", "a file of services without one", reason: "No case could be opened.", example: "{}",
            remedy: "Write at least one service; config/services.yaml shows how."),
        DiagnosticRule(
            "no-unit", "a file of units without one", reason: "No case could be given to anybody.", example: "{}",
            remedy: "Write at least one unit; config/units.yaml shows how."),
        DiagnosticRule(
            "never-open", "a week without open hours", reason: "Deadlines in it would never come.",
            example: "county-office: { time-zone: Asia/Shanghai, week: {} }", remedy: "Give the week its hours."),
        DiagnosticRule(
            "unknown-time-zone", "a time zone that there is none of",
            reason: "Nobody could say when the office opens.", example: "time-zone: Asia/Peking",
            remedy: "Write an IANA name such as Asia/Shanghai."),
        DiagnosticRule(
            "unknown-weekday", "a day that is no weekday", reason: "Its hours would hold on no day.",
            example: "week: { mondays: [\"08:30-12:00\"] }", remedy: "Write monday, or a run such as monday-friday."),
        DiagnosticRule(
            "weekday-twice", "a weekday that is given twice", reason: "Which hours hold could not be known.",
            example: "week: { monday-friday: [\"08:30-12:00\"], friday: [\"09:00-11:00\"] }",
            remedy: "Let each day stand once."),
        DiagnosticRule(
            "wrong-hours", "something in the place of a span of hours", reason: "The office would be closed then.",
            example: "monday: [\"8.30 to 12\"]", remedy: "Write \"08:30-12:00\"."),
        DiagnosticRule(
            "overlapping-hours", "two spans of one day that overlap", reason: "One of them is not what was meant.",
            example: "monday: [\"08:30-12:00\", \"11:00-17:00\"]", remedy: "Join them, or correct one."),
        DiagnosticRule(
            "wrong-date", "something in the place of a day", reason: "Nobody could say when it is.",
            example: "holidays: { 2026-13-01: New Year }", remedy: "Write 2026-01-01, or a run 2026-01-01..2026-01-03."),
        DiagnosticRule(
            "holiday-twice", "a day that is a holiday twice", reason: "Which name is said could not be known.",
            example: "holidays: { 2026-10-01..2026-10-07: National Day, 2026-10-06: Mid-Autumn }",
            remedy: "Let each day stand once."),
        DiagnosticRule(
            "make-up-on-holiday", "a day that is a make-up working day and a holiday",
            reason: "Whether people come to work could not be known.",
            example: "holidays: { 2026-10-01: National Day }\nmake-up-days: [2026-10-01]",
            remedy: "Take it out of one of them."),
        DiagnosticRule(
            "wrong-closure", "a closure that ends before it begins", reason: "It would close nothing.",
            example: "{ township: Qingshi, from: 2026-07-22, to: 2026-07-20 }", remedy: "Turn the two around."),
        DiagnosticRule(
            "overlapping-closures", "a township that is closed twice at one time",
            reason: "Which reason is said could not be known.",
            example: "- { township: A, from: 2026-07-20, to: 2026-07-22 }\n"
                + "- { township: A, from: 2026-07-21, to: 2026-07-23 }",
            remedy: "Join them, or let one end earlier."),
        DiagnosticRule(
            "unknown-township", "a township that is not in the file's list",
            reason: "No caller would be found to live there.",
            example: "townships: [Qingshi]\ncounty-office:\n"
                + "  closures: [{ township: Qinshi, from: 2026-07-20, to: 2026-07-22 }]",
            remedy: "Correct the name, or add it to 'townships'."),
        DiagnosticRule(
            "wrong-term", "something in the place of a term", reason: "No deadline could be worked out.",
            example: "answer: soon", remedy: "Write hours or working days as the message shows."),
        DiagnosticRule(
            "missing-language", "a name or a text that one language lacks",
            reason: "A citizen of that language would hear or read nothing there.", example: "name: { zh-CN: 水务 }",
            remedy: "Add it in every language of the hotline."),
        DiagnosticRule(
            "wrong-length", "an article whose parts are too long, or not as many in every language",
            reason: "It is read out part by part, and keys lead from one to the next.",
            example: "parts: { zh-CN: [一, 二], en: [one] }", remedy: "Cut it into the same parts in every language."),
        DiagnosticRule(
            "wrong-day", "an article that would be looked at again after its last day",
            reason: "Nobody would see in time that it runs out.",
            example: "review-by: 2027-03-01\nlast-day: 2027-01-31",
            remedy: "Let somebody look at it before."),
        DiagnosticRule(
            "article-review", "an article that its unit was to look at by now", severity: .warning,
            reason: "Rules change, and citizens act on what they hear.", example: "review-by: 2025-01-31",
            remedy: "Let the unit check the text, then give it a new day."),
        DiagnosticRule(
            "segment-review", "a rule of a segment that somebody was to look at by now", severity: .warning,
            reason: "Laws change, and the rule decides what citizens are told of.", example: "review-by: 2025-01-31",
            remedy: "Compare the rule with its source, then give it a new day."),
        DiagnosticRule(
            "article-expired", "an article that is not read out any more", severity: .warning,
            reason: "Callers are told that it is out of date, and hear nothing of it.", example: "last-day: 2025-12-31",
            remedy: "Let the unit check the text, then give it new days."),
        DiagnosticRule(
            "article-voice", "parts of articles without a recording", severity: .warning,
            reason: "The house's voice speaks them when the hotline starts or reloads; people may speak better.",
            example: "version: 2", remedy: "Nothing has to be done; recordings go into the folder of the prompts."),
    ]
}
