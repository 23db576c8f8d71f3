/// What one rule of a compiler stands for: the words behind an id such as `no-person`.
package struct DiagnosticRule: Hashable, Sendable, Identifiable {
    /// Stable: it stands in files, in silenced steps and in other people's tools.
    package var id: String
    /// What the rule finds, in one line without a full stop.
    package var title: String
    /// Of what the rule mostly notes.
    package var severity: Diagnostic.Severity
    /// Why the rule exists: what became of callers where it was not held.
    package var reason: String
    /// A few lines of a file that break the rule.
    package var example: String
    /// What to do about it.
    package var remedy: String

    package init(
        _ id: String, _ title: String, severity: Diagnostic.Severity = .error, reason: String, example: String,
        remedy: String
    ) {
        self.id = id
        self.title = title
        self.severity = severity
        self.reason = reason
        self.example = example
        self.remedy = remedy
    }

    /// What is said of the rule to somebody who asks: meaning, reason, a bad example, the remedy.
    ///
    /// - Parameter silence: how the rule is silenced; `nil` where it cannot be.
    package func explanation(silence: String?) -> String {
        let lines = example.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        return """
            \(id) (\(severity.rawValue)): \(title)

            \(Self.wrapped(reason))

            For example:

            \(lines.joined(separator: "\n"))

            \(Self.wrapped(remedy))
            \(silence ?? "It cannot be silenced.")
            """
    }

    /// Breaks a paragraph between words, at 100 signs.
    private static func wrapped(_ paragraph: String) -> String {
        var lines: [String] = []
        for word in paragraph.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= 100 {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }
}
