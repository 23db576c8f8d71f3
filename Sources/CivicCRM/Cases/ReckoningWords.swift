import CivicCore
import Foundation

/// The words of a reckoning, in English and Chinese.
struct ReckoningWords: Equatable, Sendable {
    private let local: LocalTime
    /// Whether the clock runs day and night, so that "working" says nothing.
    private let isAlwaysOpen: Bool
    /// The year that need not be said.
    private let year: Int

    init(calendar: WorkingCalendar, year: Int) {
        local = LocalTime(timeZone: calendar.timeZone)
        isAlwaysOpen = Weekday.allCases.allSatisfy { calendar.weekly[$0] == [WorkingSpan(start: 0, end: 1440)] }
        self.year = year
    }

    // MARK: English

    func english(_ step: CaseReckoning.Step) -> String {
        switch step {
        case .opened(let at, let term): "Opened \(englishTime(at)); an answer is promised within \(english(term))."
        case .free(let from, let to, let name):
            from == to
                ? "\(englishDay(from)) is a holiday (\(Self.english(name)))."
                : "\(englishDay(from)) to \(englishDay(to)) are a holiday (\(Self.english(name)))."
        case .madeUp(let day): "\(englishDay(day)) is a working day in exchange for a holiday."
        case .extended(let wish, let by, let until):
            "\(english(wish.term)) more: \(wish.reason) (asked by \(wish.askedBy), granted by \(by)); "
                + "until \(englishTime(until))."
        case .stoodStill(let wish, let by, let from, let to, let until):
            "The clock stood still from \(englishTime(from)) to \(englishTime(to)): \(wish.reason) "
                + "(asked by \(wish.askedBy), granted by \(by)); until \(englishTime(until))."
        case .standing(let wish, let by, let atMost):
            "The clock stands still since \(englishTime(wish.askedAt)), until \(englishTime(atMost)) at most: "
                + "\(wish.reason) (granted by \(by))."
        case .due(let at): "An answer is due \(englishTime(at))."
        }
    }

    func englishGrant(_ wish: TimeWish) -> String {
        switch wish.kind {
        case .extension: "\(english(wish.term)) more were granted: \(wish.reason)."
        case .pause: "The clock stood still for a while: \(wish.reason)."
        }
    }

    private func english(_ term: WorkingTerm) -> String {
        func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
        switch term {
        case .days(let days): return counted(days, "working day")
        case .time(let duration):
            let minutes = Int(duration.components.seconds / 60)
            let text = minutes % 60 == 0 ? counted(minutes / 60, "hour") : counted(minutes, "minute")
            return isAlwaysOpen ? text : "\(text) of working time"
        }
    }

    private func englishTime(_ instant: Date) -> String {
        let (date, seconds) = local.reading(at: instant)
        return "\(englishDay(date)) at \(Self.clock(seconds))"
    }

    private func englishDay(_ date: LocalDate) -> String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let day = "\("\(date.weekday)".capitalized) \(date.day) \(months[date.month - 1])"
        return date.year == year ? day : "\(day) \(date.year)"
    }

    /// The statutory holidays by their English names; others as the calendar calls them.
    private static func english(_ holiday: String) -> String {
        let names = [
            "元旦": "New Year's Day", "春节": "Spring Festival", "清明节": "Tomb-Sweeping Day", "劳动节": "Labour Day",
            "端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
        ]
        return names[holiday] ?? holiday
    }

    // MARK: 中文

    func chinese(_ step: CaseReckoning.Step) -> String {
        switch step {
        case .opened(let at, let term): "\(chineseTime(at))受理，承诺\(chinese(term))内答复。"
        case .free(let from, let to, let name):
            from == to ? "\(chineseDay(from))\(name)放假，不计入。" : "\(chineseDay(from))至\(chineseDay(to))\(name)放假，不计入。"
        case .madeUp(let day): "\(chineseDay(day))调休上班，计入。"
        case .extended(let wish, let by, let until):
            "延期\(chinese(wish.term))：\(wish.reason)（申请人\(wish.askedBy)，批准人\(by)），延至\(chineseTime(until))。"
        case .stoodStill(let wish, let by, let from, let to, let until):
            "\(chineseTime(from))至\(chineseTime(to))暂停计时：\(wish.reason)"
                + "（申请人\(wish.askedBy)，批准人\(by)），顺延至\(chineseTime(until))。"
        case .standing(let wish, let by, let atMost):
            "\(chineseTime(wish.askedAt))起暂停计时，最迟至\(chineseTime(atMost))：\(wish.reason)（批准人\(by)）。"
        case .due(let at): "应于\(chineseTime(at))前答复。"
        }
    }

    func chineseGrant(_ wish: TimeWish) -> String {
        switch wish.kind {
        case .extension: "经批准延期\(chinese(wish.term))，因为\(wish.reason)。"
        case .pause: "曾暂停计时，因为\(wish.reason)。"
        }
    }

    private func chinese(_ term: WorkingTerm) -> String {
        switch term {
        case .days(let days): return "\(days)个工作日"
        case .time(let duration):
            let minutes = Int(duration.components.seconds / 60)
            let text = minutes % 60 == 0 ? "\(minutes / 60)小时" : "\(minutes)分钟"
            return isAlwaysOpen ? text : "工作时间\(text)"
        }
    }

    private func chineseTime(_ instant: Date) -> String {
        let (date, seconds) = local.reading(at: instant)
        return "\(chineseDay(date))\(Self.clock(seconds))"
    }

    private func chineseDay(_ date: LocalDate) -> String {
        let days: [Weekday: String] = [
            .monday: "星期一", .tuesday: "星期二", .wednesday: "星期三", .thursday: "星期四", .friday: "星期五", .saturday: "星期六",
            .sunday: "星期日",
        ]
        let day = "\(date.month)月\(date.day)日（\(days[date.weekday] ?? "")）"
        return date.year == year ? day : "\(date.year)年\(day)"
    }

    private static func clock(_ seconds: Double) -> String {
        let minutes = Int(seconds) / 60
        func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(padded(minutes / 60)):\(padded(minutes % 60))"
    }
}
