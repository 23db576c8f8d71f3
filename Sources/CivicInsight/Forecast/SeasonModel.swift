package import CivicCore

/// By which of the seven week days a day is reckoned: a holiday is like a Sunday, a make-up day like a Wednesday, the middle of the
/// working week.
package struct DayKinds: Sendable {
    private let calendar: WorkingCalendar?

    package init(_ calendar: WorkingCalendar?) {
        self.calendar = calendar
    }

    package func kind(of day: LocalDate) -> Weekday {
        guard let calendar else { return day.weekday }
        if calendar.makeUpDays.contains(day) { return .wednesday }
        return calendar.holidays[day] == nil ? day.weekday : .sunday
    }
}

/// Calls of half hours as level × season, both smoothed exponentially.
///
///     forecast = level · season[week day, half hour]
///     level   ← level + α·(calls of the day ÷ Σ season of the day − level)
///     season  ← season + max(γ, 1/(n+1))·(calls ÷ level − season)       n times seen before: at first the plain mean
struct SeasonModel: Sendable {
    struct Weights: Hashable, Sendable {
        /// α
        var level: Double
        /// γ
        var season: Double
    }

    private let weights: Weights
    private var level = 1.0
    private var season = [Double](repeating: 0, count: 336)
    private var seen = [Int](repeating: 0, count: 7)

    init(_ weights: Weights) {
        self.weights = weights
    }

    /// Calls of the 48 half hours of a day.
    func forecast(_ kind: Weekday) -> [Double] {
        let start = Self.start(of: kind)
        return season[start..<start + 48].map { max(0, level * $0) }
    }

    /// - Parameter calls: of the 48 half hours.
    mutating func learn(_ calls: [Double], _ kind: Weekday) {
        let start = Self.start(of: kind)
        let known = seen[kind.rawValue - 1]
        let weight = max(weights.season, 1 / Double(known + 1))
        for (half, count) in calls.enumerated() {
            season[start + half] += weight * (count / level - season[start + half])
        }
        let expected = season[start..<start + 48].reduce(0, +)
        if known > 0, expected > 0 {
            level += weights.level * (calls.reduce(0, +) / expected - level)
            level = max(level, 0.05)
        }
        seen[kind.rawValue - 1] += 1
    }

    private static func start(of kind: Weekday) -> Int { (kind.rawValue - 1) * 48 }
}
