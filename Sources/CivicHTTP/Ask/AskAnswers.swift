import CivicCRM
import CivicCore
import Hummingbird

// Before somebody files: what the hotline knows of it already, by the words that they have for it. Who asks is nobody's to
// know here, so nothing is kept.
extension WebHouse {
    private static let mostAnswers = 5

    /// The question, and what was found for it; nothing where the hotline has no articles.
    func askAnswers(_ request: Request) -> String {
        guard let knowledge, !knowledge.articles.isEmpty else { return "" }
        let language = PageLanguage(of: request)
        let words = site.words(in: language)
        func word(_ key: String) -> String { HTMLText.escape(words[key] ?? key) }
        let asked = query("q", of: request, upTo: 200)
        let form = """
            <form method="get" action="/ask" role="search"><p><label for="q">\(word("ask.answers.search"))</label>
            <span class="hint" id="q-hint">\(word("ask.answers.hint"))</span>
            <input id="q" name="q" type="search" maxlength="200" value="\(HTMLText.escape(asked))" aria-describedby="q-hint"></p>
            <p><button type="submit" class="quiet">\(word("search"))</button></p></form>
            """
        guard !asked.isEmpty else { return form }
        let today = knowledge.today
        let found = knowledge.find(asked, limit: Self.mostAnswers).filter { $0.isTold(on: today) }
        guard !found.isEmpty else { return form + "<p class=\"note\" role=\"status\">\(word("ask.answers.none"))</p>" }
        let tongue: Language = language == .chinese ? .mandarin : .english
        let items = found.map { article in
            let text = HTMLText.escape(
                article.text(for: .web, in: tongue) ?? article.text(for: .web, in: .mandarin) ?? "")
            let body = text.split(separator: "\n").dropFirst().map { "<p>\($0)</p>" }.joined()
            return "<details><summary>\(HTMLText.escape(article.name(in: tongue)))</summary>\(body)</details>"
        }
        return form
            + "<section class=\"note\"><h2 role=\"status\">\(word("ask.answers.found"))</h2>\(items.joined())</section>"
            + "<h2>\(word("ask.answers.else"))</h2>"
    }
}
