import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// Who is around a citizen, who may speak for them, and how they want to be reached: a part of the citizen's file, which opens
// as the file does. Each look is in the audit book first.
extension WebHouse {
    func addCircles(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/desk/citizen/:id/circle", as: .agent) { _, context, agent in
            try await circle(of: try recordId(context, "citizen"), agent)
        }
        routes.signedIn(.post, "/api/desk/citizen/:id/household", as: .agent) { request, context, agent in
            let id = try recordId(context, "citizen")
            let form = try await request.json(as: HouseholdForm.self)
            try await changing(id, agent) {
                try await records.setRole(
                    form.role, of: form.member, inHouseholdOf: id, by: agent.id, at: now())
            }
            return try await circle(of: id, agent)
        }
        routes.signedIn(.post, "/api/desk/citizen/:id/preference", as: .agent) { request, context, agent in
            let id = try recordId(context, "citizen")
            let preference = try await request.json(as: PreferenceForm.self).preference()
            try await changing(id, agent) {
                try await records.prefer(preference, for: id, by: agent.id, at: now())
            }
            return try await circle(of: id, agent)
        }
        routes.signedIn(.post, "/api/desk/citizen/:id/consent", as: .agent) { request, context, agent in
            let id = try recordId(context, "citizen")
            let form = try await request.json(as: ConsentForm.self)
            // What is said in a talk is borne out by it.
            let talk = try? await desk.state(of: agent.id).call?.conversation
            let draft = try form.draft(of: id, in: talk)
            try await changing(id, agent) { _ = try await records.give(draft, by: agent.id, at: now()) }
            return try await circle(of: id, agent)
        }
        routes.signedIn(.post, "/api/desk/citizen/:id/withdraw", as: .agent) { request, context, agent in
            let id = try recordId(context, "citizen")
            let form = try await request.json(as: WithdrawForm.self)
            guard let circle = try await asking({ try await records.circle(of: id, at: now()) }),
                circle.consents.contains(where: { $0.id == form.consent })
            else { throw Problem.noSuch("consent", remedy: "Open the citizen again.") }
            try await changing(id, agent) { _ = try await records.withdraw(form.consent, by: agent.id, at: now()) }
            return try await self.circle(of: id, agent)
        }
    }

    private func circle(of id: Int64, _ agent: DeskAgent) async throws -> Response {
        guard let circle = try await asking({ try await records.circle(of: id, at: now()) }) else {
            throw Problem.noSuch("citizen", remedy: "Search again; the record may have been merged.")
        }
        let call = try? await desk.state(of: agent.id).call
        try await note(
            FileOpening(
                by: agent.id, look: .citizen, citizenId: id, ground: try ground(ofCitizen: id, for: agent, in: call),
                conversation: call?.conversation))
        try await asking {
            for citizen in circle.people.sorted() where citizen != id {
                try await accounts.audit(
                    agent: agent.id, action: .viewCitizen, citizen: citizen, conversation: call?.conversation)
            }
        }
        return try .json(CircleView(circle, at: now()))
    }

    /// In a talk, changes are made for whom the agent has confirmed, or for somebody who agreed that this caller brings their
    /// matters; without one, by whoever may open the file. What is wrong is told as the field it is about.
    private func changing(_ id: Int64, _ agent: DeskAgent, _ work: () async throws -> Void) async throws {
        let call = try? await desk.state(of: agent.id).call
        if call == nil || call?.endedAt != nil { _ = try ground(ofCitizen: id, for: agent, in: call) }
        if let call, call.endedAt == nil {
            let caller = call.known.flatMap { $0.may(.changeRecord) ? $0.id : nil }
            let circle = try await asking { try await records.circle(of: id, at: now()) }
            let isTheirs = caller != nil && (caller == id || circle?.citizen.id == caller)
            let speaks = circle?.consents.contains {
                $0.purpose == .bringMatters && $0.proxy == caller && $0.holds(at: now())
            }
            guard isTheirs || (caller != nil && speaks == true) else { throw Problem.confirmFirst }
        }
        try await asking {
            do {
                try await work()
            } catch let refusal as ConsentRefusal {
                throw Problem.invalid(
                    "consent", "It cannot be written down: \(refusal.rawValue).",
                    remedy: "Correct it and send it again.")
            } catch RecordsRefusal.unknownCitizen {
                throw Problem.noSuch("citizen", remedy: "Search again; the record may have been merged.")
            } catch RecordsRefusal.tooLong(let field, let limit) {
                throw Problem.invalid(field, "It has more than \(limit) characters.", remedy: "Shorten it.")
            }
        }
    }
}

private struct HouseholdForm: Decodable {
    var member: Int64
    /// Without it the person is out of the household.
    var role: HouseholdRole?
}

private struct WithdrawForm: Decodable {
    var consent: Int64
}

private struct PreferenceForm: Decodable {
    var from: String?
    var to: String?
    /// Without it, what was wished is forgotten.
    var way: ContactPreference.Way?
    var takesMachine: Bool?
    var takesOffers: Bool?

    func preference() throws -> ContactPreference? {
        guard let way else { return nil }
        var hours: Range<Int>?
        if let from = from.flatMap(time), let to = to.flatMap(time) {
            guard let first = ContactPreference.minutes(from), let last = ContactPreference.minutes(to), first < last
            else {
                throw Problem.invalid(
                    "from", "These are no hours of one day.", remedy: "Write 09:00 to 11:30, the earlier one first.")
            }
            hours = first..<last
        }
        return ContactPreference(
            hours: hours, way: way, takesMachine: takesMachine ?? true, takesOffers: takesOffers ?? true)
    }

    private func time(_ text: String) -> String? { text.isEmpty ? nil : text }
}

private struct ConsentForm: Decodable {
    var purpose: ConsentPurpose
    var proxy: Int64?
    var relation: ProxyRelation?
    var evidence: String?
    /// The last day on which it holds: `2027-01-31`.
    var until: String?

    func draft(of citizen: Int64, in talk: ConversationReference?) throws -> ConsentDraft {
        var end: Date?
        if let until, !until.isEmpty {
            guard let last = LocalDate(until) else {
                throw Problem.invalid("until", "It is not a day.", remedy: "Write it as 2027-01-31.")
            }
            end = LocalTime(timeZone: .current).instant(last.adding(days: 1), seconds: 0, repeated: .first)
        }
        return ConsentDraft(
            citizen: citizen, purpose: purpose, proxy: proxy, relation: relation, conversation: talk,
            evidence: try TextRule.note.check(evidence ?? "", field: "evidence"), until: end)
    }
}
