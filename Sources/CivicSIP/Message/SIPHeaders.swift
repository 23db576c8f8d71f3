/// Header fields in the order in which they came; one name may stand several times.
///
/// Those of a received message stay in its bytes until somebody asks for one, or changes something.
package struct SIPHeaders: Sendable {
    package struct Field: Hashable, Sendable {
        package var name: HeaderName
        /// On one line, without white space at its ends.
        package var value: String

        package init(name: HeaderName, value: String) {
            self.name = name
            self.value = value
        }
    }

    private enum Storage: Sendable {
        case own([Field])
        /// All fields of the message but the core's.
        case received(ReceivedMessage)
    }

    private var storage: Storage

    package init(_ fields: [Field] = []) {
        storage = .own(fields)
    }

    /// Those that are not read into the message's own properties.
    init(_ message: ReceivedMessage) {
        storage = .received(message)
    }

    package var fields: [Field] {
        switch storage {
        case .own(let fields): fields
        case .received(let message): message.table.fields
        }
    }

    package var isEmpty: Bool {
        switch storage {
        case .own(let fields): fields.isEmpty
        case .received(let message): message.table.fields.isEmpty
        }
    }

    package func first(_ name: HeaderName) -> String? {
        switch storage {
        case .own(let fields): fields.first { $0.name == name }?.value
        case .received(let message): message.table.first(name).map { message.table.value(of: $0) }
        }
    }

    package func all(_ name: HeaderName) -> [String] {
        switch storage {
        case .own(let fields): fields.filter { $0.name == name }.map(\.value)
        case .received(let message): message.table.values(of: name)
        }
    }

    package func contains(_ name: HeaderName) -> Bool {
        switch storage {
        case .own(let fields): fields.contains { $0.name == name }
        case .received(let message): message.table.first(name) != nil
        }
    }

    /// The elements of a comma-separated list over all fields of that name (§7.3.1). Empty elements are left out.
    package func list(_ name: HeaderName) -> [String] {
        all(name).flatMap { splitList($0) ?? $0.split(separator: ",").map { trimmed(String($0)) } }
            .filter { !$0.isEmpty }
    }

    package mutating func append(_ name: HeaderName, _ value: String) {
        change { $0.append(Field(name: name, value: value)) }
    }

    /// Replaces every field of that name by one.
    package mutating func set(_ name: HeaderName, _ value: String) {
        remove(name)
        append(name, value)
    }

    package mutating func remove(_ name: HeaderName) {
        change { $0.removeAll { $0.name == name } }
    }

    private mutating func change(_ work: (inout [Field]) -> Void) {
        var fields = fields
        storage = .own([])  // Gives up its hold on the array, which is then changed in place.
        work(&fields)
        storage = .own(fields)
    }

    /// Prints every field; those of a received message without a string between.
    func write(to writer: inout MessageWriter) {
        switch storage {
        case .own(let fields): for field in fields { writer.field(field.name, field.value) }
        case .received(let message):
            for index in message.table.indices where !message.table[index].isCore {
                writer.field(message.table[index], in: message.table.bytes)
            }
        }
    }
}

extension SIPHeaders: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.fields == right.fields }

    package func hash(into hasher: inout Hasher) { hasher.combine(fields) }
}
