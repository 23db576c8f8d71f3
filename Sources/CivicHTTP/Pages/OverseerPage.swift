import HTTPTypes
import Hummingbird

// The frame of the pages for supervisors and administrators: the way from each to the others, and who is signed in.
extension WebHouse {
    /// A page in the frame.
    ///
    /// - Parameters:
    ///   - name: of the template with what stands in the frame.
    ///   - title: of the page; the word of its name without it.
    func overseerPage(
        _ name: String, title: String? = nil, at address: String, for agent: DeskAgent, of request: Request,
        values: [String: String] = [:], markup: [String: String] = [:]
    ) -> Response {
        let language = PageLanguage(of: request)
        let words = site.words(in: language)
        let main = site.render(name, in: language, values: values, markup: markup)
        let page = site.render(
            "overseer", in: language,
            values: [
                "title": title ?? words[name] ?? name, "address": address, "agent": agent.name,
                "kept": Self.query(keptOf: request),
            ],
            markup: ["ways": ways(from: address, for: agent, words), "main": main])
        return .page(page).remembering(language, of: request)
    }

    /// What the page was asked for but its language, as the beginning of a query: the same in the other language.
    private static func query(keptOf request: Request) -> String {
        guard request.method == .get, let query = request.uri.query, query.utf8.count <= 500 else { return "" }
        return query.split(separator: "&").filter { !$0.hasPrefix("lang=") }.map { $0 + "&" }.joined()
    }

    private func ways(from address: String, for agent: DeskAgent, _ words: [String: String]) -> String {
        guard !agent.roles.contains(.unit) else {
            return knowledge == nil
                ? "" : links([("work.title", "/cases"), ("knowledge", "/knowledge")], address, words)
        }
        guard !agent.roles.isDisjoint(with: Self.overseers) else {
            let own = agent.roles.contains(.auditor) ? ["insight", "openings"] : ["desk"]
            return links(own.map { ($0, "/\($0)") } + known, address, words)
        }
        let all =
            (agent.roles.contains(.supervisor) ? ["work.title", "visits", "doubles", "openings"] : []) + [
                "floor", "wall", "calls", "reports", "insight", "trunks", "surge",
            ]
            + (agent.roles.contains(.administrator) ? (citizens == nil ? [] : ["citizens"]) + ["studio"] : [])
        return links(all.map { ($0, $0 == "work.title" ? "/cases" : "/\($0)") } + known, address, words)
    }

    private var known: [(String, String)] { knowledge == nil ? [] : [("knowledge", "/knowledge")] }

    private func links(_ ways: [(String, String)], _ address: String, _ words: [String: String]) -> String {
        ways.filter { $1 != address }.map { name, way in
            "<a href=\"\(way)\">\(HTMLText.escape(words[name] ?? name))</a> "
        }.joined()
    }
}
