/// Diagnostics as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format).
enum DiagnosticSARIF {
    static func text(of diagnostics: [Diagnostic], rules: [DiagnosticRule]) -> String {
        let known = Set(rules.map(\.id))
        var others: [String] = []
        for rule in diagnostics.map(\.rule) where !known.contains(rule) && !others.contains(rule) {
            others.append(rule)
        }
        let ids = rules.map(\.id) + others
        let places = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let driver = OrderedJSON.object([
            ("name", .string("civicline")),
            ("rules", .array(rules.map(entry) + others.map { .object([("id", .string($0))]) })),
        ])
        let run = OrderedJSON.object([
            ("tool", .object([("driver", driver)])),
            // §3.14.17: how columns count.
            ("columnKind", .string("unicodeCodePoints")),
            ("results", .array(diagnostics.map { result($0, ruleIndex: places[$0.rule]) })),
        ])
        let log = OrderedJSON.object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
            ("runs", .array([run])),
        ])
        return log.text() + "\n"
    }

    /// A `reportingDescriptor`, §3.49.
    private static func entry(_ rule: DiagnosticRule) -> OrderedJSON {
        .object([
            ("id", .string(rule.id)), ("shortDescription", message(rule.title)),
            ("fullDescription", message(rule.reason)),
            ("help", message(rule.remedy)),
            ("defaultConfiguration", .object([("level", .string(level(rule.severity)))])),
        ])
    }

    /// §3.27. What to do stands behind the message, as results have no other place for it.
    private static func result(_ diagnostic: Diagnostic, ruleIndex: Int?) -> OrderedJSON {
        var physical: [(key: String, value: OrderedJSON)] = [
            ("artifactLocation", .object([("uri", .string(uri(of: diagnostic.file)))]))
        ]
        if diagnostic.line > 0 {
            let column: [(key: String, value: OrderedJSON)] =
                diagnostic.column > 0 ? [("startColumn", .integer(diagnostic.column))] : []
            physical.append(("region", .object([("startLine", .integer(diagnostic.line))] + column)))
        }
        let text = ([diagnostic.message] + [diagnostic.suggestion].compactMap { $0 }).joined(separator: "; ")
        let example = diagnostic.example.isEmpty ? "" : "\n" + diagnostic.example.joined(separator: "\n")
        return .object([
            ("ruleId", .string(diagnostic.rule)), ("ruleIndex", .integer(ruleIndex ?? -1)),
            ("level", .string(level(diagnostic.severity))), ("message", message(text + example)),
            ("locations", .array([.object([("physicalLocation", .object(physical))])])),
        ])
    }

    private static func message(_ text: String) -> OrderedJSON { .object([("text", .string(text))]) }

    private static func level(_ severity: Diagnostic.Severity) -> String { severity.rawValue }

    /// A file's name as a URI reference (RFC 3986); relative names stay relative.
    private static func uri(of file: String) -> String {
        var uri = file.utf8.first == UInt8(ascii: "/") ? "file://" : ""
        for byte in file.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                uri += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return uri
    }
}
