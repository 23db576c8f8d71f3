import CivicHTTP
import CivicStore

extension Commands {
    /// Makes a token for an application and prints it with the lines for `api-tokens.yaml`. It is stored nowhere else.
    package static func apiToken(name: String) -> Int32 {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        guard (1...40).contains(name.count), name.allSatisfy(allowed.contains) else {
            complain("a name has at most 40 of a-z, 0-9 and '-', such as village-app")
            return 64
        }
        let token = APITokens.make()
        say("# The token, for the application alone; it cannot be shown again:")
        say("# \(token)")
        say("# For 'tokens' in config/api-tokens.yaml; take away the rights that it does not need, then start anew:")
        say("  - name: \(name)")
        say("    hash: \(APITokens.hash(token))")
        say("    rights: [\(APIRight.allCases.map(\.rawValue).joined(separator: ", "))]")
        return 0
    }
}
