package import CivicCore
package import CivicReports
import Foundation

/// Calls of each half hour of the seven days to come (``SeasonModel``), and how good such forecasts have been.
///
/// Whole past weeks are gone through in order: each is forecast from those before it, and only then learnt (rolling origin). The
/// earlier half of these weeks chooses the weights α and γ by squared error and gives the intervals; the later half measures
/// what is shown: nothing is measured on what was chosen by it. The naive forecast is the same half hour a week before.
package struct CallForecast: Equatable, Sendable {
    /// One half hour to come.
    package struct Slot: Equatable, Sendable {
        package let day: LocalDate
        /// 0…47
        package let halfHour: Int
        package let calls: Double
        /// Of 90 %.
        package let interval: ClosedRange<Double>
    }

    /// How good forecasts a week ahead have been in the weeks that were kept for it.
    package struct Accuracy: Equatable, Sendable {
        package var weeks = 0
        /// Half hours in which there were calls, or were to be.
        package var halfHours = 0
        package var calls = 0.0
        /// Σ|calls − forecast|
        package var missed = 0.0
        package var missedNaively = 0.0
        /// Half hours whose calls lay in the interval.
        package var covered = 0

        /// Σ|calls − forecast| ÷ Σ calls (WAPE).
        package var error: Double? { calls > 0 ? missed / calls : nil }
        package var naiveError: Double? { calls > 0 ? missedNaively / calls : nil }
        package var coverage: Proportion { Proportion(covered, of: halfHours) }
    }

    /// A forecast needs so many whole weeks.
    package static let fewestWeeks = 4
    package static let mostWeeks = 52
    /// Below so many calls a half hour is closed.
    private static let nothing = 0.05
    private static let share = 0.9

    /// Whole weeks that it was made of.
    package let weeks: Int
    /// 7 × 48, from the first day on.
    package let slots: [Slot]
    /// `nil` for too few weeks.
    package let accuracy: Accuracy?
    /// α and γ as they were chosen.
    package let levelWeight: Double
    package let seasonWeight: Double

    /// - Parameters:
    ///   - rows: sums of the period's half hours, of whatever queues it is for.
    ///   - period: whole weeks; the forecast begins with the day after it.
    /// - Returns: `nil` where there are fewer than ``fewestWeeks`` weeks since the first call.
    package init?(_ rows: [SumRow], of period: ReportPeriod, kinds: DayKinds) {
        var days = [[Double]](repeating: Array(repeating: 0, count: 48), count: period.days)
        for row in rows {
            let day = LocalDate(at: row.halfHour.start, in: period.zone).dayNumber - period.first.dayNumber
            guard days.indices.contains(day) else { continue }
            days[day][row.halfHour.ofDay(in: period.zone)] += Double(row.visits.entered - row.visits.abandonedShort)
        }
        // Weeks before the hotline's first call say nothing of it.
        let empty = (days.firstIndex { $0.contains { $0 > 0 } } ?? days.count) + 6
        let first = min(empty / 7 * 7, days.count)
        let past = Past(
            days: Array(days[first...]),
            kinds: (first..<days.count).map { kinds.kind(of: period.first.adding(days: $0)) })
        weeks = past.weeks
        guard weeks >= Self.fewestWeeks else { return nil }
        // The first week can be forecast by nothing.
        let middle = (weeks + 2) / 2
        let chosen = Self.chosen(past, in: 1..<middle)
        let (early, late) = (past.folds(1..<middle, chosen), past.folds(middle..<weeks, chosen))
        accuracy = Self.accuracy(late, spread: Spread(early))
        let spread = Spread(early + late)
        let start = period.last.adding(days: 1)
        let model = past.model(chosen)
        slots = (0..<7).flatMap { offset in
            let day = start.adding(days: offset)
            return model.forecast(kinds.kind(of: day)).enumerated().map { half, calls in
                Slot(day: day, halfHour: half, calls: calls, interval: spread.interval(around: calls))
            }
        }
        (levelWeight, seasonWeight) = (chosen.level, chosen.season)
    }

    /// The same by half hours of the week, from Monday 00:00, for a staffing plan.
    package var expected: [ExpectedCalls] {
        var week = [ExpectedCalls](repeating: ExpectedCalls(calls: 0, busy: 0), count: 336)
        for slot in slots {
            week[(slot.day.weekday.rawValue - 1) * 48 + slot.halfHour] = ExpectedCalls(
                calls: slot.calls > Self.nothing ? slot.calls : 0, busy: slot.interval.upperBound)
        }
        return week
    }

    // MARK: The past

    private struct Past {
        var days: [[Double]]
        var kinds: [Weekday]
        var weeks: Int { days.count / 7 }

        func model(_ weights: SeasonModel.Weights) -> SeasonModel {
            var model = SeasonModel(weights)
            for (calls, kind) in zip(days, kinds) { model.learn(calls, kind) }
            return model
        }

        /// Forecasts of these weeks, each by the weeks before it.
        func folds(_ weeks: Range<Int>, _ weights: SeasonModel.Weights) -> [Fold] {
            var model = SeasonModel(weights)
            var folds: [Fold] = []
            for week in 0..<weeks.upperBound {
                let days = week * 7..<week * 7 + 7
                if weeks.contains(week) { folds.append(contentsOf: days.flatMap { fold($0, model) }) }
                for day in days { model.learn(self.days[day], kinds[day]) }
            }
            return folds
        }

        private func fold(_ day: Int, _ model: SeasonModel) -> [Fold] {
            zip(model.forecast(kinds[day]), zip(days[day], days[day - 7])).map {
                Fold(forecast: $0, calls: $1.0, naive: $1.1)
            }
        }
    }

    /// One half hour that was forecast, and what came.
    private struct Fold {
        var forecast: Double
        var calls: Double
        var naive: Double

        var counts: Bool { calls > 0 || naive > 0 || forecast > CallForecast.nothing }
        /// Calls of small half hours spread as the root of their mean.
        var residual: Double { (calls - forecast) / max(forecast, 0.5).squareRoot() }
    }

    private static func chosen(_ past: Past, in weeks: Range<Int>) -> SeasonModel.Weights {
        let choices = [0, 0.05, 0.15].flatMap { level in
            [0.1, 0.2, 0.35].map { SeasonModel.Weights(level: level, season: $0) }
        }
        let errors = choices.map { choice in
            past.folds(weeks, choice).reduce(0) { $0 + ($1.calls - $1.forecast) * ($1.calls - $1.forecast) }
        }
        return zip(choices, errors).min { $0.1 < $1.1 }?.0 ?? choices[0]
    }

    private static func accuracy(_ folds: [Fold], spread: Spread) -> Accuracy {
        var accuracy = Accuracy(weeks: folds.count / 336)
        for fold in folds where fold.counts {
            accuracy.halfHours += 1
            accuracy.calls += fold.calls
            accuracy.missed += abs(fold.calls - fold.forecast)
            accuracy.missedNaively += abs(fold.calls - fold.naive)
            if spread.interval(around: fold.forecast).contains(fold.calls) { accuracy.covered += 1 }
        }
        return accuracy
    }

    /// Between which residuals 90 % of the past ones lie.
    private struct Spread {
        var low = 0.0
        var high = 0.0

        init(_ folds: [Fold]) {
            let residuals = folds.filter(\.counts).map(\.residual).sorted()
            guard let least = residuals.first, let most = residuals.last else { return }
            let cut = Double(residuals.count) * (1 - CallForecast.share) / 2
            low = min(0, residuals.count > 20 ? residuals[Int(cut)] : least)
            high = max(0, residuals.count > 20 ? residuals[residuals.count - 1 - Int(cut)] : most)
        }

        func interval(around calls: Double) -> ClosedRange<Double> {
            guard calls > CallForecast.nothing else { return 0...0 }
            let scale = max(calls, 0.5).squareRoot()
            // Without the noise of the last digits, so that whole numbers are whole.
            func clean(_ value: Double) -> Double { max(0, (value * 1_000_000).rounded() / 1_000_000) }
            return clean(calls + low * scale)...clean(calls + high * scale)
        }
    }
}
