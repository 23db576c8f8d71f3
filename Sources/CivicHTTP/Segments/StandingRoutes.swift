import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import Hummingbird

// What the rules say of a citizen, for the agent's card: segments, facts behind them, services to tell of. It is of the file, so it
// opens as the file does.
extension WebHouse {
    func addStandings(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/desk/citizen/:id/standing", as: .agent) { _, context, agent in
            let id = try recordId(context, "citizen")
            try await noteLook(at: id, by: agent, in: try? await desk.state(of: agent.id).call)
            return try await standing(of: id)
        }
        routes.signedIn(.post, "/api/desk/citizen/:id/fact", as: .agent) { request, context, agent in
            let id = try recordId(context, "citizen")
            let form = try await request.json(as: FactForm.self)
            let call = try await mayChange(id, agent)
            // What is said in a talk is borne out by it.
            let source = try TextRule.note.check(form.source ?? "", field: "source")
            let talk = call.map { "call \($0.conversation.text)" } ?? ""
            let draft = try form.draft(source: source.isEmpty ? talk : source)
            try await changing {
                try await records.write(draft, of: id, by: agent.id, at: now())
            }
            return try await standing(of: id)
        }
        routes.signedIn(.post, "/api/desk/citizen/:id/offer", as: .agent) { request, context, agent in
            let id = try recordId(context, "citizen")
            let form = try await request.json(as: OfferForm.self)
            let call = try await mayChange(id, agent)
            try await changing {
                try await records.answer(
                    form.answer, toOfferOf: form.service, citizen: id, in: call?.conversation, by: agent.id, at: now())
            }
            return try await standing(of: id)
        }
    }

    private func noteLook(at id: Int64, by agent: DeskAgent, in call: DeskCall?) async throws {
        try await note(
            FileOpening(
                by: agent.id, look: .citizen, citizenId: id, ground: try ground(ofCitizen: id, for: agent, in: call),
                conversation: call?.conversation))
    }

    /// In a talk, changes are made for whom the agent has confirmed; outside of one, for a file that is open for a reason.
    private func mayChange(_ id: Int64, _ agent: DeskAgent) async throws -> DeskCall? {
        let call = try? await desk.state(of: agent.id).call
        if let call, call.endedAt == nil {
            guard let known = call.known, known.id == id, known.may(.changeRecord) else { throw Problem.confirmFirst }
        }
        // The answer shows the standing.
        try await noteLook(at: id, by: agent, in: call)
        return call
    }

    private func standing(of id: Int64) async throws -> Response {
        guard let standing = try await asking({ try await records.standing(ofCitizen: id, at: now()) }) else {
            throw Problem.noSuch("citizen", remedy: "Search again; the record may have been merged.")
        }
        return try .json(StandingView(standing))
    }

    private func changing(_ work: () async throws -> Void) async throws {
        try await asking {
            do {
                try await work()
            } catch let refusal as FactRefusal {
                throw Problem.invalid(
                    "fact", "It cannot be written down: \(refusal.rawValue).", remedy: "Correct it and send it again.")
            } catch RecordsRefusal.unknownCitizen {
                throw Problem.noSuch("citizen", remedy: "Search again; the record may have been merged.")
            } catch RecordsRefusal.unknownService {
                throw Problem.noSuch("service", remedy: "Open the citizen again.")
            } catch RecordsRefusal.tooLong(let field, let limit) {
                throw Problem.invalid(field, "It has more than \(limit) characters.", remedy: "Shorten it.")
            }
        }
    }
}

private struct FactForm: Decodable {
    var fact: String
    /// Without it the fact is not known any more.
    var value: String?
    /// The last day on which it holds: `2027-01-31`.
    var until: String?
    var source: String?

    func draft(source: String) throws -> FactDraft {
        var last: LocalDate?
        if let until, !until.isEmpty {
            guard let day = LocalDate(until) else {
                throw Problem.invalid("until", "It is not a day.", remedy: "Write it as 2027-01-31.")
            }
            last = day
        }
        return FactDraft(name: fact, value: value.flatMap { $0.isEmpty ? nil : $0 }, until: last, source: source)
    }
}

private struct OfferForm: Decodable {
    var service: String
    var answer: OfferAnswer
}

private struct StandingView: Encodable {
    struct Fact: Encodable {
        var fact: String
        var value: String
        var until: LocalDate?
        var source: String
        var at: Date
        var by: String
    }

    struct Segment: Encodable {
        var segment: String
        var since: Date
        var why: [String: String]
    }

    struct Offer: Encodable {
        var service: String
        var why: [String: String]
    }

    var citizenId: Int64
    var facts: [Fact]
    var segments: [Segment]
    var offers: [Offer]

    init(_ standing: CitizenStanding) {
        citizenId = standing.citizen
        facts = standing.facts.map {
            Fact(fact: $0.name, value: $0.value, until: $0.until, source: $0.source, at: $0.at, by: $0.by)
        }
        segments = standing.segments.map { Segment(segment: $0.segment, since: $0.since, why: $0.why) }
        offers = standing.entitlements.map { Offer(service: $0.service, why: $0.why) }
    }
}
