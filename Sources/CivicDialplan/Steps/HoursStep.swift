import CivicYAML

/// `hours: county-office`: whether the office is open now.
///
/// Outside of its hours `office.opens` (with `into: office`) is when it opens next, where the calendar knows.
package struct HoursStep: Hashable, Sendable {
    package var calendar: String
    package var into: String?
    package var open: StepID
    package var closed: StepID
    package var holiday: StepID
    package var lunch: StepID

    var exits: [Exit] {
        let opens: Set<String> = into.map { ["\($0).opens"] } ?? []
        return [
            Exit(cause: .outcome("open"), target: open),
            Exit(cause: .outcome("closed"), target: closed, assigns: opens),
            Exit(cause: .outcome("holiday"), target: holiday, assigns: opens),
            Exit(cause: .outcome("lunch"), target: lunch, assigns: opens),
        ]
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
        guard let calendar, let open, let closed, let holiday, let lunch else { return nil }
        self.calendar = calendar
        self.open = open
        self.closed = closed
        self.holiday = holiday
        self.lunch = lunch
    }
}
