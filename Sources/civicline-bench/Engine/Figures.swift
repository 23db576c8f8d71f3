import Foundation

extension Int {
    /// Right-aligned in a column.
    func padded(_ width: Int) -> String { String(self).padded(width) }
}

extension Double {
    func rounded(to places: Int) -> String { String(format: "%.\(places)f", self) }
}

extension String {
    func padded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
    /// Left-aligned in a column.
    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
