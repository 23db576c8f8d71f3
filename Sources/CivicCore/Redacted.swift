/// A personal value that prints as `‹redacted›`, so that it can travel through logs and errors unseen.
///
/// Names, phone numbers, ID numbers and case notes travel in it; `revealed` is read where the value is used.
package struct Redacted<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package var revealed: Value

    package init(_ value: Value) {
        revealed = value
    }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
}

extension Redacted: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}

extension Redacted: Codable where Value: Codable {
    package init(from decoder: any Decoder) throws {
        revealed = try Value(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try revealed.encode(to: encoder)
    }
}
