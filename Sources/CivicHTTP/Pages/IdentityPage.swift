import CivicCRM
import Hummingbird

// `/identification`: the table of what may be spoken, shown and changed, for everybody who works with it.
extension WebHouse {
    func addIdentification(to routes: inout RouteTable) {
        let readers: [DeskRole] = [.agent, .supervisor, .administrator, .auditor]
        routes.signedIn(.get, "/identification", asOneOf: readers) { request, _, agent in
            let words = site.words(in: PageLanguage(of: request))
            return overseerPage(
                "identification", at: "/identification", for: agent, of: request,
                markup: ["main": Self.identityTable(words)])
        }
    }

    static func identityTable(_ words: [String: String]) -> String {
        func word(_ key: String) -> String { HTMLText.escape(words["identification.\(key)"] ?? key) }
        let heads = IdentityLevel.allCases.map { "<th scope=\"col\">\(word("level.\($0.rawValue)"))</th>" }
        let groups = IdentityPolicy.Kind.allCases.map { kind in
            let rows = IdentityPolicy.Act.allCases.filter { $0.kind == kind }.map { act in
                let cells = IdentityLevel.allCases.map { level in
                    "<td>\(word(IdentityPolicy.allows(act, at: level) ? "yes" : "no"))</td>"
                }
                return "<tr><th scope=\"row\">\(word("act.\(act.rawValue)"))</th>\(cells.joined())</tr>"
            }
            let head = "<tr><th colspan=\"5\" scope=\"rowgroup\">\(word(kind.rawValue))</th></tr>"
            return "<tbody>\(head)\(rows.joined())</tbody>"
        }
        return """
            <div class="wide" tabindex="0" role="region" aria-label="\(word("table"))"><table>
            <thead><tr><td></td>\(heads.joined())</tr></thead>\(groups.joined())</table></div>
            """
    }
}
