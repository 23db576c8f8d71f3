package import CivicCore
package import Foundation

/// When and how often citizens are called back, and who of those whose calls ended otherwise is.
package struct CallBackRules: Equatable, Sendable {
    /// No configuration allows more.
    package static let mostAttempts = 10

    /// Attempts for one place.
    package var attempts: Int
    /// Pause after nobody answered, took the call, or wanted it.
    package var pause: Duration
    package var pauseAfterBusy: Duration
    package var pauseAfterCongestion: Duration
    /// Minutes after midnight between which phones may ring.
    package var hours: Range<Int>
    /// In which `hours` are meant, where no calendar is named.
    package var timeZone: TimeZone
    /// Its hours count as well.
    package var calendar: WorkingCalendar?
    /// How long the citizen's phone rings.
    package var ringFor: Duration
    /// How long whoever answers may take to press the key.
    package var greetFor: Duration
    /// From the promise to the first attempt at the earliest: the citizen is still hearing it.
    package var settle: Duration
    /// How long choosing number and time may take.
    package var arrangeFor: Duration
    /// A place that was to be called for so long leaves as unreachable.
    package var keptFor: Duration
    /// How long the same number resumes its place, instead of being called back.
    package var resumesFor: Duration
    /// Causes other than the citizen's own wish for which a place is called back.
    package var causes: Set<CallBack.Cause>

    package init(
        attempts: Int = 3, pause: Duration = .seconds(600), pauseAfterBusy: Duration = .seconds(180),
        pauseAfterCongestion: Duration = .seconds(60), hours: Range<Int> = 8 * 60..<20 * 60,
        timeZone: TimeZone = .current, calendar: WorkingCalendar? = nil, ringFor: Duration = .seconds(25),
        greetFor: Duration = .seconds(45), settle: Duration = .seconds(20), arrangeFor: Duration = .seconds(300),
        keptFor: Duration = .seconds(7 * 86_400), resumesFor: Duration = .seconds(600),
        causes: Set<CallBack.Cause> = [.dropped]
    ) {
        self.attempts = attempts
        self.pause = pause
        self.pauseAfterBusy = pauseAfterBusy
        self.pauseAfterCongestion = pauseAfterCongestion
        self.hours = hours
        self.timeZone = timeZone
        self.calendar = calendar
        self.ringFor = ringFor
        self.greetFor = greetFor
        self.settle = settle
        self.arrangeFor = arrangeFor
        self.keptFor = keptFor
        self.resumesFor = resumesFor
        self.causes = causes
    }

    /// Whether a place whose call ended so is called back.
    package func calls(for cause: CallBack.Cause) -> Bool { cause == .asked || causes.contains(cause) }
}
