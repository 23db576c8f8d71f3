import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// `/visits`: citizens whom the hotline's people ask whether a matter is solved, because a machine cannot or did not reach
// them. Units have no part in it.
extension WebHouse {
    static let visitors: [DeskRole] = [.agent, .supervisor]
    private static let longestList = 200

    func addVisits(to routes: inout RouteTable) {
        routes.signedIn(.get, "/visits", asOneOf: Self.visitors) { request, _, agent in
            let lines = try await asking { try await cases.visitsForPeople(limit: Self.longestList) }
            let page = visitPage(request)
            let done = request.uri.queryParameters["done"].map { CaseNumber(String($0)) } ?? nil
            return overseerPage(
                "visits", title: page.plain("visits"), at: "/visits", for: agent, of: request,
                markup: ["main": page.notice(done) + page.list(lines)])
        }
        routes.signedIn(.get, "/visits/:id", asOneOf: Self.visitors) { request, context, agent in
            try await visit(try recordId(context, "visit"), request, agent)
        }
        routes.signedIn(.post, "/visits/:id", asOneOf: Self.visitors) { request, context, agent in
            try await heard(try recordId(context, "visit"), request, agent)
        }
    }

    private func visit(
        _ id: Int64, _ request: Request, _ agent: DeskAgent, fault: String? = nil, form: [String: String] = [:]
    ) async throws -> Response {
        guard let line = try await asking({ try await cases.visitLine(id) }),
            let file = try await asking({ try await cases.caseFile(line.record.id) })
        else { throw Problem.noSuch("visit", remedy: "Look into the list again.") }
        let why: OpeningGround
        if line.visit.state == .person {
            why = .assigned  // Whoever is free asks.
            openFiles.keep(.record(line.record.id), for: agent.id, why, at: now())
        } else {
            do {
                why = try ground(of: line.record, for: agent, in: try? await desk.state(of: agent.id).call)
            } catch {
                return reasonPage(for: .record(line.record.id), back: "/visits/\(id)", request, agent)
            }
        }
        try await note(
            FileOpening(
                by: agent.id, look: .record, citizenId: line.record.citizenId, caseId: line.record.id, ground: why))
        let page = visitPage(request)
        let language = PageLanguage(of: request)
        let reckoned = catalogue.services.first { $0.id == line.record.service }
        let service = reckoned.map { language == .chinese ? $0.zh : $0.en } ?? line.record.service
        return overseerPage(
            "visits", title: "\(page.plain("visits")): \(service)", at: "/visits/\(id)", for: agent, of: request,
            markup: ["main": page.visit(line, file, fault: fault, form: form)]
        ).with(status: fault == nil ? .ok : .unprocessableContent)
    }

    private func heard(_ id: Int64, _ request: Request, _ agent: DeskAgent) async throws -> Response {
        let form = try await request.form()
        guard let line = try await asking({ try await cases.visitLine(id) }) else {
            throw Problem.noSuch("visit", remedy: "Look into the list again.")
        }
        // Who comes second keeps what was written, and sees what it was written about.
        if line.visit.state == .person {
            openFiles.keep(.record(line.record.id), for: agent.id, .assigned, at: now())
        }
        func again(_ fault: String) async throws -> Response {
            try await visit(id, request, agent, fault: fault, form: form)
        }
        let isSolved: Bool?
        switch form["word"] {
        case "solved": isSolved = true
        case "not-solved": isSolved = false
        case "not-reached": isSolved = nil
        default: return try await again("visits.word-missing")
        }
        let note: String
        do {
            note = try TextRule.note.check(form["note"] ?? "", field: "note")
        } catch {
            return try await again("visits.note-too-long")
        }
        if isSolved == nil, note.isEmpty { return try await again("visits.note-missing") }
        let given = VisitForm(
            isSolved: isSolved, satisfaction: form["satisfaction"].flatMap { Int($0) }.flatMap(Satisfaction.init),
            note: note)
        let isTaken = try await asking {
            do {
                try await accounts.audit(
                    agent: agent.id, action: .updateCase, citizen: line.record.citizenId, conversation: nil)
                try await cases.visited(id, given, by: agent.id, at: now())
                return true
            } catch is CaseRefusal {
                return false
            }
        }
        guard isTaken else { return try await again("visits.too-late") }
        return .seeOther("/visits?done=\(line.record.number.text)")
    }

    private func visitPage(_ request: Request) -> VisitPage {
        VisitPage(site: site, language: PageLanguage(of: request), catalogue: catalogue)
    }
}
