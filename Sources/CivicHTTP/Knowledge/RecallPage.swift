import CivicCRM
import CivicCore
import Foundation

/// What `/recalls` shows, as markup: the recalls, how far one is, and one person who is to be told.
struct RecallPage {
    private let page: KnowledgePage
    private let names: [String: Article]

    init(_ page: KnowledgePage, _ articles: [Article]) {
        self.page = page
        names = Dictionary(articles.map { ($0.id, $0) }) { first, _ in first }
    }

    func plain(_ key: String) -> String { page.plain(key) }
    func notice(_ word: String) -> String { page.notice(word) }

    private func name(_ id: String) -> String { page.escape(names[id].map(page.name) ?? id) }

    private func versions(_ recall: ArticleRecall) -> String {
        recall.versions.count == 1
            ? "\(recall.versions.lowerBound)" : "\(recall.versions.lowerBound)–\(recall.versions.upperBound)"
    }

    func list(_ recalls: [ArticleRecall]) -> String {
        let lead = "<p class=\"muted\">\(page.word("recalls.lead"))</p>"
        guard !recalls.isEmpty else { return lead + "<p class=\"muted\">\(page.word("recalls.none"))</p>" }
        let rows = recalls.map { recall in
            """
            <tr><td><a href="/recalls/\(recall.id)">\(name(recall.article))</a></td><td>\(versions(recall))</td>
            <td>\(HTMLText.time(recall.at))</td><td>\(page.escape(recall.by))</td><td>\(page.escape(recall.why))</td></tr>
            """
        }
        return lead
            + page.table(
                ["knowledge.article", "recalls.versions", "knowledge.when", "knowledge.who", "recalls.why"], rows,
                label: "recalls")
    }

    func recall(_ recall: ArticleRecall, _ progress: [RecallPerson.State: Int], _ people: [RecallPerson]) -> String {
        let facts: [(String, String)] = [
            ("knowledge.article", "<a href=\"/knowledge/\(page.escape(recall.article))\">\(name(recall.article))</a>"),
            ("recalls.versions", "\(versions(recall)) → \(recall.right)"), ("knowledge.when", HTMLText.time(recall.at)),
            ("knowledge.who", page.escape(recall.by)), ("recalls.why", page.escape(recall.why)),
        ]
        let counts =
            RecallPerson.State.allCases.map { state in
                "<div><dt>\(page.word("recalls.state.\(state.rawValue)"))</dt><dd>\(progress[state] ?? 0)</dd></div>"
            } + ["<div><dt>\(page.word("recalls.unknown"))</dt><dd>\(recall.unknown)</dd></div>"]
        return """
            <p><a href="/recalls">\(page.word("recalls.back"))</a></p>
            <dl class="facts">\(facts.map { "<div><dt>\(page.word($0))</dt><dd>\($1)</dd></div>" }.joined())</dl>
            <h2>\(page.word("recalls.progress"))</h2><dl class="facts">\(counts.joined())</dl>\(list(people))
            """
    }

    /// Without names and numbers.
    private func list(_ people: [RecallPerson]) -> String {
        guard !people.isEmpty else { return "<p class=\"muted\">\(page.word("recalls.nobody"))</p>" }
        let rows = people.map { person in
            """
            <tr><td><a href="/recalls/people/\(person.id)">\(person.citizenId.map { "№ \($0)" } ?? page.word("recalls.caller"))</a></td>
            <td>\(HTMLText.time(person.toldAt))</td><td>\(page.word("recalls.state.\(person.state.rawValue)"))</td>
            <td>\(person.cause.map { page.word("recalls.cause.\($0.rawValue)") } ?? "–")</td><td>\(person.attempts)</td>
            <td>\(person.nextAt.map(HTMLText.time) ?? "–")</td></tr>
            """
        }
        return page.table(
            [
                "recalls.whom", "recalls.told-at", "recalls.state", "recalls.cause", "recalls.attempts", "recalls.next",
            ], rows, label: "recalls.progress")
    }

    /// Who somebody is, and how they are reached.
    struct Whom {
        var name: String?
        var number: String?
        var email: String?
    }

    /// - Parameter whom: nil where it is not to be shown.
    func person(
        _ person: RecallPerson, _ recall: ArticleRecall, _ article: Article, whom: Whom?, fault: String?
    ) -> String {
        var facts = whom.map(lines) ?? []
        facts += [
            ("visits.language", page.word("language.\(person.language.tag)")),
            ("recalls.told-at", HTMLText.time(person.toldAt)), ("recalls.why", page.escape(recall.why)),
            ("recalls.state", page.word("recalls.state.\(person.state.rawValue)")),
        ]
        let said = article.text(for: .speech, in: person.language) ?? article.text(for: .speech, in: .mandarin) ?? ""
        return [
            "<p><a href=\"/recalls/\(recall.id)\">\(page.word("recalls.back-one"))</a></p>",
            article.isPrivate ? "<p class=\"banner\">\(page.word("visits.confidential"))</p>" : "",
            "<dl class=\"facts\">\(facts.map { "<div><dt>\(page.word($0))</dt><dd>\($1)</dd></div>" }.joined())</dl>",
            "<h2>\(page.word("recalls.right"))</h2><p class=\"said\" lang=\"\(person.language)\">\(page.escape(said))</p>",
            page.banner(fault),
            person.state == .done
                ? "<p class=\"banner calm\">\(page.word("recalls.state.done"))</p>" : form(person, article),
        ].joined(separator: "\n")
    }

    private func lines(_ whom: Whom) -> [(String, String)] {
        [
            ("visits.name", whom.name.map(page.escape) ?? page.word("visits.unknown")),
            (
                "visits.number",
                whom.number.map { "<a href=\"tel:\(page.escape($0))\">\(page.escape($0))</a>" }
                    ?? page.word("visits.no-number")
            ),
            ("recalls.email", whom.email.map(page.escape) ?? "–"),
        ]
    }

    private func form(_ person: RecallPerson, _ article: Article) -> String {
        """
        <form method="post" action="/recalls/people/\(person.id)" class="stack">
        <input type="hidden" name="version" value="\(article.version)"><fieldset><legend>\(page.word("recalls.question"))</legend>
        <label><input type="radio" name="word" value="told"> \(page.word("recalls.word.told"))</label>
        <label><input type="radio" name="word" value="not-reached"> \(page.word("recalls.word.not-reached"))</label></fieldset>
        <label>\(page.word("knowledge.note")) <textarea name="note" rows="3" maxlength="2000"></textarea></label>
        <button type="submit" class="primary">\(page.word("visits.save"))</button></form>
        """
    }
}
