import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// Articles beside the call: found by the citizen's own words, read aloud, and noted as told.
extension WebHouse {
    private static let mostFound = 8

    func addDeskArticles(to routes: inout RouteTable) {
        guard let knowledge else { return }
        // POST, so that what a citizen asks for is in no proxy's log.
        routes.signedIn(.post, "/api/desk/articles", as: .agent) { request, _, _ in
            let form = try await request.json(as: ArticleQuestion.self)
            let words = try TextRule.articleSearch.check(form.q, field: "q")
            let found = knowledge.find(words, limit: Self.mostFound)
            return try .json(
                FoundArticles(
                    articles: found.map { ArticleView($0, today: knowledge.today) },
                    sendsTexts: await knowledge.means.sms))
        }
        routes.signedIn(.post, "/api/desk/articles/:id/told", as: .agent) { request, context, agent in
            let article = try article(context, knowledge)
            let form = try await request.json(as: ToldForm.self)
            return try await tell(article, form, agent, knowledge)
        }
    }

    private func tell(
        _ article: Article, _ form: ToldForm, _ agent: DeskAgent, _ knowledge: any KnowledgeOffice
    ) async throws -> Response {
        guard article.isTold(on: knowledge.today) else { throw Problem(ArticleRefusal.expired(article.lastDay)) }
        guard form.version == article.version else { throw Problem(ArticleRefusal.outdated(version: article.version)) }
        let language = Language(tag: form.language)
        guard let channel = ArticleChannel(rawValue: form.channel), channel != .email,
            article.text(for: channel, in: language) != nil
        else { throw Problem(ArticleRefusal.noText(ArticleChannel(rawValue: form.channel) ?? .speech)) }
        let call = try await desk.state(of: agent.id).call
        // In a call it is told to whom the call has, also where that is nobody yet.
        let citizen = call == nil ? form.citizenId : call?.citizenId
        if call == nil {
            guard let citizen else { throw DeskRefusal.notInCall }
            _ = try ground(ofCitizen: citizen, for: agent, in: nil)
        }
        let parts = max(1, article.partCount)
        let receipt = ArticleReceipt(
            article: article.id, version: article.version, channel: channel, conversation: call?.conversation,
            numberKey: call?.callerNumber, citizenId: citizen, language: language, by: agent.id, at: now(),
            parts: parts,
            heard: parts, seconds: 0)
        try await asking {
            if channel == .sms {
                guard receipt.numberKey != nil, await knowledge.means.sms else {
                    throw Problem(ArticleRefusal.noText(.sms))
                }
                try await knowledge.send(article, receipt)
            } else {
                try await records.keep(receipt)
            }
        }
        return try .json(ToldView(receipt, article))
    }
}

extension TextRule {
    /// What somebody looks for.
    static let articleSearch = TextRule(length: 1...200)
}

private struct ArticleQuestion: Decodable {
    var q: String
}

private struct ToldForm: Decodable {
    var version: Int
    var language: String
    var channel: String
    /// Whom it was told without a call.
    var citizenId: Int64?
}

private struct FoundArticles: Encodable {
    var articles: [ArticleView]
    var sendsTexts: Bool
}

/// An article as desks and applications see it.
struct ArticleView: Encodable {
    struct Texts: Encodable {
        var name: String
        var speech: [String]
        var sms: String?
        var web: String
    }

    var id: String
    var version: Int
    var unit: String
    var services: [String]
    var reviewBy: String
    var lastDay: String
    /// Nobody is told it any more.
    var isExpired: Bool
    var isPrivate: Bool
    /// By the tag of the language.
    var texts: [String: Texts]

    init(_ article: Article, today: LocalDate) {
        id = article.id
        version = article.version
        unit = article.unit
        services = article.services
        reviewBy = "\(article.reviewBy)"
        lastDay = "\(article.lastDay)"
        isExpired = !article.isTold(on: today)
        isPrivate = article.isPrivate
        let all = article.parts.map { language, parts in
            (
                language.tag,
                Texts(
                    name: article.name(in: language), speech: parts, sms: article.text(for: .sms, in: language),
                    web: article.text(for: .web, in: language) ?? "")
            )
        }
        texts = Dictionary(all) { first, _ in first }
    }
}

/// A line of what somebody was told.
struct ToldView: Encodable {
    var article: String
    var version: Int
    /// In the languages of the page; the id where it is not there any more.
    var zh: String
    var en: String
    var channel: String
    var language: Language
    var by: String
    var at: Date
    var heard: Int
    var parts: Int

    init(_ receipt: ArticleReceipt, _ article: Article?) {
        self.article = receipt.article
        version = receipt.version
        zh = article?.name(in: .mandarin) ?? receipt.article
        en = article?.name(in: .english) ?? receipt.article
        channel = receipt.channel.rawValue
        language = receipt.language
        by = receipt.by
        at = receipt.at
        heard = receipt.heard
        parts = receipt.parts
    }
}

extension Problem {
    /// Why nobody was told an article.
    init(_ refusal: ArticleRefusal) {
        switch refusal {
        case .expired:
            self.init(
                kind: "article-expired", title: "The article is out of date", status: .conflict,
                remedy: "Do not tell it; ask the unit that answers for it.")
        case .outdated:
            self.init(
                kind: "article-outdated", title: "The article was changed meanwhile", status: .conflict,
                remedy: "Look it up again.")
        case .noText(let channel):
            self.init(
                kind: "article-no-text", title: "The article cannot be told so", status: .conflict,
                detail: "By \(channel.rawValue).", remedy: "Read it aloud, or choose another language.")
        default:
            self.init(
                kind: "article-refused", title: "The article was not taken", status: .conflict,
                remedy: "Load the page again.")
        }
    }
}
