package import Foundation

/// Leave for somebody of a handling unit to reach a case's citizen through the hotline. Table `case_relay`.
///
/// The code is dialled at a number of the house, or the case's page begins the call. The number stays with the house: neither
/// side sees or hears the other's. Leave ends by itself, and whenever the case leaves the unit.
package struct RelayPermit: Equatable, Identifiable, Sendable {
    /// Seconds for which a code is good: a working day.
    package static let lifetime = 28_800.0
    /// Calls for which a code is good.
    package static let mostCalls = 6
    package static let codeLength = 8

    package var id: Int64
    package var number: CaseNumber
    package var unit: String
    /// The account that asked for it.
    package var worker: String
    package var until: Date
    /// Seen once, by whoever asked.
    package var code: String
    /// Whether the citizen may be called now.
    package var reach: Reach

    package init(
        id: Int64, number: CaseNumber, unit: String, worker: String, until: Date, code: String, reach: Reach
    ) {
        self.id = id
        self.number = number
        self.unit = unit
        self.worker = worker
        self.until = until
        self.code = code
        self.reach = reach
    }

    /// Whether a unit may call about a case: while it works on it. Once it has answered the hotline asks the citizen whether it
    /// is solved, and the unit has no part in that.
    package static func covers(_ record: Case, unit: String) -> Bool {
        record.unit == unit && [.dispatched, .inWork].contains(record.state)
    }
}

/// Wrong codes within `window`, after which a number is heard no more until they age out.
package enum RelayCodeLimit {
    package static let perNumber = 5
    /// All who withhold their number share one count.
    package static let anonymous = 15
    /// From all numbers together: whoever tries with ever other numbers gets no further. Then codes are heard from nobody, and
    /// calls from a case's page go on.
    package static let all = 50
    /// Seconds.
    package static let window = 3_600.0
}

/// Why no leave is given.
package enum RelayRefusal: Error, Equatable, Sendable {
    /// The case is not with the unit, or the unit has answered it.
    case notYours
    case noNumber
    /// The citizen wants to be reached otherwise than by telephone; nil where they only asked for no call.
    case otherWay(ContactPreference.Way?)

    /// The last part of a problem's type.
    package var word: String {
        switch self {
        case .notYours: "relay-not-yours"
        case .noNumber: "relay-no-number"
        case .otherWay: "relay-other-way"
        }
    }
}
