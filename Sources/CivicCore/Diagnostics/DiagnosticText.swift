/// Writes diagnostics for people.
///
///     plan.yaml:12:11: error: no step is called 'pensoin' [unknown-step]
///        12 |     then: pensoin
///           |           ^~~~~~~
///       help: did you mean 'pension'?
struct DiagnosticText {
    private let lines: [String: [Substring]]
    private let isColoured: Bool

    init(sources: [String: String], isColoured: Bool) {
        lines = sources.mapValues { text in
            text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                Substring(line.last == "\r" ? line.dropLast() : line)
            }
        }
        self.isColoured = isColoured
    }

    func text(of diagnostic: Diagnostic) -> String {
        var place = diagnostic.file
        if diagnostic.line > 0 { place += ":\(diagnostic.line)" }
        if diagnostic.line > 0 && diagnostic.column > 0 { place += ":\(diagnostic.column)" }
        let severity = painted(diagnostic.severity.rawValue + ":", Self.colour(of: diagnostic.severity))
        var text = "\(painted(place + ":", .bold)) \(severity) \(diagnostic.message) [\(diagnostic.rule)]\n"
        text += excerpt(of: diagnostic)
        if let suggestion = diagnostic.suggestion { text += "  \(painted("help:", .bold)) \(suggestion)\n" }
        if !diagnostic.example.isEmpty {
            text += "  \(painted("a call that shows it:", .bold))\n"
            text += diagnostic.example.map { "    \($0)\n" }.joined()
        }
        return text
    }

    private func excerpt(of diagnostic: Diagnostic) -> String {
        guard diagnostic.line > 0, let lines = lines[diagnostic.file], diagnostic.line <= lines.count else { return "" }
        let excerpt = SourceExcerpt(lines[diagnostic.line - 1], column: diagnostic.column)
        let number = String(diagnostic.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
        var text = "\(painted("\(gutter) |", .blue)) \(excerpt.line)\n"
        if let mark = excerpt.mark {
            let empty = String(repeating: " ", count: gutter.count)
            text += "\(painted("\(empty) |", .blue)) \(painted(mark, .green))\n"
        }
        return text
    }

    // MARK: Colours

    /// Parameters of "select graphic rendition" (ECMA-48 §8.3.117).
    private enum Paint: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"
        case green = "1;32"
        case blue = "34"
    }

    private static func colour(of severity: Diagnostic.Severity) -> Paint {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }

    private func painted(_ text: String, _ paint: Paint) -> String {
        isColoured ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }
}
