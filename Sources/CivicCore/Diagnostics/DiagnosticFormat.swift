/// The ways in which a list of diagnostics is written out.
package enum DiagnosticFormat: String, Sendable, CaseIterable {
    /// For people: each with the line of the file that it is about.
    case text
    /// One document for other programs.
    case json
    /// SARIF 2.1.0, which code scanning of forges and editors reads.
    case sarif
    /// Workflow commands, which GitHub shows beside the changed lines.
    case github

    /// All of `diagnostics`, ending on a line break where there is anything to write.
    ///
    /// - Parameters:
    ///   - sources: the text of the files by their names, for `text`; a file that is not there is not quoted.
    ///   - rules: what the rules stand for, for `sarif`.
    ///   - isColoured: whether `text` is for a terminal with colours.
    package func report(
        _ diagnostics: [Diagnostic], sources: [String: String] = [:], rules: [DiagnosticRule] = [],
        isColoured: Bool = false
    ) -> String {
        switch self {
        case .text:
            let writer = DiagnosticText(sources: sources, isColoured: isColoured)
            return diagnostics.map { writer.text(of: $0) }.joined()
        case .json: return DiagnosticJSON.text(of: diagnostics)
        case .sarif: return DiagnosticSARIF.text(of: diagnostics, rules: rules)
        case .github: return diagnostics.map { DiagnosticWorkflow.command(for: $0) + "\n" }.joined()
        }
    }
}
