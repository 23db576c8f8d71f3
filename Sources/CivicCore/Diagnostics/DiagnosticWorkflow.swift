/// Diagnostics as workflow commands of GitHub Actions.
///
///     ::error file=dialplans/county.yaml,line=12,col=5,title=unknown-step::no step is called 'pensoin'
enum DiagnosticWorkflow {
    static func command(for diagnostic: Diagnostic) -> String {
        let kind =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        var properties = ["file=\(property(diagnostic.file))"]
        if diagnostic.line > 0 { properties.append("line=\(diagnostic.line)") }
        if diagnostic.line > 0 && diagnostic.column > 0 { properties.append("col=\(diagnostic.column)") }
        properties.append("title=\(property(diagnostic.rule))")
        let help = diagnostic.suggestion.map { ["help: \($0)"] } ?? []
        let example = diagnostic.example.isEmpty ? [] : ["a call that shows it:"] + diagnostic.example
        let text = ([diagnostic.message] + help + example).joined(separator: "\n")
        return "::\(kind) \(properties.joined(separator: ","))::\(data(text))"
    }

    /// The runner reads commands line by line and takes these three back.
    private static func data(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
    }

    /// In a property the signs that end one are escaped too.
    private static func property(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
    }

    private static func escaped(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            if let escape = escapes[scalar] { escaped += escape } else { escaped.unicodeScalars.append(scalar) }
        }
    }
}
