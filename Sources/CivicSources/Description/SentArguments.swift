import CivicCore
package import CivicDialplan
package import Foundation

/// What a look-up asks with, as it is sent: texts, numbers and truths.
package struct SentArguments: Sendable, Hashable {
    /// Characters of one.
    package static let longest = 200

    package private(set) var values: [String: JSONValue] = [:]

    /// - Parameter zone: dates are sent as the day there.
    /// - Returns: `nil` where an argument is not known, empty or too long: there is nothing to ask for.
    package init?(_ arguments: [String: DialplanValue], zone: TimeZone) {
        for (name, value) in arguments {
            switch value {
            case .text(let text):
                guard (1...Self.longest).contains(text.count) else { return nil }
                values[name] = .text(text)
            case .number(let number): values[name] = .number(Decimal(number))
            case .flag(let flag): values[name] = .flag(flag)
            case .date(let date):
                values[name] = .text(LocalTime(timeZone: zone).reading(at: date).date.description)
            case .time(let minutes): values[name] = .text(TimeOfDay.text(minutes))
            case .absent: return nil
            }
        }
    }

    /// As it stands in an address.
    func text(of name: String) -> String? {
        switch values[name] {
        case .text(let text): text
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        default: nil
        }
    }
}
