import CivicCore
import CivicYAML

/// The settings of one file with the environment over them, read by their dotted paths.
///
/// `sip.udp` stands under `sip` in the file and is `CIVICLINE_SIP_UDP` in the environment. What is wrong is noted with
/// its place or its variable's name, and reading goes on, so that one start tells everything.
struct Settings {
    static let prefix = "CIVICLINE_"

    let file: String
    private let root: YAMLValue?
    private let environment: [String: String]
    private(set) var diagnostics: [Diagnostic] = []
    private var known: [String] = []

    init(_ root: YAMLValue?, file: String, environment: [String: String]) {
        self.root = root
        self.file = file
        self.environment = environment
        if let root, root.mapping == nil, !root.isNull {
            diagnostics.append(diagnostic("the file takes a mapping, found \(root.kind)", at: root, rule: "wrong-type"))
        }
    }

    /// `rtp.ports` → `CIVICLINE_RTP_PORTS`, `calls.rate-per-stranger` → `CIVICLINE_CALLS_RATE_PER_STRANGER`.
    static func variable(for path: String) -> String {
        prefix + path.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }

    /// The value at `path`; nil when it is given nowhere, and after noting so when it is faulty.
    mutating func value<Value>(_ path: String, _ kind: SettingKind<Value>) -> Value? {
        known.append(path)
        let variable = Self.variable(for: path)
        if let text = environment[variable] {
            if let value = kind.parse(kind.value(fromVariable: text)) { return value }
            note("takes \(kind.expected), found '\(text.prefix(60))'", at: path, rule: "wrong-value")
            return nil
        }
        guard let given = node(at: path) else { return nil }
        if let value = kind.parse(given) { return value }
        // An empty text is a value of kinds that take it; an empty place in the file means the default.
        if given.isNull, case .scalar(_, isPlain: true) = given.content { return nil }
        note("'\(path)' takes \(kind.expected), found \(given.kind)", at: path, rule: "wrong-value")
        return nil
    }

    mutating func value<Value>(_ path: String, _ kind: SettingKind<Value>, default fallback: Value) -> Value {
        value(path, kind) ?? fallback
    }

    /// Notes something about a setting, where it was given: its variable, its line, or the file as a whole.
    mutating func note(
        _ message: String, at path: String, suggestion: String? = nil, severity: Diagnostic.Severity = .error,
        rule: String
    ) {
        let variable = Self.variable(for: path)
        var noted = diagnostic(message, at: node(at: path), severity: severity, suggestion: suggestion, rule: rule)
        if environment[variable] != nil {
            noted.file = "environment variable \(variable)"
            (noted.line, noted.column) = (0, 0)
        }
        diagnostics.append(noted)
    }

    mutating func absorb(_ more: [Diagnostic]) { diagnostics += more }

    /// Notes keys and variables that nobody asked for.
    mutating func finish() {
        if let root { findUnknownKeys(in: root, under: "") }
        let variables = known.map(Self.variable)
        for name in environment.keys.filter({ $0.hasPrefix(Self.prefix) }).sorted() where !variables.contains(name) {
            // Others may use the prefix too; what looks like a slip of the pen is an error.
            let names = variables.map { String($0.dropFirst(Self.prefix.count)) }
            guard let meant = closestName(to: String(name.dropFirst(Self.prefix.count)), among: names) else { continue }
            diagnostics.append(
                Diagnostic(
                    file: "environment variable \(name)", line: 0, column: 0, message: "no setting has this variable",
                    suggestion: "did you mean \(Self.prefix)\(meant)?", rule: "unknown-variable"))
        }
    }

    private mutating func findUnknownKeys(in value: YAMLValue, under group: String) {
        for entry in value.mapping ?? [] {
            guard let name = entry.key.string else {
                diagnostics.append(diagnostic("a key must be a text", at: entry.key, rule: "wrong-type"))
                continue
            }
            let path = group.isEmpty ? name : "\(group).\(name)"
            if known.contains(path) { continue }
            if known.contains(where: { $0.hasPrefix(path + ".") }) {
                if entry.value.mapping != nil {
                    findUnknownKeys(in: entry.value, under: path)
                } else if !entry.value.isNull {
                    let found = "'\(path)' takes a mapping, found \(entry.value.kind)"
                    diagnostics.append(diagnostic(found, at: entry.value, rule: "wrong-type"))
                }
                continue
            }
            let start = group.isEmpty ? "" : group + "."
            let siblings = known.filter { $0.hasPrefix(start) }.compactMap {
                $0.dropFirst(start.count).split(separator: ".").first.map(String.init)
            }
            diagnostics.append(
                diagnostic(
                    "unknown key '\(path)'", at: entry.key,
                    suggestion: closestName(to: name, among: siblings).map { "did you mean '\($0)'?" },
                    rule: "unknown-key"))
        }
    }

    private func node(at path: String) -> YAMLValue? {
        path.split(separator: ".").reduce(root) { $0?[String($1)] }
    }

    private func diagnostic(
        _ message: String, at place: YAMLValue?, severity: Diagnostic.Severity = .error, suggestion: String? = nil,
        rule: String
    ) -> Diagnostic {
        Diagnostic(
            file: file, line: place?.line ?? 0, column: place?.column ?? 0, severity: severity, message: message,
            suggestion: suggestion, rule: rule)
    }
}
