import CivicTrace
import Foundation

/// The changing parts of the studio's first page, as markup. Every text is escaped here.
struct StudioPage {
    let words: [String: String]
    private let language: PageLanguage

    init(site: Site, language: PageLanguage) {
        words = site.words(in: language)
        self.language = language
    }

    func plans(_ plans: [PlanView]) -> String {
        plans.map { plan in
            let draft = plan.draft.map { "\(word("studio.version")) \($0)" } ?? "–"
            let cells = [
                "<th scope=\"row\"><a href=\"/studio/\(text(plan.name))\">\(text(plan.name))</a></th>",
                "<td>\(text(plan.answers.joined(separator: ", ")))</td>",
                "<td class=\"figure\">\(plan.steps)</td>",
                "<td>\(word("studio.version")) \(plan.live.serial)</td>",
                "<td>\(HTMLText.time(plan.live.at))</td>", "<td>\(text(plan.live.author))</td>", "<td>\(draft)</td>",
            ]
            return "<tr>\(cells.joined())</tr>"
        }.joined(separator: "\n")
    }

    func versions(_ versions: [PlanVersionView]) -> String {
        versions.map { version in
            let mark =
                version.isLive
                ? " <strong class=\"word good\">\(word("studio.live"))</strong>"
                : version.isDraft ? " <strong class=\"word fair\">\(word("studio.draft"))</strong>" : ""
            let cells = [
                "<th scope=\"row\">\(text(version.plan)) \(version.serial)\(mark)</th>",
                "<td>\(HTMLText.time(version.at))</td>", "<td>\(text(version.author))</td>",
                "<td><code>\(text(String(version.hash.prefix(12))))</code></td>",
                "<td>\(version.note.isEmpty ? "" : text(version.note))</td>",
            ]
            return "<tr>\(cells.joined())</tr>"
        }.joined(separator: "\n")
    }

    func word(_ key: String) -> String { HTMLText.escape(words[key] ?? key) }

    func text(_ text: String) -> String { HTMLText.escape(PlainText.clean(text)) }
}
