/// Header fields in the order in which they came; one name may stand several times.
package struct SIPHeaders: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package var name: HeaderName
        /// On one line, without white space at its ends.
        package var value: String

        package init(name: HeaderName, value: String) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var fields: [Field]

    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    package var isEmpty: Bool { fields.isEmpty }

    package func first(_ name: HeaderName) -> String? {
        fields.first { $0.name == name }?.value
    }

    package func all(_ name: HeaderName) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    package func contains(_ name: HeaderName) -> Bool {
        fields.contains { $0.name == name }
    }

    /// The elements of a comma-separated list over all fields of that name (§7.3.1). Empty elements are left out.
    package func list(_ name: HeaderName) -> [String] {
        all(name).flatMap { splitList($0) ?? $0.split(separator: ",").map { trimmed(String($0)) } }
            .filter { !$0.isEmpty }
    }

    package mutating func append(_ name: HeaderName, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Replaces every field of that name by one.
    package mutating func set(_ name: HeaderName, _ value: String) {
        remove(name)
        append(name, value)
    }

    package mutating func remove(_ name: HeaderName) {
        fields.removeAll { $0.name == name }
    }
}
