import Logging
import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// Cases: look, open, add to.
extension WebHouse {
    func addCases(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/desk/case/:id", as: .agent) { request, context, agent in
            try await showCase(request, context, agent)
        }
        routes.signedIn(.post, "/api/desk/case", as: .agent) { request, _, agent in
            try await openCase(try await request.json(as: CaseForm.self), agent)
        }
        routes.signedIn(.post, "/api/desk/case/:id/note", as: .agent) { request, context, agent in
            try await addNote(try await request.json(as: CaseNoteForm.self), context, agent)
        }
    }

    private func showCase(_ request: Request, _ context: WebContext, _ agent: DeskAgent) async throws -> Response {
        let id = try recordId(context, "case")
        let call = try? await desk.state(of: agent.id).call
        guard let found = try await asking({ try await records.caseRecord(id) }) else { throw Self.noSuchCase }
        let why = try ground(of: found, for: agent, in: call)
        let history = try await asking { try await records.history(ofCase: id) }
        let file = try await asking { try await cases.caseFile(id) }
        try await note(
            FileOpening(
                by: agent.id, look: .record, citizenId: found.citizenId, caseId: id, ground: why,
                conversation: call?.conversation))
        return try .json(
            CaseHistoryView(
                record: CaseView(found), history: history.map(CaseEventView.init),
                reckoning: file.map { ReckoningView(cases.catalogue.reckoning(of: $0)) },
                moves: CaseState.allCases.filter(found.state.nextByHand.contains), files: try await views(ofCase: id)))
    }

    private func openCase(_ form: CaseForm, _ agent: DeskAgent) async throws -> Response {
        guard catalogue.services.contains(where: { $0.id == form.service }) else {
            throw Problem.invalid("service", "There is no such service.", remedy: "Choose a service of the list.")
        }
        let summary = try TextRule.summary.check(form.summary, field: "summary")
        if let number = form.contactNumber, number.count > 32 {
            throw Problem.invalid("contactNumber", "It is too long.", remedy: "Write one phone number.")
        }
        // Whose call it belongs to is not the page's to say.
        let call = try? await desk.state(of: agent.id).call
        let citizen = form.citizenId ?? call?.citizenId
        if let citizen, try await asking({ try await records.citizen(citizen) }) == nil {
            throw Problem.invalid("citizenId", "There is no such citizen.", remedy: "Search and choose again.")
        }
        var draft = CaseDraft(
            citizenId: citizen, conversation: call?.conversation, service: form.service, summary: summary,
            recording: nil, channel: .phone, contactNumber: form.contactNumber ?? call?.callerNumber, by: agent.id)
        draft.isConfidential = form.isConfidential ?? false
        try await asking {
            try await accounts.audit(
                agent: agent.id, action: .openCase, citizen: citizen, conversation: call?.conversation)
        }
        let opened = try await asking { try await records.openCase(draft, at: now()) }
        var view = CaseView(opened)
        if form.sendsText == true, !opened.isConfidential, let knowledge, await knowledge.means.sms {
            do {
                try await asking { try await knowledge.sendNumber(of: opened, in: call?.language ?? .mandarin) }
            } catch {
                // The case stands: a refusal would have it filed a second time.
                view.isTextUnsent = true
            }
        }
        return try .json(view, status: .created)
    }

    private func addNote(_ form: CaseNoteForm, _ context: WebContext, _ agent: DeskAgent) async throws -> Response {
        let id = try recordId(context, "case")
        let note = try TextRule.writtenNote.check(form.note, field: "note")
        guard let record = try await asking({ try await records.caseRecord(id) }) else { throw Self.noSuchCase }
        let call = try? await desk.state(of: agent.id).call
        try await self.note(
            FileOpening(
                by: agent.id, look: .change, citizenId: record.citizenId, caseId: id,
                ground: try ground(of: record, for: agent, in: call), conversation: call?.conversation))
        let changed = try await changingCase {
            try await records.addNote(toCase: id, note, state: form.state, by: agent.id, at: now())
        }
        return try .json(CaseView(changed))
    }

    private static let noSuchCase = Problem.noSuch("case", remedy: "Search by the citizen or by the case's number.")
}

private struct CaseForm: Decodable {
    var citizenId: Int64?
    var service: String
    var summary: String
    var contactNumber: String?
    /// Name and number reach no handling unit.
    var isConfidential: Bool?
    /// The citizen wants the number as a text message.
    var sendsText: Bool?
}

private struct CaseNoteForm: Decodable {
    var note: String
    var state: CaseState?
}

private struct CaseHistoryView: Encodable {
    /// nil when the case belongs neither to the call's card nor to the citizen that was named.
    var record: CaseView?
    var history: [CaseEventView]
    /// How the deadline came about.
    var reckoning: ReckoningView?
    /// The states that the agent may change it to by hand.
    var moves: [CaseState]
    var files: [FileView]
}
