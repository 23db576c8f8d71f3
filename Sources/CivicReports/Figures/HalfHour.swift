package import Foundation

/// A half hour, counted from 1970-01-01T00:00Z: the grain of all sums.
///
/// In zones whose offset is a whole number of half hours, local days are made of whole ones; elsewhere (Nepal, +5:45) a
/// day's border is off by a quarter of an hour.
package struct HalfHour: Hashable, Comparable, Sendable {
    package static let length = 1_800.0

    package var number: Int64

    package init(number: Int64) {
        self.number = number
    }

    /// The one in which an instant lies.
    package init(of instant: Date) {
        number = Int64((instant.timeIntervalSince1970 / Self.length).rounded(.down))
    }

    package var start: Date { Date(timeIntervalSince1970: Double(number) * Self.length) }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
