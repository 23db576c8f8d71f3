import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import Logging

/// Writes down which citizens' data a desk was shown with a call, once per call, citizen and stream, before it is.
struct CardAudit {
    private struct Look: Hashable {
        var conversation: ConversationReference
        var citizen: Int64?
    }

    private let openings: any OpeningRecords
    private let agent: String
    private let now: @Sendable () -> Date
    private let logger: Logger
    private var written: Set<Look> = []

    init(
        openings: any OpeningRecords, agent: String, now: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.openings = openings
        self.agent = agent
        self.now = now
        self.logger = logger
    }

    /// Whether the card of `state` may be shown: every look in it is in the book.
    mutating func allows(_ state: DeskState) async -> Bool {
        guard let call = state.call else {
            written.removeAll()
            return true
        }
        let shown =
            call.card.candidates.map { Optional($0.citizen.id) } + call.card.openCases.map(\.citizenId)
            + call.card.timeline.map(\.citizenId)
        for citizen in Set(shown) {
            let look = Look(conversation: call.conversation, citizen: citizen)
            guard !written.contains(look) else { continue }
            do {
                try await openings.note(
                    FileOpening(
                        by: agent, look: .card, citizenId: citizen, ground: .liveCall, conversation: call.conversation),
                    at: now())
                written.insert(look)
            } catch {
                logger.error("\(call.conversation): card withheld, the audit book failed: \(type(of: error))")
                return false
            }
        }
        return true
    }
}
