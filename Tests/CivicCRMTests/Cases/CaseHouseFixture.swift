import CivicCRM
import CivicCore
import Foundation

/// A county's office with its holidays, three units, and a case of seven working days.
enum CaseHouseFixture {
    /// 2024 to 2026, by the notices of the State Council's General Office.
    static let holidays = """
        county-office:
          time-zone: Asia/Shanghai
          week: { monday-friday: ["08:30-12:00", "14:00-17:30"] }
          holidays:
            2024-01-01: 元旦
            2024-02-10..2024-02-17: 春节
            2024-04-04..2024-04-06: 清明节
            2024-05-01..2024-05-05: 劳动节
            2024-06-10: 端午节
            2024-09-15..2024-09-17: 中秋节
            2024-10-01..2024-10-07: 国庆节
            2025-01-01: 元旦
            2025-01-28..2025-02-04: 春节
            2025-04-04..2025-04-06: 清明节
            2025-05-01..2025-05-05: 劳动节
            2025-05-31..2025-06-02: 端午节
            2025-10-01..2025-10-08: 国庆节
            2026-01-01..2026-01-03: 元旦
            2026-02-15..2026-02-23: 春节
            2026-04-04..2026-04-06: 清明节
            2026-05-01..2026-05-05: 劳动节
            2026-06-19..2026-06-21: 端午节
            2026-09-25..2026-09-27: 中秋节
            2026-10-01..2026-10-07: 国庆节
          make-up-days:
            - 2024-02-04
            - 2024-02-18
            - 2024-04-07
            - 2024-04-28
            - 2024-05-11
            - 2024-09-14
            - 2024-09-29
            - 2024-10-12
            - 2025-01-26
            - 2025-02-08
            - 2025-04-27
            - 2025-09-28
            - 2025-10-11
            - 2026-01-04
            - 2026-02-14
            - 2026-02-28
            - 2026-05-09
            - 2026-09-20
            - 2026-10-10
        """

    static func calendar() throws -> WorkingCalendar {
        let calendars = try CalendarFile.parse(holidays, file: "calendars.yaml")
        guard let office = calendars["county-office"] else { throw Missing() }
        return office
    }

    struct Missing: Error {}

    static func house(rules: CaseRules = .usual) throws -> CaseLife.House {
        CaseLife.House(calendar: try calendar(), units: ["agriculture", "transport", "water"], rules: rules)
    }

    /// Shanghai's wall clock.
    static func at(_ text: String) -> Date {
        let style = Date.ISO8601FormatStyle(timeZone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt)
            .year().month().day().dateSeparator(.dash).dateTimeSeparator(.space).time(includingFractionalSeconds: false)
        return (try? style.parse(text + ":00")) ?? .distantPast
    }

    /// Thursday afternoon before two holidays.
    static let opened = at("2026-09-24 16:20")

    static func record() throws -> Case {
        let deadline = WorkingTerm.days(7).deadline(after: opened, in: try calendar())
        return Case(
            id: 1, number: CaseNumber(serial: 1), citizenId: 1, conversation: nil, service: "subsidy",
            unit: "agriculture", state: .received, openedAt: opened, deadline: deadline, updatedAt: opened,
            summary: "", recording: nil, channel: .phone, contactNumber: nil)
    }
}

/// A life with its history, as a store would keep both.
struct LivedCase {
    let record: Case
    let house: CaseLife.House
    private(set) var life: CaseLife
    private(set) var history: [CaseEvent] = []
    private(set) var notices: [String] = []
    private(set) var credit = 0

    init(rules: CaseRules = .usual) throws {
        record = try CaseHouseFixture.record()
        house = try CaseHouseFixture.house(rules: rules)
        life = CaseLife(record, history: [])
    }

    mutating func act(_ act: CaseAct, _ note: String = "", by actor: CaseActor, at now: Date) throws(CaseRefusal) {
        take(try life.decide(act, note: note, by: actor, at: now, in: house), by: actor.name, at: now)
    }

    mutating func take(_ effects: [CaseEffect], by author: String, at now: Date) {
        for effect in effects {
            switch effect {
            case .line(let fact, let state, let note):
                history.append(
                    CaseEvent(
                        id: Int64(history.count + 1), caseId: 1, at: now, by: author, state: state, note: note,
                        fact: fact))
                life.apply(fact, state)
            case .notice(let notice, let recipient): notices.append("\(notice.rawValue) \(recipient.text)")
            case .credit(_, let points): credit += points
            }
        }
    }

    static let li = CaseActor("li.na", .agent)
    static let chen = CaseActor("chen.hong", .centre)
    static let zhou = CaseActor("zhou.yang", .unit("agriculture"))
    static let sun = CaseActor("sun.wei", .unit("transport"))
}
