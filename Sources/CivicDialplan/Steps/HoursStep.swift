import CivicCore
import CivicYAML

/// `hours: county-office`: whether the office is open now.
///
/// Outside of its hours `office.opens` (with `into: office`) is when it opens next, where the calendar knows, and
/// `office.reason` why a township's offices are closed, where it says so. The caller's township counts where `identify`
/// has found it, else the county's hours do.
package struct HoursStep: Hashable, Sendable {
    package var calendar: String
    package var into: String?
    package var open: StepID
    package var closed: StepID
    package var holiday: StepID
    package var lunch: StepID
    /// Closed for the caller's township alone; as `closed` where `nil`.
    package var closure: StepID?

    static let closureWord = "closure"
    /// What prompts are called by that say why a township's offices are closed: `closure.flood`.
    static let reasonPrefix = "closure."

    var exits: [Exit] {
        let opens: Set<String> = into.map { ["\($0).opens", "\($0).reason"] } ?? []
        return [
            Exit(cause: .outcome("open"), target: open),
            Exit(cause: .outcome("closed"), target: closed, assigns: opens),
            Exit(cause: .outcome("holiday"), target: holiday, assigns: opens),
            Exit(cause: .outcome("lunch"), target: lunch, assigns: opens),
        ] + (closure.map { [Exit(cause: .outcome(Self.closureWord), target: $0, assigns: opens)] } ?? [])
    }
}

extension HoursStep {
    init?(reading reader: inout StepReader) {
        let calendar = reader.calendar("hours")
        into = reader.optionalVariableName("into")
        let open = reader.target("open")
        let closed = reader.target("closed")
        let holiday = reader.optionalTarget("holiday") ?? closed
        let lunch = reader.optionalTarget("lunch") ?? closed
        closure = reader.optionalTarget(Self.closureWord)
        guard let calendar, let open, let closed, let holiday, let lunch else { return nil }
        self.calendar = calendar
        self.open = open
        self.closed = closed
        self.holiday = holiday
        self.lunch = lunch
    }
}

extension HoursStatus {
    /// Why a township's offices are closed, as the calendar's file says it.
    var reason: String? {
        if case .closure(let reason) = self { reason } else { nil }
    }
}
