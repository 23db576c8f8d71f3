import CivicCore
package import Foundation

/// Judges every attempt to call a citizen back: whoever asks, no phone rings in quiet hours, too often, or for a place
/// that has been kept too long.
package struct CallBackDialler: Equatable, Sendable {
    package enum Verdict: Equatable, Sendable {
        case mayRing
        case wait(until: Date)
        /// No more attempts: a person has to look at it.
        case over
    }

    package var rules: CallBackRules

    package init(_ rules: CallBackRules) { self.rules = rules }

    /// Whether the phone may ring now.
    package func verdict(on callBack: CallBack, number: String?, joinedAt: Date, at now: Date) -> Verdict {
        guard callBack.attempts < min(rules.attempts, CallBackRules.mostAttempts),
            now < joinedAt.addingTimeInterval(rules.keptFor.inSeconds)
        else { return .over }
        if let at = callBack.notBefore, at > now { return .wait(until: at) }
        guard number != nil, let at = allowed(from: now) else { return .over }
        return at <= now ? .mayRing : .wait(until: at)
    }

    /// What an attempt that counts has left behind.
    package func begun(_ callBack: CallBack) -> CallBack {
        CallBack(cause: callBack.cause, attempts: callBack.attempts + 1)
    }

    /// The next attempt after one that came to nothing; `nil` when there is none.
    package func next(after failure: CallBackFailure, _ callBack: CallBack, at now: Date) -> CallBack? {
        var next = callBack
        let pause: Duration
        switch failure {
        case .invalidNumber: return nil
        case .busy: pause = rules.pauseAfterBusy
        case .noAnswer, .notTaken: pause = rules.pause
        case .rejected:
            // Who declines is asked once more at most.
            next.attempts += 1
            pause = rules.pause
        case .congestion:
            // No phone rang. The time for which a place is kept bounds these.
            next.attempts = max(0, next.attempts - 1)
            pause = rules.pauseAfterCongestion
        }
        guard next.attempts < min(rules.attempts, CallBackRules.mostAttempts) else { return nil }
        next.notBefore = now.addingTimeInterval(pause.inSeconds)
        return next
    }

    /// The first instant from `instant` on at which phones may ring; `nil` when the calendar has none.
    package func allowed(from instant: Date) -> Date? {
        let local = LocalTime(timeZone: rules.calendar?.timeZone ?? rules.timeZone)
        var candidate = instant
        // Each round moves to a border of the hours or of the calendar.
        for _ in 0..<64 {
            let (date, seconds) = local.reading(at: candidate)
            if seconds < Double(rules.hours.lowerBound * 60) {
                candidate = local.instant(date, seconds: rules.hours.lowerBound * 60, repeated: .first)
            } else if seconds >= Double(rules.hours.upperBound * 60) {
                candidate = local.instant(
                    date.adding(days: 1), seconds: rules.hours.lowerBound * 60, repeated: .first)
            } else if let calendar = rules.calendar, calendar.status(at: candidate) != .open {
                guard let opening = calendar.nextOpening(after: candidate) else { return nil }
                candidate = opening
            } else {
                return candidate
            }
        }
        return nil
    }

    /// Beginnings of hours at which a citizen may ask to be called: the next full hour from `lead` on, and then the
    /// beginning of each half of a day in which phones may ring.
    package func windows(after now: Date, lead: Duration, count: Int) -> [Date] {
        let local = LocalTime(timeZone: rules.calendar?.timeZone ?? rules.timeZone)
        var found: [Date] = []
        var (date, seconds) = local.reading(at: now.addingTimeInterval(lead.inSeconds))
        var hour = Int((seconds / 3_600).rounded(.up))
        for _ in 0..<(24 * 14) where found.count < count {
            if hour >= 24 { (date, hour) = (date.adding(days: 1), 0) }
            let at = local.instant(date, seconds: hour * 3_600, repeated: .first)
            if allowed(from: at) == at {
                found.append(at)
                // The next half of a day.
                hour = hour < 12 ? 13 : 24
            }
            hour += 1
        }
        return found
    }
}
