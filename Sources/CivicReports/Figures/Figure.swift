/// A figure of the reports. Each has one formula over sums, written here and, in words, beside it on the page
/// (`figure.NAME` and `figure.NAME.formula` of the pages' words).
package enum Figure: String, CaseIterable, Sendable {
    case entered
    case answered
    case serviceLevel = "service-level"
    case connected
    case abandonment
    case shortAbandons = "short-abandons"
    /// Average speed of answer.
    case speedOfAnswer = "asa"
    /// Average handling time.
    case handlingTime = "aht"
    case holdTime = "hold"
    case occupancy
    case firstAnswers = "first-answers"
    case transfers
    case callBacksKept = "call-backs-kept"

    /// What the value is.
    package enum Unit: Sendable {
        case count
        /// 0…1
        case share
        case seconds
    }

    package var unit: Unit {
        switch self {
        case .entered, .answered, .shortAbandons: .count
        case .serviceLevel, .connected, .abandonment, .occupancy, .firstAnswers, .transfers, .callBacksKept: .share
        case .speedOfAnswer, .handlingTime, .holdTime: .seconds
        }
    }

    /// Figures of agents' time, which belongs to no queue and no language.
    package var isOfTime: Bool { self == .occupancy }

    /// Figures of the wait, in which no agent has a part.
    package var isOfWaiting: Bool {
        switch self {
        case .entered, .serviceLevel, .connected, .abandonment, .shortAbandons, .callBacksKept: true
        case .answered, .speedOfAnswer, .handlingTime, .holdTime, .occupancy, .firstAnswers, .transfers: false
        }
    }

    /// `nil` where nothing is there to divide by.
    package func value(of visits: VisitSums, _ time: TimeSums = TimeSums()) -> Double? {
        func share(_ part: Int64, of whole: Int64) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
        func mean(_ milliseconds: Int64, over count: Int64) -> Double? {
            share(milliseconds, of: count).map { $0 / 1_000 }
        }
        /// Who entered, without those who hung up at once and those who still wait.
        let counted = visits.entered - visits.abandonedShort - visits.waiting
        return switch self {
        case .entered: Double(visits.entered)
        case .answered: Double(visits.answered)
        case .serviceLevel: share(visits.answeredInTime, of: counted)
        case .connected: share(visits.answered, of: counted)
        case .abandonment: share(visits.abandoned, of: counted)
        case .shortAbandons: Double(visits.abandonedShort)
        case .speedOfAnswer: mean(visits.answerWait, over: visits.answered)
        case .handlingTime: mean(visits.talkTime + visits.wrapUpTime, over: visits.talks)
        case .holdTime: mean(visits.holdTime, over: visits.talks)
        case .occupancy: share(time.busy, of: time.available)
        case .firstAnswers: share(visits.firstAnswers, of: visits.judged)
        case .transfers: share(visits.passedOn, of: visits.talks)
        case .callBacksKept: share(visits.kept, of: visits.kept + visits.broken)
        }
    }
}
