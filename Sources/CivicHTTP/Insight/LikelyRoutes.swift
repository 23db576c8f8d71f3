import CivicCRM
import CivicCalls
import CivicCore
import CivicInsight
import Hummingbird

// What a citizen probably calls about, for the agent's card: one line with its reason, asked for when the card is there.
extension WebHouse {
    func addLikelyReasons(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/desk/citizen/:id/likely", as: .agent) { _, context, agent in
            let id = try recordId(context, "citizen")
            let call = try? await desk.state(of: agent.id).call
            try await note(
                FileOpening(
                    by: agent.id, look: .citizen, citizenId: id,
                    ground: try ground(ofCitizen: id, for: agent, in: call), conversation: call?.conversation))
            let reason = try await asking { try await insight.likelyReason(ofCitizen: id, at: now()) }
            return try .json(LikelyView(reason))
        }
    }
}

private struct LikelyView: Encodable {
    /// nil where nothing of the citizen's own says it: what the county asks for most often is no news to an agent.
    var rule: String?
    var service: String?
    var number: String?

    init(_ reason: LikelyReason?) {
        guard let reason, reason.rule != .frequent else { return }
        (rule, service, number) = (reason.rule.rawValue, reason.service, reason.matter?.number)
    }
}
