import CivicCore
import Foundation

/// A kind of moment that the calendars of a plan tell apart: the office open and the desk closed, a holiday, lunch.
///
/// Two calls that begin in one class and are short beside its length go the same ways, so a proof needs one call for
/// each. The classes are found by asking every calendar at each of its boundaries, in an ordinary week and on every
/// holiday and make-up day, so a class that cannot be (one office at lunch while the other, with the same hours, is open)
/// is not among them.
struct HourClass: Hashable {
    /// By calendar: `open`, `closed`, `holiday` or `lunch`; by `calendar in township` where that is another: `closure`.
    let statuses: [String: String]
    /// By article that the plan reads out.
    let articles: [String: ArticleStatus]
    /// One moment of the class.
    let example: Date

    enum ArticleStatus: String, Hashable {
        case current, expired
    }

    private struct Situation: Hashable {
        var statuses: [String: String]
        var articles: [String: ArticleStatus]
    }

    /// Special days that are looked at; a calendar of many years has more, and they are of the same kinds.
    private static let mostSpecialDays = 120

    static func all(of plan: Plan) -> [HourClass] {
        let calendars = plan.usedCalendars
        let articles = plan.usedArticles
        let local = LocalTime(timeZone: plan.timeZone)
        guard !calendars.isEmpty || !articles.isEmpty else {
            return [HourClass(statuses: [:], articles: [:], example: noCalendar)]
        }
        // A week before each article expires, and one after it.
        let turns = Set(articles.map(\.lastDay)).sorted().prefix(mostTurns).flatMap { last in
            (-6...7).map { last.adding(days: $0) }
        }
        var found: [Situation: HourClass] = [:]
        var order: [Situation] = []
        for moment in moments(of: calendars.map(\.value), and: turns, local) {
            let today = local.reading(at: moment).date
            let situation = Situation(
                statuses: Self.statuses(of: calendars, at: moment),
                articles: Dictionary(
                    articles.map { ($0.id, today <= $0.lastDay ? ArticleStatus.current : .expired) },
                    uniquingKeysWith: { first, _ in first }))
            guard found[situation] == nil else { continue }
            found[situation] = HourClass(
                statuses: situation.statuses, articles: situation.articles, example: moment)
            order.append(situation)
        }
        return order.compactMap { found[$0] }
    }

    private static let noCalendar = Date(timeIntervalSince1970: 1_795_399_200)
    /// Closures of townships that are looked at, and a week of each: a longer one holds the same hours again.
    private static let mostClosures = 40
    /// Days on which an article expires that are looked at.
    private static let mostTurns = 8

    static func word(for status: HoursStatus) -> String {
        switch status {
        case .open: "open"
        case .closed: "closed"
        case .holiday: "holiday"
        case .lunch: "lunch"
        case .closure: HoursStep.closureWord
        }
    }

    private static func statuses(of calendars: [String: WorkingCalendar], at moment: Date) -> [String: String] {
        var statuses: [String: String] = [:]
        for (id, calendar) in calendars {
            statuses[id] = word(for: calendar.status(at: moment))
            for closure in calendar.closures {
                let status = calendar.status(at: moment, in: closure.township)
                if case .closure = status { statuses["\(id) in \(closure.township)"] = word(for: status) }
            }
        }
        return statuses
    }

    /// What callers of any township may find at a calendar.
    func words(of calendar: String) -> Set<String>? {
        guard let county = statuses[calendar] else { return nil }
        let townships = statuses.filter { $0.key.hasPrefix("\(calendar) in ") }.values
        return Set(townships).union([county])
    }

    /// An ordinary week after all special days first, so that examples are ordinary where they can be.
    private static func moments(of calendars: [WorkingCalendar], and turns: [LocalDate], _ local: LocalTime) -> [Date] {
        guard !calendars.isEmpty else {
            return [noCalendar] + turns.map { local.instant($0, seconds: 43_200, repeated: .first) }
        }
        let special = Set(calendars.flatMap { Array($0.holidays.keys) + Array($0.makeUpDays) }).sorted()
        let ends = calendars.flatMap { calendar in
            calendar.closures.map { LocalTime(timeZone: calendar.timeZone).reading(at: $0.until).date }
        }
        let last = (special + ends).max() ?? LocalDate(dayNumber: 20_780)  // 2026-11-23
        let week = (1...14).map { last.adding(days: $0) }.drop { $0.weekday != .monday }.prefix(7)
        return calendars.flatMap { calendar -> [Date] in
            let time = LocalTime(timeZone: calendar.timeZone)
            let spans = calendar.weekly.values.flatMap(\.self) + calendar.makeUpSpans
            let minutes = Set(spans.flatMap { [$0.start, $0.end % 1_440] } + [0, 570])
            // The middle of the morning is more telling than its first minute, and both are asked.
            let closures = calendar.closures.suffix(mostClosures)
            let closed = closures.flatMap { closure -> [LocalDate] in
                let (first, last) = (time.reading(at: closure.from).date, time.reading(at: closure.until).date)
                return (first.dayNumber...min(last.dayNumber, first.dayNumber + 7)).map(LocalDate.init(dayNumber:))
            }
            let asked = minutes.flatMap { [($0 + 30) % 1_440, $0] }.sorted {
                ($0 < 480 ? 1 : 0, $0) < ($1 < 480 ? 1 : 0, $1)
            }
            let days = (Array(week) + turns + closed + special.suffix(mostSpecialDays)).flatMap { day in
                asked.map { time.instant(day, seconds: $0 * 60, repeated: .first) }
            }
            // Nights are asked by their days; a closure's own ends may lie anywhere.
            return days + closures.flatMap { [$0.from, $0.until] }
        }
    }

    /// `Monday 2026-11-23 12:30 (county-office: lunch)`
    func text(in zone: TimeZone) -> String {
        let reading = LocalTime(timeZone: zone).reading(at: example)
        let minutes = Int(reading.seconds / 60)
        let clock = "\(Self.two(minutes / 60)):\(Self.two(minutes % 60))"
        let expired = articles.filter { $0.value == .expired }.map { ($0.key, $0.value.rawValue) }
        let names = (statuses.map { ($0.key, $0.value) } + expired).sorted { $0.0 < $1.0 }.map { "\($0.0): \($0.1)" }
        let hours = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
        return "\("\(reading.date.weekday)".capitalized) \(reading.date) \(clock)\(hours)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Plan {
    /// Articles that it reads out, each once.
    var usedArticles: [SpokenArticle] {
        var seen: Set<String> = []
        return steps.compactMap { step in
            guard case .answer(let answer) = step.action, seen.insert(answer.article.id).inserted else { return nil }
            return answer.article
        }
    }

    /// Calendars that a step of hours asks, by id.
    var usedCalendars: [String: WorkingCalendar] {
        let used = Set(
            steps.compactMap { step -> String? in
                if case .hours(let hours) = step.action { hours.calendar } else { nil }
            })
        return calendars.filter { used.contains($0.key) }
    }
}
