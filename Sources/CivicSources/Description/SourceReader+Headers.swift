import CivicCore
import CivicYAML

// Headers of the question, and the secrets in them.
extension SourceReader {
    mutating func headers() -> [SourceHeader] {
        /// Those that the client itself makes.
        let ours: Set = ["host", "content-length", "transfer-encoding", "connection", "accept-encoding", "upgrade"]
        var headers: [SourceHeader] = []
        for (name, value) in members("headers") {
            guard name.wholeMatch(of: /[!#$%&'*+.^_`|~0-9A-Za-z-]+/) != nil, !ours.contains(name.lowercased()) else {
                yaml.note("'\(name)' is no header that can be set", at: value, rule: "bad-name")
                continue
            }
            if let header = headerValue(value, of: name) { headers.append(SourceHeader(name: name, value: header)) }
        }
        return headers
    }

    private mutating func headerValue(_ value: YAMLValue, of name: String) -> SourceHeader.Value? {
        if let text = value.string {
            guard SourceSecrets.isSendable(text) else {
                yaml.note("a header's value is one line of ASCII", at: value, rule: "wrong-value")
                return nil
            }
            if ["authorization", "x-api-key", "cookie"].contains(name.lowercased()) {
                yaml.note(
                    "a secret stands in the file", at: value,
                    suggestion: "read it from elsewhere: '\(name): { environment: NAME }' or '{ file: PATH }'",
                    severity: .warning, rule: "secret-in-file")
            }
            return .literal(text)
        }
        var inner = YAMLReader(value, file: yaml.file)
        let environment = inner.optional("environment")?.string
        let file = inner.optional("file")?.string
        let before = inner.string("before", default: "") ?? ""
        inner.finish()
        if (environment == nil) == (file == nil) {
            inner.note(
                "a header's value is a text, or read from 'environment' or 'file'", at: value, rule: "wrong-type")
        }
        yaml.absorb(inner)
        return environment.map { .environment($0, before: before) }
            ?? file.map { .file(resolve($0), before: before) }
    }

    /// Warns of a header that is not to be had here: the source fails then.
    mutating func checkSecrets(of source: DataSource, _ secrets: SourceSecrets) {
        do {
            _ = try secrets.headers(of: source)
        } catch {
            yaml.note(
                "\(error)", at: yaml.value["headers"] ?? entry.key,
                suggestion: "until it is there, every question to '\(source.id)' fails", severity: .warning,
                rule: "missing-secret")
        }
    }
}
