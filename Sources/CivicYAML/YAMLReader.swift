package import CivicCore

/// Takes typed values out of one YAML mapping and notes what is wrong on the way, so that one run tells everything.
///
///     var reader = YAMLReader(document, file: name)
///     let port = reader.integer("port", in: 1...65535, default: 5060)
///     reader.finish()              // unknown keys, with "did you mean"
///     try reader.diagnostics.throwIfErrors()
package struct YAMLReader {
    package let file: String
    package let value: YAMLValue
    package private(set) var diagnostics: [Diagnostic] = []
    private var known: [String] = []

    package init(_ value: YAMLValue, file: String) {
        self.value = value
        self.file = file
        if value.mapping == nil { note("expected a mapping, found \(value.kind)", at: value, rule: "wrong-type") }
    }

    /// The value of `key`, which from now on is a known key; `nil` when absent or null.
    package mutating func optional(_ key: String) -> YAMLValue? {
        known.append(key)
        guard let found = value[key], !found.isNull else { return nil }
        return found
    }

    package mutating func required(_ key: String) -> YAMLValue? {
        if let found = optional(key) { return found }
        note("'\(key)' is missing", at: value, rule: "missing-key")
        return nil
    }

    package mutating func string(_ key: String, default fallback: String? = nil) -> String? {
        read(key, fallback, "text") { $0.string }
    }

    package mutating func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) -> Int? {
        read(key, fallback, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
            value.integer.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    package mutating func number(_ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil)
        -> Double?
    {
        read(key, fallback, "a number from \(range.lowerBound) to \(range.upperBound)") { value in
            value.number.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    package mutating func boolean(_ key: String, default fallback: Bool? = nil) -> Bool? {
        read(key, fallback, "true or false") { $0.boolean }
    }

    package mutating func duration(_ key: String, default fallback: Duration? = nil) -> Duration? {
        read(key, fallback, "a duration such as 800ms, 8s, 2m or 1h") { $0.duration }
    }

    package mutating func strings(_ key: String, default fallback: [String]? = nil) -> [String]? {
        read(key, fallback, "a list of texts") { value in
            guard let elements = value.sequence else { return nil }
            let strings = elements.compactMap(\.string)
            return strings.count == elements.count ? strings : nil
        }
    }

    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, default fallback: Choice? = nil
    ) -> Choice? where Choice.RawValue == String {
        read(key, fallback, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))") { value in
            value.string.flatMap(Choice.init(rawValue:))
        }
    }

    package mutating func note(
        _ message: String, at place: YAMLValue, suggestion: String? = nil, severity: Diagnostic.Severity = .error,
        rule: String
    ) {
        diagnostics.append(
            Diagnostic(
                file: file, line: place.line, column: place.column, severity: severity, message: message,
                suggestion: suggestion, rule: rule))
    }

    /// Takes over what a reader of an inner mapping found.
    package mutating func absorb(_ inner: YAMLReader) {
        diagnostics += inner.diagnostics
    }

    package mutating func absorb(_ more: [Diagnostic]) {
        diagnostics += more
    }

    /// Notes every key that nobody asked for.
    package mutating func finish() {
        for entry in value.mapping ?? [] {
            guard case .scalar(let name, _) = entry.key.content else {
                note("a key must be text", at: entry.key, rule: "wrong-type")
                continue
            }
            guard !known.contains(name) else { continue }
            note(
                "unknown key '\(name)'", at: entry.key,
                suggestion: closestName(to: name, among: known).map { "did you mean '\($0)'?" }, rule: "unknown-key")
        }
    }

    private mutating func read<Result>(
        _ key: String, _ fallback: Result?, _ expected: String, _ take: (YAMLValue) -> Result?
    ) -> Result? {
        guard let found = fallback == nil ? required(key) : optional(key) else { return fallback }
        if let result = take(found) { return result }
        note("'\(key)' takes \(expected), found \(found.kind)", at: found, rule: "wrong-type")
        return fallback
    }
}

extension [Diagnostic] {
    /// Throws all of them when at least one is an error.
    package func throwIfErrors() throws(Diagnostics) {
        if contains(where: { $0.severity == .error }) { throw Diagnostics(self) }
    }
}
