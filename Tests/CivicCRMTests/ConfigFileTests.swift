import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Calendars, units and services from files")
struct ConfigFileTests {
    static let units = [HandlingUnit(id: "water", names: [.english: "Water"], kind: .enterprise)]

    @Test("the shipped files load and fit each other")
    func shipped() throws {
        let catalogue = try Fixture.catalogue()
        #expect(catalogue.services.count >= 10)
        #expect(catalogue.service("general")?.name(in: .english) == "General enquiry")
        #expect(catalogue.service("power")?.answer == .time(.seconds(7_200)))
        #expect(catalogue.unit("water-company")?.kind == .enterprise)
        let office = try #require(catalogue.calendars["county-office"])
        let makeUp = try #require(ISO8601DateFormatter().date(from: "2026-10-10T02:00:00Z"))
        let holiday = try #require(ISO8601DateFormatter().date(from: "2026-02-17T02:00:00Z"))
        #expect(office.status(at: makeUp) == .open)
        #expect(office.status(at: holiday) == .holiday("春节"))
        #expect(catalogue.calendars["hotline"]?.status(at: holiday) == .open)
    }

    @Test(
        "a fault of a calendar is told with its place and rule",
        arguments: [
            ("a: { time-zone: Asia/Shanghia, week: { monday: [\"08:00-09:00\"] } }", "unknown-time-zone"),
            ("a: { time-zone: UTC, week: { mondya: [\"08:00-09:00\"] } }", "unknown-weekday"),
            ("a: { time-zone: UTC, week: { friday-monday: [\"08:00-09:00\"] } }", "unknown-weekday"),
            ("a: { time-zone: UTC, week: { monday: [\"8-9\"] } }", "wrong-hours"),
            ("a: { time-zone: UTC, week: { monday: [\"08:00-25:00\"] } }", "wrong-hours"),
            ("a: { time-zone: UTC, week: { monday: [\"24:00-02:00\"] } }", "wrong-hours"),
            ("a: { time-zone: UTC, week: { monday: [\"08:00-12:00\", \"11:00-13:00\"] } }", "overlapping-hours"),
            ("a: { time-zone: UTC, week: { monday-friday: [\"08:00-12:00\"], friday: [] } }", "weekday-twice"),
            ("a: { time-zone: UTC, week: { monday: [] } }", "never-open"),
            ("a: { time-zone: UTC }", "missing-key"),
            ("a: { time-zone: UTC, week: { monday: [\"08:00-12:00\"] }, holidays: { 2026-02-30: x } }", "wrong-date"),
            (
                "a: { time-zone: UTC, week: { monday: [\"08:00-12:00\"] }, holidays: { 2026-01-01..2027-01-01: x } }",
                "wrong-date"
            ),
            (
                "a: { time-zone: UTC, week: { monday: [\"08:00-12:00\"] }, holidays: { 2026-01-01: x }, make-up-days: [2026-01-01] }",
                "make-up-on-holiday"
            ),
            ("a: { time-zone: UTC, week: { monday: [\"08:00-12:00\"] }, holiday: {} }", "unknown-key"),
            ("[]", "wrong-type"), ("a: 3", "wrong-type"), ("{}", "no-calendar"),
        ])
    func calendarFaults(text: String, rule: String) throws {
        let error = try #require(throws: Diagnostics.self) { try CalendarFile.parse(text, file: "calendars.yaml") }
        #expect(error.all.map(\.rule).contains(rule), "\(error)")
        #expect(error.all.allSatisfy { $0.line >= 1 && $0.file == "calendars.yaml" })
    }

    @Test(
        "a fault of a service is told with its place and rule",
        arguments: [
            ("unit: watre, dispatch: 1h, answer: 2h", "unknown-unit"),
            ("unit: water, dispatch: 1h, answer: 2x", "wrong-term"),
            ("unit: water, dispatch: 1h, answer: 0d", "wrong-term"),
            ("unit: water, dispatch: 1h, answer: -2h", "wrong-term"),
            ("unit: water, dispatch: 1h", "missing-key"),
            ("unit: water, dispatch: 1h, answer: 2h, calendar: nowhere", "unknown-calendar"),
            ("unit: water, dispatch: 1h, anwser: 2h", "unknown-key"),
        ])
    func serviceFaults(fields: String, rule: String) throws {
        let calendars = try CalendarFile.parse(Fixture.text("calendars.yaml"), file: "calendars.yaml")
        let text = "x: { name: { zh-CN: 水, en: Water }, \(fields) }"
        let error = try #require(throws: Diagnostics.self) {
            try ServiceFile.parse(text, file: "services.yaml", units: Self.units, calendars: calendars)
        }
        #expect(error.all.map(\.rule).contains(rule), "\(error)")
    }

    @Test(
        "a fault of a unit is told",
        arguments: [
            ("Water: { name: { zh-CN: 水, en: Water } }", "wrong-name"), ("w: { name: { en: W } }", "missing-language"),
            ("w: { name: Water }", "wrong-type"), ("w: { name: { zh-CN: 水, en: W }, kind: club }", "wrong-type"),
            ("w: ~", "wrong-type"), ("w: { name: { zh-CN: 水, en: W }, phone: none-yet }", "wrong-type"),
            ("w: { name: { zh-CN: 水, en: W }, phone: \"1\" }", "wrong-type"),
        ])
    func unitFaults(text: String, rule: String) throws {
        let error = try #require(throws: Diagnostics.self) { try UnitFile.parse(text, file: "units.yaml") }
        #expect(error.all.map(\.rule).contains(rule), "\(error)")
    }

    @Test("a unit may have a phone that callers are put through to")
    func unitPhone() throws {
        let units = try UnitFile.parse(
            "w: { name: { zh-CN: 水, en: W }, phone: \"+8608311234567\" }\nv: { name: { zh-CN: 水, en: V } }\n",
            file: "units.yaml")
        #expect(units.map(\.phone) == ["+8608311234567", nil])
    }

    @Test("an unknown service is refused with the nearest name")
    func nearest() throws {
        let catalogue = try Fixture.catalogue()
        #expect(throws: RecordsRefusal.unknownService("pensoin", nearest: "pension")) {
            try catalogue.require("pensoin")
        }
    }

    @Test("deadlines run in the service's own calendar")
    func deadlines() throws {
        let catalogue = try Fixture.catalogue()
        let power = try catalogue.require("power")
        let pension = try catalogue.require("pension")
        #expect(catalogue.answerDeadline(of: power, openedAt: Fixture.now) == Fixture.now + 7_200)
        // Seven working days after Monday 23 November: Wednesday 2 December, 17:30.
        let expected = ISO8601DateFormatter().date(from: "2026-12-02T09:30:00Z")
        #expect(catalogue.answerDeadline(of: pension, openedAt: Fixture.now) == expected)
        #expect(catalogue.dispatchDeadline(of: pension, openedAt: Fixture.now) == Fixture.now + 7_200)
    }
}
