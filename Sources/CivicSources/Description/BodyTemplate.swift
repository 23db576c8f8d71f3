import CivicYAML
import Foundation

/// What is sent with POST: the JSON of a piece of YAML in which `"{account}"` stands for an argument.
///
/// An argument is always a whole value and becomes a JSON value of its own type, so no text that a caller keys can
/// become a part of the structure.
package indirect enum BodyTemplate: Sendable, Equatable {
    case argument(String)
    case fixed(JSONValue)
    case list([BodyTemplate])
    case object([String: BodyTemplate])

    init(_ value: YAMLValue) {
        switch value.content {
        case .mapping(let entries):
            self = .object(
                Dictionary(
                    entries.compactMap { entry in entry.key.string.map { ($0, BodyTemplate(entry.value)) } },
                    uniquingKeysWith: { first, _ in first }))
        case .sequence(let values): self = .list(values.map { BodyTemplate($0) })
        case .scalar(let text, let isPlain):
            if text.hasPrefix("{"), text.hasSuffix("}") {
                self = .argument(String(text.dropFirst().dropLast()))
            } else if value.isNull {
                self = .fixed(.null)
            } else if isPlain, let number = Decimal(string: text, locale: nil), value.number != nil {
                self = .fixed(.number(number))
            } else if isPlain, text == "true" || text == "false" {
                self = .fixed(.flag(text == "true"))
            } else {
                self = .fixed(.text(text))
            }
        }
    }

    package var arguments: [String] {
        switch self {
        case .argument(let name): [name]
        case .fixed: []
        case .list(let values): values.flatMap(\.arguments)
        case .object(let values): values.sorted { $0.key < $1.key }.flatMap(\.value.arguments)
        }
    }

    /// `nil` where an argument is missing.
    package func json(with arguments: SentArguments) -> JSONValue? {
        switch self {
        case .fixed(let value): return value
        case .argument(let name): return arguments.values[name]
        case .list(let values):
            let made = values.compactMap { $0.json(with: arguments) }
            return made.count == values.count ? .list(made) : nil
        case .object(let values):
            let made = values.compactMapValues { $0.json(with: arguments) }
            return made.count == values.count ? .object(made) : nil
        }
    }
}
