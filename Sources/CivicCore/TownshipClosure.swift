package import Foundation

/// A time in which the offices of one township are closed while the county's are open.
package struct TownshipClosure: Hashable, Sendable {
    /// As the citizens' records name it.
    package var township: String
    package var from: Date
    /// The first moment after it.
    package var until: Date
    /// A word for plans that say why: `flood`; `nil` for none.
    package var reason: String?

    package init(township: String, from: Date, until: Date, reason: String? = nil) {
        precondition(from < until)
        self.township = township
        self.from = from
        self.until = until
        self.reason = reason
    }

    package func covers(_ instant: Date) -> Bool { from <= instant && instant < until }
}

extension WorkingCalendar {
    /// The closure of a township that holds at an instant; `nil` where the township is not known.
    package func closure(at instant: Date, in township: String?) -> TownshipClosure? {
        guard let township else { return nil }
        return closures.first { $0.township == township && $0.covers(instant) }
    }

    /// What the people of a township find; the county's hours where nobody knows which.
    package func status(at instant: Date, in township: String?) -> HoursStatus {
        let status = status(at: instant)
        guard status == .open, let closure = closure(at: instant, in: township) else { return status }
        return .closure(reason: closure.reason)
    }

    /// The next instant after `instant` at which the people of a township find the office open.
    package func nextOpening(after instant: Date, in township: String?) -> Date? {
        guard var reached = closure(at: instant, in: township)?.until else {
            return nextOpening(after: instant).flatMap { opening($0, in: township) }
        }
        // One closure may begin where another ends.
        while let next = closure(at: reached, in: township) { reached = next.until }
        if status(at: reached) == .open { return reached }
        return nextOpening(after: reached).flatMap { opening($0, in: township) }
    }

    /// An opening of the county's offices, or where a closure covers it the one after.
    private func opening(_ instant: Date, in township: String?) -> Date? {
        closure(at: instant, in: township) == nil ? instant : nextOpening(after: instant, in: township)
    }
}
