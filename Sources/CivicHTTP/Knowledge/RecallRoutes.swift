import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// `/recalls`: what was told and was wrong. An administrator begins a recall; the hotline's people see to those whom no machine
// reaches. Lists name nobody; who opens a line is in the book first.
extension WebHouse {
    private static let recallers: [DeskRole] = [.agent, .supervisor, .administrator]
    private static let longestList = 500

    func addRecalls(to routes: inout RouteTable) {
        guard let knowledge else { return }
        routes.signedIn(.post, "/knowledge/:id/recall", as: .administrator) { request, context, agent in
            try await beginRecall(try context.parameters.require("id"), request, agent, knowledge)
        }
        routes.signedIn(.get, "/recalls", asOneOf: Self.recallers) { request, _, agent in
            let recalls = try await asking { try await knowledge.recalls.recalls(limit: 100) }
            let page = recallPage(request, knowledge)
            return knowledgeFrame(
                request, agent, title: page.plain("recalls"), at: "/recalls", page.list(recalls))
        }
        routes.signedIn(.get, "/recalls/:id", asOneOf: Self.recallers) { request, context, agent in
            let id = try recordId(context, "recall")
            guard let recall = try await asking({ try await knowledge.recalls.recall(id) }) else {
                throw Problem.noSuch("recall", remedy: "Look into the list again.")
            }
            let progress = try await asking { try await knowledge.recalls.progress(ofRecall: id) }
            let people = try await asking { try await knowledge.recalls.people(ofRecall: id, limit: Self.longestList) }
            let page = recallPage(request, knowledge)
            let notice = page.notice(query("done", of: request, upTo: 20))
            return knowledgeFrame(
                request, agent, title: page.plain("recalls.one"), at: "/recalls/\(id)",
                notice + page.recall(recall, progress, people))
        }
        routes.signedIn(.get, "/recalls/people/:id", asOneOf: Self.visitors) { request, context, agent in
            try await recallPerson(try recordId(context, "person"), request, agent, knowledge)
        }
        routes.signedIn(.post, "/recalls/people/:id", asOneOf: Self.visitors) { request, context, agent in
            try await recallTold(try recordId(context, "person"), request, agent, knowledge)
        }
    }

    private func beginRecall(
        _ id: String, _ request: Request, _ agent: DeskAgent, _ knowledge: any KnowledgeOffice
    ) async throws -> Response {
        let fields = try await request.form()
        let page = knowledgePage(request, knowledge)
        let why = FilingForm.clean(fields["why"] ?? "")
        guard (1...2_000).contains(why.unicodeScalars.count) else {
            return try await shownAgain(id, fault: page.plain("recalls.why-missing"), request, agent, knowledge)
        }
        guard let first = Int(fields["first"] ?? ""), let last = Int(fields["last"] ?? ""), first > 0, first <= last
        else {
            return try await shownAgain(id, fault: page.plain("recalls.versions-wrong"), request, agent, knowledge)
        }
        let means = await knowledge.means
        let outcome: Result<ArticleRecall, ArticleRefusal> = try await asking {
            do {
                return .success(
                    try await knowledge.recalls.recall(
                        id, versions: first...last, why: why, by: agent.id, means: means, at: now()))
            } catch let refusal as ArticleRefusal {
                return .failure(refusal)
            }
        }
        switch outcome {
        case .success(let recall): return .seeOther("/recalls/\(recall.id)?done=recalled")
        case .failure(let refusal):
            return try await shownAgain(id, fault: page.text(of: refusal), request, agent, knowledge)
        }
    }

