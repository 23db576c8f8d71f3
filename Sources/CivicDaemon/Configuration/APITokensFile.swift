import CivicCRM
import CivicCore
package import CivicHTTP
import CivicYAML

/// One application of `api-tokens.yaml`.
package struct APIToken: Equatable, Sendable {
    package var client: APIClient
    /// SHA-256 of the token, in lower-case hexadecimal.
    package var hash: String
    /// Its token may be known to everybody: it counts only where the pages are for this machine alone.
    package var isSample: Bool
}

/// Reading of `api-tokens.yaml`.
enum APITokensFile {
    static func tokens(from document: YAMLValue, file: String) -> (tokens: [APIToken], diagnostics: [Diagnostic]) {
        var reader = YAMLReader(document, file: file)
        var tokens: [APIToken] = []
        if let list = reader.required("tokens") {
            if list.sequence == nil, !list.isNull {
                reader.note("'tokens' takes a list", at: list, rule: "wrong-type")
            }
            for entry in list.sequence ?? [] {
                var inner = YAMLReader(entry, file: file)
                if let token = token(&inner) {
                    if tokens.contains(where: { $0.client.name == token.client.name }) {
                        inner.note(
                            "a second application is called '\(token.client.name)'", at: entry, rule: "duplicate-token")
                    }
                    if tokens.contains(where: { $0.hash == token.hash }) {
                        inner.note(
                            "a second application has this token", at: entry,
                            suggestion: "make one for each with 'civicline api-token NAME'", rule: "duplicate-token")
                    }
                    tokens.append(token)
                }
                reader.absorb(inner)
            }
        }
        reader.finish()
        return (tokens, reader.diagnostics)
    }

    private static func token(_ reader: inout YAMLReader) -> APIToken? {
        guard reader.value.mapping != nil else { return nil }
        let name = reader.string("name")
        let hash = reader.string("hash")
        let words = reader.strings("rights") ?? []
        let channel: Channel? = reader.choice("channel", default: .web)
        let rate = reader.integer("requests-per-minute", in: 1...100_000, default: 60)
        let isSample = reader.boolean("sample", default: false)
        reader.finish()
        guard let name, let hash else { return nil }
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        guard (1...40).contains(name.count), name.allSatisfy(allowed.contains) else {
            reader.note(
                "'\(name.prefix(60))' is not usable as a name", at: reader.value["name"] ?? reader.value,
                suggestion: "use at most 40 of a-z, 0-9 and '-', such as village-app", rule: "wrong-name")
            return nil
        }
        guard hash.utf8.count == 64, hash.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else {
            reader.note(
                "'hash' takes 64 hexadecimal digits", at: reader.value["hash"] ?? reader.value,
                suggestion: "'civicline api-token \(name)' prints a new token and its line", rule: "wrong-hash")
            return nil
        }
        var rights: Set<APIRight> = []
        for (index, word) in words.enumerated() {
            if let right = APIRight(rawValue: word) {
                rights.insert(right)
            } else {
                let known = APIRight.allCases.map(\.rawValue)
                reader.note(
                    "no right is called '\(word)'", at: reader.value["rights"]?.sequence?[index] ?? reader.value,
                    suggestion: closestName(to: word, among: known).map { "did you mean '\($0)'?" }
                        ?? "known are \(known.joined(separator: ", "))", rule: "unknown-right")
            }
        }
        guard let channel, let rate, let isSample else { return nil }
        return APIToken(
            client: APIClient(name: name, rights: rights, channel: channel, requestsPerMinute: rate), hash: hash,
            isSample: isSample)
    }
}
