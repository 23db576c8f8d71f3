import CivicCRM
import Logging
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// The agent's own state and the call of the moment.
extension WebHouse {
    func addDesk(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/desk/state", as: .agent) { _, _, agent in
            try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/choice", as: .agent) { request, _, agent in
            let choice = try await request.json(as: ChoiceForm.self).choice(in: catalogue)
            try await desk.choose(choice, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/hang-up", as: .agent) { _, _, agent in
            try await desk.hangUp(agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/transfer", as: .agent) { request, _, agent in
            let form = try await request.json(as: TransferForm.self)
            guard catalogue.queues.contains(where: { $0.id == form.queue }) else {
                throw DeskRefusal.unknownQueue(String(form.queue.prefix(64)))
            }
            try await desk.transferToQueue(form.queue, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/mask", as: .agent) { request, _, agent in
            let form = try await request.json(as: SwitchForm.self)
            try await desk.maskRecording(form.on, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/hold", as: .agent) { request, _, agent in
            let form = try await request.json(as: SwitchForm.self)
            try await desk.hold(form.on, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/confirm-citizen", as: .agent) { request, _, agent in
            let form = try await request.json(as: ConfirmForm.self)
            guard let call = try await desk.state(of: agent.id).call else { throw DeskRefusal.notInCall }
            try await note(
                FileOpening(
                    by: agent.id, look: .confirmation, citizenId: form.citizenId,
                    ground: call.holds(citizen: form.citizenId) ? .liveCall : .vouched,
                    conversation: call.conversation))
            try await desk.confirmCitizen(form.citizenId, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/wrap-up", as: .agent) { request, _, agent in
            let form = try await request.json(as: WrapUpForm.self)
            let wrapUp = try form.wrapUp(in: catalogue)
            try await asking {
                try await accounts.audit(
                    agent: agent.id, action: .wrapUp, citizen: wrapUp.citizenId, conversation: wrapUp.conversation)
            }
            try await desk.wrapUp(wrapUp, agent: agent.id)
            if form.ready == true { try await desk.choose(.ready, agent: agent.id) }
            return try await state(of: agent)
        }
        routes.signedIn(.get, "/api/desk/events", as: .agent) { request, context, agent in
            try await events(request, context, agent)
        }
    }

    func state(of agent: DeskAgent) async throws -> Response {
        let state = try await desk.state(of: agent.id)
        var audit = CardAudit(openings: openings, agent: agent.id, now: now, logger: logger)
        let showsCard = await audit.allows(state)
        return try .json(DeskStateView(state, at: now(), showingCard: showsCard, articles: knowledge?.articles ?? []))
    }

    /// `?after=` and `?epoch=` say where the page stood; a browser that comes back by itself says `Last-Event-ID`,
    /// which is newer.
    private func events(_ request: Request, _ context: WebContext, _ agent: DeskAgent) async throws -> Response {
        let query = request.uri.queryParameters
        let named = request.headers[.lastEventID] ?? query["after"].map(String.init)
        var after: Int?
        if let named {
            guard let number = Int(named), number >= 0 else {
                throw Problem.invalid("after", "It is not a sequence number.", remedy: "Send the last event's id.")
            }
            after = number
        }
        let epoch = query["epoch"].map { String($0.prefix(128)) }
        guard streams.enter(agent.id) else { throw Problem.tooManyStreams }
        let events: AsyncStream<DeskEvent>
        do {
            events = try await desk.events(of: agent.id, after: after, epoch: epoch)
        } catch {
            streams.leave(agent.id)
            throw error
        }
        let stream = DeskEventStream(
            house: self, agent: agent, session: context.session ?? "", events: events, channel: context.channel)
        let place = StreamPlace(streams: streams, agent: agent.id)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"],
            body: ResponseBody { [place] writer in
                defer { withExtendedLifetime(place) {} }
                try await stream.run(request: request, writer: &writer)
                try await writer.finish(nil)
            })
    }
}

/// The counted place of one stream, given back when the response is gone, written (or) not: a HEAD request and a lost
/// connection never run the body.
private final class StreamPlace: Sendable {
    private let streams: OpenStreams
    private let agent: String

    init(streams: OpenStreams, agent: String) {
        self.streams = streams
        self.agent = agent
    }

    deinit { streams.leave(agent) }
}

private struct ChoiceForm: Decodable {
    var choice: String
    var reason: String?

    func choice(in catalogue: DeskCatalogue) throws -> AgentChoice {
        switch choice {
        case "ready": return .ready
        case "signed-out": return .signedOut
        case "not-ready":
            guard let reason, catalogue.notReadyReasons.contains(where: { $0.id == reason }) else {
                throw Problem.invalid(
                    "reason", "It is not a reason of the list.",
                    remedy: "Choose one of \(catalogue.notReadyReasons.map(\.id).joined(separator: ", ")).")
            }
            return .notReady(reason: reason)
        default:
            throw Problem.invalid(
                "choice", "It is not a state to choose.", remedy: "Choose ready, not-ready or signed-out.")
        }
    }
}

private struct TransferForm: Decodable {
    var queue: String
}

/// Recording masked, citizen on hold: on or off.
private struct SwitchForm: Decodable {
    var on: Bool
}

private struct ConfirmForm: Decodable {
    var citizenId: Int64
}

private struct WrapUpForm: Decodable {
    var conversation: ConversationReference
    var code: String
    var note: String
    var citizenId: Int64?
    /// Whether to be ready for the next caller at once.
    var ready: Bool?

    func wrapUp(in catalogue: DeskCatalogue) throws -> WrapUp {
        guard catalogue.wrapUpCodes.contains(where: { $0.id == code }) else {
            throw Problem.invalid(
                "code", "It is not a wrap-up code.",
                remedy: "Choose one of \(catalogue.wrapUpCodes.map(\.id).joined(separator: ", ")).")
        }
        return WrapUp(
            conversation: conversation, code: code, note: try TextRule.note.check(note, field: "note"),
            citizenId: citizenId)
    }
}
