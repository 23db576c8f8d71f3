/// Diagnostics as one JSON document for other programs.
///
///     { "version": 1, "diagnostics": [{ "file": …, "line": 12, … }], "counts": { "error": 1, "warning": 0, "note": 0 } }
///
/// Every key stands in every entry: `suggestion` is null where there is none, and line and column are 0 where the whole
/// file or line is meant. A change that takes a key away or gives it another meaning raises `version`.
enum DiagnosticJSON {
    static func text(of diagnostics: [Diagnostic]) -> String {
        let counts = [Diagnostic.Severity.error, .warning, .note].map { severity in
            (key: severity.rawValue, value: OrderedJSON.integer(diagnostics.count { $0.severity == severity }))
        }
        let document = OrderedJSON.object([
            ("version", .integer(1)), ("diagnostics", .array(diagnostics.map(entry))), ("counts", .object(counts)),
        ])
        return document.text() + "\n"
    }

    private static func entry(_ diagnostic: Diagnostic) -> OrderedJSON {
        .object([
            ("file", .string(diagnostic.file)), ("line", .integer(diagnostic.line)),
            ("column", .integer(diagnostic.column)), ("severity", .string(diagnostic.severity.rawValue)),
            ("rule", .string(diagnostic.rule)), ("message", .string(diagnostic.message)),
            ("suggestion", diagnostic.suggestion.map { .string($0) } ?? .null),
            ("example", .array(diagnostic.example.map { .string($0) })),
        ])
    }
}
