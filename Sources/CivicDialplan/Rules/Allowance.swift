import CivicCore
import CivicYAML

/// One entry of `allow: { menu-too-long: "the desk asked for five, 2026-10" }`: a warning that somebody answers for.
struct Allowance {
    let rule: String
    /// Of the rule's id in the file.
    let line: Int
    /// Of the rule's id in the file.
    let column: Int
    /// The part of the file that it speaks for; `nil` in the head, which speaks for the whole plan.
    let extent: FileExtent?

    /// Signs that a cause has at least.
    static let leastCause = 10

    func covers(_ diagnostic: Diagnostic) -> Bool {
        guard diagnostic.rule == rule, diagnostic.severity == .warning else { return false }
        return extent?.contains(line: diagnostic.line, column: diagnostic.column) ?? true
    }

    /// Reads `allow` of a step or of the plan's head, where there is one.
    static func read(_ reader: inout YAMLReader, for extent: FileExtent?) -> [Allowance] {
        guard let value = reader.optional("allow") else { return [] }
        guard let entries = value.mapping else {
            reader.note(
                "'allow' takes a mapping of rules to causes, found \(value.kind)", at: value, rule: "wrong-type")
            return []
        }
        return entries.compactMap { entry in
            guard let rule = entry.key.string, let known = DiagnosticRule.named(rule) else {
                reader.note(
                    "no rule is called \(entry.key.kind)", at: entry.key,
                    suggestion: entry.key.string.flatMap(DiagnosticRule.closest).map { "did you mean '\($0)'?" },
                    rule: "unknown-rule")
                return nil
            }
            guard known.canBeSilenced else {
                reader.note(
                    "'\(rule)' cannot be silenced", at: entry.key, suggestion: "mend what it is about",
                    rule: "allow-error")
                return nil
            }
            let cause = entry.value.string?.split { $0.isWhitespace }.joined() ?? ""
            guard cause.count >= leastCause else {
                reader.note(
                    "the cause for '\(rule)' has fewer than \(leastCause) signs", at: entry.value,
                    suggestion: "say who decided what, and when", rule: "allow-cause")
                return nil
            }
            return Allowance(rule: rule, line: entry.key.line, column: entry.key.column, extent: extent)
        }
    }
}

/// From the first to the last place of something in a file.
struct FileExtent {
    let first: (line: Int, column: Int)
    let last: (line: Int, column: Int)

    /// A step: from its name to the last value in it.
    init(of entry: YAMLValue.Entry) {
        first = (entry.key.line, entry.key.column)
        last = Self.last(in: entry.value)
    }

    func contains(line: Int, column: Int) -> Bool { first <= (line, column) && (line, column) <= last }

    /// The reader bounds how deep values are nested.
    private static func last(in value: YAMLValue) -> (line: Int, column: Int) {
        let inner = (value.sequence ?? []) + (value.mapping ?? []).flatMap { [$0.key, $0.value] }
        return inner.reduce((value.line, value.column)) { latest, value in
            let place = last(in: value)
            return latest < place ? place : latest
        }
    }
}

extension [Allowance] {
    /// What is left of `diagnostics`, and a warning for every allowance that silences nothing.
    ///
    /// - Parameter examined: rules that were looked for. The others may come up where more is known, with the recordings
    ///   at hand for example, so an allowance for one of them is left alone.
    func applied(to diagnostics: [Diagnostic], file: String, examined: Set<String>) -> [Diagnostic] {
        let heard = diagnostics.filter { diagnostic in !contains { $0.covers(diagnostic) } }
        let unused = filter { allowance in
            examined.contains(allowance.rule) && !diagnostics.contains { allowance.covers($0) }
        }
        return heard
            + unused.map { allowance in
                Diagnostic(
                    file: file, line: allowance.line, column: allowance.column, severity: .warning,
                    message: "'\(allowance.rule)' does not come up here, so this 'allow' silences nothing",
                    suggestion: "take it out", rule: "unused-allow")
            }
    }
}