    private func recallPerson(
        _ id: Int64, _ request: Request, _ agent: DeskAgent, _ knowledge: any KnowledgeOffice, fault: String? = nil
    ) async throws -> Response {
        guard let person = try await asking({ try await knowledge.recalls.recallPerson(id) }),
            let recall = try await asking({ try await knowledge.recalls.recall(person.recall) }),
            let article = knowledge.article(recall.article)
        else { throw Problem.noSuch("person", remedy: "Look into the list again.") }
        let why = await ground(of: person, recall, for: agent)
        if why == nil, fault == nil, let citizen = person.citizenId {
            return reasonPage(for: .citizen(citizen), back: "/recalls/people/\(id)", request, agent)
        }
        var shown: RecallPage.Whom?
        if let why {
            try await note(FileOpening(by: agent.id, look: .citizen, citizenId: person.citizenId, ground: why))
            let citizen = try await asking { try await person.citizenId.asyncMap { try await records.citizen($0) } }
            shown = RecallPage.Whom(
                name: citizen.flatMap { $0 }?.name, number: person.numberKey, email: person.email?.text)
        }
        let page = recallPage(request, knowledge)
        return knowledgeFrame(
            request, agent, title: page.plain("recalls.person"), at: "/recalls/people/\(id)",
            page.person(person, recall, article, whom: shown, fault: fault)
        ).with(status: fault == nil ? .ok : .unprocessableContent)
    }

    /// Why the agent may see who it is; nil where nothing opens it.
    ///
    /// Whoever is free tells those who wait for a person, and the recall itself is the reason; the others' files open as any
    /// file does.
    private func ground(
        of person: RecallPerson, _ recall: ArticleRecall, for agent: DeskAgent
    ) async -> OpeningGround? {
        if person.state == .person { return .stated(.followUp, words: "recall \(recall.id): \(recall.article)") }
        guard let citizen = person.citizenId else { return nil }
        let call = try? await desk.state(of: agent.id).call
        return try? ground(ofCitizen: citizen, for: agent, in: call)
    }

    private func recallTold(
        _ id: Int64, _ request: Request, _ agent: DeskAgent, _ knowledge: any KnowledgeOffice
    ) async throws -> Response {
        let fields = try await request.form()
        let page = recallPage(request, knowledge)
        let told = FilingForm.clean(fields["note"] ?? "")
        guard told.unicodeScalars.count <= 2_000 else {
            return try await recallPerson(id, request, agent, knowledge, fault: page.plain("visits.note-too-long"))
        }
        let isHeard = fields["word"] == "told"
        guard isHeard || fields["word"] == "not-reached" else {
            return try await recallPerson(id, request, agent, knowledge, fault: page.plain("recalls.word-missing"))
        }
        if !isHeard, told.isEmpty {
            return try await recallPerson(id, request, agent, knowledge, fault: page.plain("visits.note-missing"))
        }
        guard let person = try await asking({ try await knowledge.recalls.recallPerson(id) }),
            let recall = try await asking({ try await knowledge.recalls.recall(person.recall) }),
            let article = knowledge.article(recall.article)
        else { throw Problem.noSuch("person", remedy: "Look into the list again.") }
        if isHeard, let refusal = refusal(of: article, version: fields["version"], on: knowledge.today) {
            return try await recallPerson(
                id, request, agent, knowledge, fault: knowledgePage(request, knowledge).text(of: refusal))
        }
        let isTaken = try await asking {
            guard isHeard else {
                return try await knowledge.recalls.recallDone(id, note: told, by: agent.id, at: now())
            }
            let parts = max(1, article.partCount)
            let receipt = ArticleReceipt(
                article: article.id, version: article.version, conversation: nil, numberKey: person.numberKey,
                citizenId: person.citizenId, language: person.language, by: agent.id, at: now(), parts: parts,
                heard: parts, seconds: 0)
            return try await knowledge.recalls.recallTold(id, by: receipt, note: told)
        }
        guard isTaken else {
            return try await recallPerson(id, request, agent, knowledge, fault: page.plain("visits.over"))
        }
        return .seeOther("/recalls/\(recall.id)?done=told")
    }

    /// Nobody is told what has expired, or what is not the version that was before whoever read it out.
    private func refusal(of article: Article, version: String?, on today: LocalDate) -> ArticleRefusal? {
        guard article.isTold(on: today) else { return .expired(article.lastDay) }
        return Int(version ?? "") == article.version ? nil : .outdated(version: article.version)
    }

    private func recallPage(_ request: Request, _ knowledge: any KnowledgeOffice) -> RecallPage {
        RecallPage(knowledgePage(request, knowledge), knowledge.articles)
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        if let self { try await transform(self) } else { nil }
    }
}
