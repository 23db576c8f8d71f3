import CivicCRM
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// `/knowledge`: what the hotline tells. Everybody of the house reads it; administrators, and the unit that answers for an
// article, write it.
extension WebHouse {
    static let readers: [DeskRole] = [.agent, .supervisor, .administrator, .unit, .auditor]
    private static let writers: [DeskRole] = [.administrator, .unit]
    /// Bytes of a form with all texts of an article.
    static let longestArticle = 262_144

    func addKnowledge(to routes: inout RouteTable) {
        guard let knowledge else { return }
        routes.signedIn(.get, "/knowledge", asOneOf: Self.readers) { request, _, agent in
            let page = knowledgePage(request, knowledge)
            let words = query("q", of: request, upTo: 200)
            let listed = words.isEmpty ? page.byNeed(knowledge.articles) : knowledge.find(words, limit: 50)
            return knowledgeFrame(
                request, agent, at: "/knowledge", page.list(listed, words: words, mayWrite: !mayWrite(agent).isNone))
        }
        routes.signedIn(.get, "/knowledge/:id", asOneOf: Self.readers) { request, context, agent in
            let id = try context.parameters.require("id")
            if id == ArticleForm.reserved {
                return try edited(ArticleForm([:]), base: nil, faults: [], request, agent, knowledge)
            }
            return try await shown(id, request, agent, knowledge)
        }
        routes.signedIn(.get, "/knowledge/:id/edit", asOneOf: Self.writers) { request, context, agent in
            let article = try article(context, knowledge)
            return try edited(
                ArticleForm(article), base: article.version, faults: [], request, agent, knowledge)
        }
        routes.signedIn(.post, "/knowledge/:id", asOneOf: Self.writers) { request, context, agent in
            try await written(try context.parameters.require("id"), request, agent, knowledge)
        }
        routes.signedIn(.get, "/knowledge/:id/compare/:old/:new", asOneOf: Self.readers) { request, context, agent in
            let article = try article(context, knowledge)
            let versions = try await asking { try await knowledge.versions(of: article.id) }
            func version(_ name: String) throws -> ArticleVersion {
                guard let number = context.parameters.get(name).flatMap({ Int($0) }),
                    let found = versions.first(where: { $0.article.version == number })
                else { throw Problem.noSuch("version", remedy: "Choose one of the article's list.") }
                return found
            }
            let (old, new) = (try version("old"), try version("new"))
            return knowledgeFrame(
                request, agent, at: "/knowledge/\(article.id)/compare/\(old.article.version)/\(new.article.version)",
                knowledgePage(request, knowledge).comparison(old, new))
        }
    }

    // MARK: Reading

    private func shown(
        _ id: String, _ request: Request, _ agent: DeskAgent, _ knowledge: any KnowledgeOffice, fault: String? = nil
    ) async throws -> Response {
        guard let article = knowledge.article(id) else {
            throw Problem.noSuch("article", remedy: "Look into the list again.")
        }
        let versions = try await asking { try await knowledge.versions(of: id) }
        let tellings = try await asking { try await knowledge.tellings(of: id) }
        let page = knowledgePage(request, knowledge)
        return knowledgeFrame(
            request, agent, title: page.name(of: article), at: "/knowledge/\(id)",
            page.notice(query("done", of: request, upTo: 20))
                + page.article(
                    article, versions, tellings, mayWrite: mayWrite(agent).includes(article.unit),
                    mayRecall: agent.roles.contains(.administrator), fault: fault)
        ).with(status: fault == nil ? .ok : .unprocessableContent)
    }

    /// What was refused of a recall, above the article that it is about.
    func shownAgain(
        _ id: String, fault: String, _ request: Request, _ agent: DeskAgent, _ knowledge: any KnowledgeOffice
    ) async throws -> Response {
        try await shown(id, request, agent, knowledge, fault: fault)
    }

    func article(_ context: WebContext, _ knowledge: any KnowledgeOffice) throws -> Article {
        guard let article = knowledge.article(try context.parameters.require("id")) else {
            throw Problem.noSuch("article", remedy: "Look into the list again.")
        }
        return article
    }

    // MARK: Writing

