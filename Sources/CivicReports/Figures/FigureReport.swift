package import CivicCore
package import Foundation

/// By what the rows of a report are.
package enum Grouping: String, CaseIterable, Sendable {
    case day, month
    /// Of the day: 09:00 of all days of the period in one row.
    case halfHour = "half-hour"
    case queue, language, agent
}

/// The days that a report is about, on the hotline's own calendar.
package struct ReportPeriod: Equatable, Sendable {
    package var first: LocalDate
    package var last: LocalDate
    package var zone: TimeZone

    /// Days beyond this are refused: ten years.
    package static let longest = 3_660

    /// `nil` where the last day lies before the first, or too far behind it.
    package init?(first: LocalDate, last: LocalDate, zone: TimeZone) {
        guard first <= last, last.dayNumber - first.dayNumber < Self.longest else { return nil }
        self.first = first
        self.last = last
        self.zone = zone
    }

    /// So many days that end with the day of `now`.
    package init(days: Int, until now: Date, zone: TimeZone) {
        last = LocalDate(at: now, in: zone)
        first = last.adding(days: 1 - max(1, days))
        self.zone = zone
    }

    package var days: Int { last.dayNumber - first.dayNumber + 1 }

    /// From the first of these half hours up to, and without, the second.
    package var halfHours: Range<Int64> {
        let from = HalfHour(firstOf: first, in: zone).number
        return from..<max(from, HalfHour(firstOf: last.adding(days: 1), in: zone).number)
    }
}

extension LocalDate {
    /// The day on a zone's calendar.
    package init(at instant: Date, in zone: TimeZone) {
        let local = instant.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: instant))
        self.init(dayNumber: Int((local / 86_400).rounded(.down)))
    }
}

extension HalfHour {
    /// The first that begins on a zone's day.
    package init(firstOf day: LocalDate, in zone: TimeZone) {
        let utc = Date(timeIntervalSince1970: Double(day.dayNumber) * 86_400)
        let guess = utc.addingTimeInterval(-Double(zone.secondsFromGMT(for: utc)))
        // Where the offset changes in between, the one of the midnight itself holds.
        let midnight = utc.addingTimeInterval(-Double(zone.secondsFromGMT(for: guess)))
        number = Int64((midnight.timeIntervalSince1970 / Self.length).rounded(.up))
    }

    /// 0…47, on a zone's clock.
    package func ofDay(in zone: TimeZone) -> Int {
        let local = start.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: start))
        let sinceMidnight = local - (local / 86_400).rounded(.down) * 86_400
        return Int(sinceMidnight / Self.length)
    }

    /// `09:30`, of the half hour of a day.
    package static func clock(_ ofDay: Int) -> String {
        "\(ofDay < 20 ? "0" : "")\(ofDay / 2):\(ofDay.isMultiple(of: 2) ? "00" : "30")"
    }
}

/// One row of sums as they are kept.
package struct SumRow: Equatable, Sendable {
    /// Where the sums are those of days, the first of the day; where they are of the whole period, any of it.
    package var halfHour: HalfHour
    /// A queue, a language or an agent, where the sums are asked for by one; else empty.
    package var key: String
    package var visits: VisitSums

    package init(halfHour: HalfHour, key: String, visits: VisitSums) {
        self.halfHour = halfHour
        self.key = key
        self.visits = visits
    }
}

/// One agent's time in a half hour, or in what a grouping is made of.
package struct TimeRow: Equatable, Sendable {
    /// As of ``SumRow``.
    package var halfHour: HalfHour
    package var agent: String
    package var time: TimeSums

    package init(halfHour: HalfHour, agent: String, time: TimeSums) {
        self.halfHour = halfHour
        self.agent = agent
        self.time = time
    }
}

/// The figures of a period, row by row, and of the whole.
package struct FigureReport: Equatable, Sendable {
    package struct Line: Equatable, Sendable {
        /// A day, a month, a time of day, a queue, a language's tag or an agent.
        package var key: String
        package var visits = VisitSums()
        package var time = TimeSums()
    }

    package let grouping: Grouping
    package let period: ReportPeriod
    /// Days, months and times in their order; others by their names.
    package private(set) var lines: [Line]
    package private(set) var total = Line(key: "")

    package init(_ grouping: Grouping, _ period: ReportPeriod, visits: [SumRow], times: [TimeRow]) {
        self.grouping = grouping
        self.period = period
        var lines: [String: Line] = [:]
        var names = Names(grouping, period.zone)
        for row in visits {
            total.visits += row.visits
            let key = names.name(row.halfHour, row.key)
            lines[key, default: Line(key: key)].visits += row.visits
        }
        for row in times {
            total.time += row.time
            guard grouping != .queue, grouping != .language else { continue }
            let key = names.name(row.halfHour, row.agent)
            lines[key, default: Line(key: key)].time += row.time
        }
        // What nobody answered is no agent's.
        if grouping == .agent { lines[""] = nil }
        self.lines = lines.values.sorted { $0.key < $1.key }
    }

    /// The figures that this grouping has.
    package var figures: [Figure] {
        Figure.allCases.filter { figure in
            switch grouping {
            case .agent: !figure.isOfWaiting
            case .queue, .language: !figure.isOfTime
            case .day, .month, .halfHour: true
            }
        }
    }

    /// Names of rows; the days of half hours are worked out once each.
    private struct Names {
        let grouping: Grouping
        let zone: TimeZone
        var known: [Int64: String] = [:]

        init(_ grouping: Grouping, _ zone: TimeZone) {
            self.grouping = grouping
            self.zone = zone
        }

        mutating func name(_ half: HalfHour, _ key: String) -> String {
            switch grouping {
            case .queue, .language, .agent: return key
            case .day, .month, .halfHour: break
            }
            if let name = known[half.number] { return name }
            let name =
                switch grouping {
                case .halfHour: HalfHour.clock(half.ofDay(in: zone))
                case .month: String(LocalDate(at: half.start, in: zone).description.prefix(7))
                default: LocalDate(at: half.start, in: zone).description
                }
            known[half.number] = name
            return name
        }
    }
}
