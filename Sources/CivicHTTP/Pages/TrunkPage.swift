import CivicCalls
import CivicTrace

/// The changing part of the page about trunks, as markup. Every text is escaped here.
struct TrunkPage {
    private let words: [String: String]

    init(site: Site, language: PageLanguage) {
        words = site.words(in: language)
    }

    func rows(_ trunks: [TrunkView]) -> String {
        guard !trunks.isEmpty else { return "<tr><td colspan=\"6\" class=\"muted\">\(word("trunks.none"))</td></tr>" }
        return trunks.map { trunk in
            let channels = trunk.channels.map { "\(trunk.inUse) / \($0)" } ?? "\(trunk.inUse)"
            let full = trunk.full > 0 ? " <span class=\"muted\">\(word("trunks.full")) \(trunk.full)</span>" : ""
            let cells = [
                "<th scope=\"row\">\(text(trunk.name))</th>", "<td>\(registration(trunk))</td>",
                "<td>\(servers(trunk))</td>", "<td class=\"figure\">\(channels)\(full)</td>",
                "<td class=\"figure\">\(trunk.tried)</td>", "<td class=\"figure\">\(trunk.failed)</td>",
            ]
            return "<tr>\(cells.joined())</tr>"
        }.joined(separator: "\n")
    }

    private func registration(_ trunk: TrunkView) -> String {
        guard let isRegistered = trunk.isRegistered else { return "–" }
        return mark(isRegistered ? "good" : "poor", isRegistered ? "trunks.registered" : "trunks.not-registered")
    }

    private func servers(_ trunk: TrunkView) -> String {
        guard !trunk.servers.isEmpty else { return "–" }
        return trunk.servers.map { server in
            let state =
                switch server.state {
                case .up: mark("good", "trunks.up")
                case .down: mark("poor", "trunks.down")
                case .unknown: "<span class=\"muted\">\(word("trunks.unknown"))</span>"
                }
            return "<div>\(state) \(text(server.address))</div>"
        }.joined()
    }

    private func mark(_ kind: String, _ key: String) -> String {
        "<strong class=\"word \(kind)\">\(word(key))</strong>"
    }

    private func word(_ key: String) -> String { HTMLText.escape(words[key] ?? key) }

    private func text(_ text: String) -> String { HTMLText.escape(PlainText.clean(text)) }
}
