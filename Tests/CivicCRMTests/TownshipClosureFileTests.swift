import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Closures of townships from the calendars' file")
struct TownshipClosureFileTests {
    private static func text(_ closures: String, townships: String = "[青石镇, 白云乡]") -> String {
        "townships: \(townships)\na:\n  time-zone: Asia/Shanghai\n  week: { monday-friday: [\"08:30-12:00\"] }\n"
            + "  closures:\n\(closures)"
    }

    @Test("days are whole, moments are as they are written, a reason may be left out")
    func read() throws {
        let calendars = try CalendarFile.parse(
            Self.text(
                "    - { township: 青石镇, from: 2026-11-23, to: 2026-11-24, reason: flood }\n"
                    + "    - { township: 白云乡, from: 2026-11-23T10:00, to: 2026-11-23T11:30 }\n"), file: "c.yaml")
        #expect(calendars.keys.sorted() == ["a"])
        let closures = try #require(calendars["a"]).closures
        let format = ISO8601DateFormatter()
        #expect(
            closures == [
                TownshipClosure(
                    township: "青石镇", from: try #require(format.date(from: "2026-11-22T16:00:00Z")),
                    until: try #require(format.date(from: "2026-11-24T16:00:00Z")), reason: "flood"),
                TownshipClosure(
                    township: "白云乡", from: try #require(format.date(from: "2026-11-23T02:00:00Z")),
                    until: try #require(format.date(from: "2026-11-23T03:30:00Z"))),
            ])
    }

    @Test(
        "a fault is told with its place and what to do",
        arguments: [
            (
                "    - { township: 青石乡, from: 2026-11-23, to: 2026-11-24 }\n",
                "c.yaml:6:19: error: no township is called '青石乡'; did you mean '青石镇'? [unknown-township]"
            ),
            (
                "    - { township: 青石镇, from: 2026-11-24T12:00, to: 2026-11-24T09:00 }\n",
                "c.yaml:6:52: error: the closure of 青石镇 ends before it begins: 2026-11-24T12:00 to 2026-11-24T09:00; "
                    + "'from' comes before 'to' [wrong-closure]"
            ),
            (
                "    - { township: 青石镇, from: 2026-11-23, to: 2026-11-24 }\n"
                    + "    - { township: 青石镇, from: 2026-11-24T08:00, to: 2026-11-25 }\n",
                "c.yaml:7:7: error: 青石镇 is closed twice at 2026-11-24T08:00; make one closure of the two "
                    + "[overlapping-closures]"
            ),
            (
                "    - { township: 青石镇, from: 2026-11-31, to: 2026-12-01 }\n",
                "c.yaml:6:30: error: 'from' takes a day or a moment, found '2026-11-31'; write 2026-07-20 or "
                    + "2026-07-20T12:00 [wrong-date]"
            ),
            (
                "    - { township: 青石镇, from: 2026-11-23, to: 2026-11-24, reason: Flood! }\n",
                "c.yaml:6:66: error: 'reason' takes a word of lower-case letters, digits and hyphens, found 'Flood!'; "
                    + "write flood, and what is said as the prompt closure.flood [wrong-name]"
            ),
            (
                "    - { township: 青石镇, from: 2026-11-23 }\n",
                "c.yaml:6:7: error: 'to' is missing [missing-key]"
            ),
        ])
    func faults(closures: String, expected: String) throws {
        let error = try #require(throws: Diagnostics.self) {
            try CalendarFile.parse(Self.text(closures), file: "c.yaml")
        }
        #expect(error.all.map(\.description) == [expected])
    }

    @Test("closures that touch, or are of two townships, do not overlap")
    func touching() throws {
        _ = try CalendarFile.parse(
            Self.text(
                "    - { township: 青石镇, from: 2026-11-23, to: 2026-11-23T12:00 }\n"
                    + "    - { township: 青石镇, from: 2026-11-23T12:00, to: 2026-11-24 }\n"
                    + "    - { township: 白云乡, from: 2026-11-23, to: 2026-11-24 }\n"), file: "c.yaml")
    }

    @Test("the list of townships is no calendar, and has to be a list of names")
    func townships() {
        let error = #expect(throws: Diagnostics.self) {
            try CalendarFile.parse(Self.text("    []\n", townships: "青石镇"), file: "c.yaml")
        }
        #expect(error?.all.map(\.rule) == ["wrong-type"])
    }
}