    private func edited(
        _ form: ArticleForm, base: Int?, faults: [ArticleForm.Fault], _ request: Request, _ agent: DeskAgent,
        _ knowledge: any KnowledgeOffice, preview: Article? = nil, refusal: String? = nil
    ) throws -> Response {
        let right = mayWrite(agent)
        let standing = knowledge.article(form[.id])
        guard !right.isNone, base == nil || standing.map({ right.includes($0.unit) }) ?? false else {
            throw Problem.roleMissing(.administrator)
        }
        let page = knowledgePage(request, knowledge)
        let address = base == nil ? "/knowledge/\(ArticleForm.reserved)" : "/knowledge/\(form[.id])/edit"
        return knowledgeFrame(
            request, agent, title: page.plain(base == nil ? "knowledge.new" : "knowledge.edit"), at: address,
            page.form(
                form, base: base, units: catalogue.units.filter { right.includes($0.id) }, faults: faults,
                refusal: refusal) + (preview.map(page.preview) ?? "")
        ).with(status: faults.isEmpty && refusal == nil ? .ok : .unprocessableContent)
    }

    private func written(_ id: String, _ request: Request, _ agent: DeskAgent, _ knowledge: any KnowledgeOffice)
        async throws -> Response
    {
        let fields = try await request.form(upTo: Self.longestArticle)
        var form = ArticleForm(fields)
        let base = id == ArticleForm.reserved ? nil : knowledge.article(id).flatMap { _ in Int(fields["base"] ?? "") }
        if id != ArticleForm.reserved { form[.id] = id }
        if let standing = knowledge.article(id), !mayWrite(agent).includes(standing.unit) {
            throw Problem.roleMissing(.administrator)
        }
        // A form can name any number, but only a version that there was leads to the next one.
        if let base, let standing = knowledge.article(id), base < 1 || base > standing.version {
            let newest = try await asking { try await knowledge.versions(of: id) }.first
            let refusal = ArticleRefusal.changedMeanwhile(by: newest?.author ?? "", version: standing.version)
            return try edited(
                form, base: base, faults: [], request, agent, knowledge,
                refusal: knowledgePage(request, knowledge).text(of: refusal))
        }
        let (article, faults) = form.article(
            (catalogue.units.map(\.id).filter(mayWrite(agent).includes), catalogue.services.map(\.id)),
            version: (base ?? 0) + 1)
        guard let article else { return try edited(form, base: base, faults: faults, request, agent, knowledge) }
        if base == nil, knowledge.article(article.id) != nil {
            return try edited(
                form, base: nil, faults: [ArticleForm.Fault("id", .notAnId)], request, agent, knowledge,
                refusal: knowledgePage(request, knowledge).plain("knowledge.refused.there"))
        }
        guard fields["act"] == "publish" else {
            return try edited(form, base: base, faults: [], request, agent, knowledge, preview: article)
        }
        let note = String(FilingForm.clean(fields["note"] ?? "").prefix(500))
        let refusal = try await asking { () async throws -> String? in
            do {
                _ = try await knowledge.publish(article, base: base, note: note, by: agent.id)
                return nil
            } catch let refusal as ArticleRefusal {
                return knowledgePage(request, knowledge).text(of: refusal)
            }
        }
        if let refusal {
            return try edited(
                form, base: base, faults: [], request, agent, knowledge, preview: article, refusal: refusal)
        }
        return .seeOther("/knowledge/\(article.id)?done=published")
    }

    /// Of which units somebody may write the articles.
    private enum WritingRight {
        case none, all
        case unit(String)

        var isNone: Bool { if case .none = self { true } else { false } }

        func includes(_ unit: String) -> Bool {
            switch self {
            case .none: false
            case .all: true
            case .unit(let own): own == unit
            }
        }
    }

    private func mayWrite(_ agent: DeskAgent) -> WritingRight {
        if agent.roles.contains(.administrator) { return .all }
        return agent.roles.contains(.unit) ? agent.unit.map { .unit($0) } ?? .none : .none
    }

    // MARK: The frame

    func knowledgeFrame(
        _ request: Request, _ agent: DeskAgent, title: String? = nil, at address: String, _ main: String
    ) -> Response {
        overseerPage("knowledge", title: title, at: address, for: agent, of: request, markup: ["main": main])
    }

    func knowledgePage(_ request: Request, _ knowledge: any KnowledgeOffice) -> KnowledgePage {
        KnowledgePage(
            site: site, language: PageLanguage(of: request), catalogue: catalogue, today: knowledge.today)
    }

    func query(_ name: String, of request: Request, upTo length: Int) -> String {
        let given = request.uri.queryParameters[Substring(name)].map { String($0).replacing("+", with: " ") } ?? ""
        return FilingForm.clean(String(given.prefix(length)))
    }
}
