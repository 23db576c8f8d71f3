/// What a compiler or loader has to say about one place of a file.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        case error, warning, note
    }

    package var file: String
    /// From 1; 0 when the whole file is meant.
    package var line: Int
    /// From 1, in Unicode scalars; 0 when the whole line is meant.
    package var column: Int
    package var severity: Severity
    /// What is wrong.
    package var message: String
    /// What to do about it.
    package var suggestion: String?
    /// Stable id such as `no-person`.
    package var rule: String
    /// A call that shows it, a line for each thing that happens; empty where there is none.
    package var example: [String]

    package init(
        file: String, line: Int, column: Int, severity: Severity = .error, message: String, suggestion: String? = nil,
        rule: String, example: [String] = []
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
        self.suggestion = suggestion
        self.rule = rule
        self.example = example
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `dialplans/county.yaml:12:5: error: no step is called 'pensoin'; did you mean 'pension'? [unknown-step]`
    package var description: String {
        var place = file
        if line > 0 { place += ":\(line)" }
        if line > 0 && column > 0 { place += ":\(column)" }
        return "\(place): \(severity.rawValue): \(message)\(suggestion.map { "; \($0)" } ?? "") [\(rule)]"
    }
}

/// A file or set of files was refused; every reason is in it.
package struct Diagnostics: Error, Sendable, CustomStringConvertible {
    package var all: [Diagnostic]

    package init(_ all: [Diagnostic]) {
        self.all = all
    }

    package var description: String { all.map(\.description).joined(separator: "\n") }
}
