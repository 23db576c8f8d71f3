package import Foundation

/// A value of the dialplan language, as look-ups give it back and conditions compare it.
package enum DialplanValue: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case date(Date)
    /// Since midnight on the office's clock; 1440 is the end of the day.
    case time(minutes: Int)
    /// Not known: every comparison with it is false, and nothing is said for it.
    case absent
}

/// What values a variable may hold.
package enum DialplanType: Hashable, Sendable {
    case text
    /// Text out of a closed set, so that a prompt named after it can be checked for every value.
    case oneOf(Set<String>)
    case number
    case flag
    case date
    /// A time of day.
    case time

    /// The smallest type that holds both; `nil` when there is none.
    func joined(with other: DialplanType) -> DialplanType? {
        switch (self, other) {
        case (.oneOf(let left), .oneOf(let right)): .oneOf(left.union(right))
        case (.text, .oneOf), (.oneOf, .text): .text
        default: self == other ? self : nil
        }
    }

    /// Whether a value of this type may be compared with one of the other.
    func isComparable(with other: DialplanType) -> Bool { joined(with: other) != nil }

    /// Whether every value of the other type is one of this.
    func includes(_ other: DialplanType) -> Bool {
        switch (self, other) {
        case (.text, .oneOf): true
        case (.oneOf(let all), .oneOf(let some)): some.isSubset(of: all)
        default: self == other
        }
    }

    func accepts(_ value: DialplanValue) -> Bool {
        switch (self, value) {
        case (_, .absent), (.text, .text), (.number, .number), (.flag, .flag), (.date, .date), (.time, .time):
            true
        case (.oneOf(let values), .text(let text)): values.contains(text)
        default: false
        }
    }

    /// Every word of a closed set, for suggestions.
    var words: String? {
        guard case .oneOf(let values) = self else { return nil }
        return values.sorted().map { "'\($0)'" }.joined(separator: ", ")
    }

    /// For messages: `text`, `a number`, `one of 'a', 'b'`.
    package var name: String {
        switch self {
        case .text: "text"
        case .oneOf(let values):
            values.count > 6 ? "text" : "one of \(values.sorted().map { "'\($0)'" }.joined(separator: ", "))"
        case .number: "a number"
        case .flag: "true or false"
        case .date: "a date"
        case .time: "a time of day"
        }
    }
}
