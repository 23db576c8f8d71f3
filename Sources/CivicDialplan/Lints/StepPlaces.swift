import CivicYAML

/// A part of a step that a lint is about.
enum StepPart {
    /// The value of the first of these keys that the step has.
    case under([String])
    /// Where the step names a prompt or a variable, also inside of a template.
    case naming(String)
}

/// Where the parts of steps stand in the file, so that a lint can point at what is to be changed.
struct StepPlaces {
    private struct Place: Hashable {
        var line: Int
        var column: Int
    }

    /// The bodies of steps by where their names stand.
    private let bodies: [Place: YAMLValue]

    /// - Parameter entries: of `steps`.
    init(_ entries: [YAMLValue.Entry]) {
        bodies = Dictionary(
            entries.map { (Place(line: $0.key.line, column: $0.key.column), $0.value) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The step's name where the part is not found.
    func place(of part: StepPart?, in step: Step) -> (line: Int, column: Int) {
        let body = bodies[Place(line: step.line, column: step.column)]
        let value: YAMLValue? =
            switch part {
            case .under(let keys): keys.lazy.compactMap { body?[$0] }.first
            case .naming(let name): body.flatMap { Self.scalar(naming: name, in: $0) }
            case nil: nil
            }
        return value.map { ($0.line, $0.column) } ?? (step.line, step.column)
    }

    /// The reader bounds how deep values are nested.
    private static func scalar(naming name: String, in value: YAMLValue) -> YAMLValue? {
        if let text = value.string { return text == name || text.contains("{\(name)}") ? value : nil }
        let inner = value.sequence ?? value.mapping?.map(\.value) ?? []
        return inner.lazy.compactMap { scalar(naming: name, in: $0) }.first
    }
}

extension Step {
    /// Keys under which its prompt stands, in order.
    static let promptKeys = ["menu", "choose-language", "any-key", "household", "offer", "prompt"]
}
