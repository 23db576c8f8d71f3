import CivicCalls
import CivicCore
import CivicDialplan
import CivicStore
import Foundation

/// The store as it keeps the walks of calls.
struct StoreWalkLog: WalkLog {
    let store: CivicStore

    func keep(_ record: WalkRecord, _ walked: WalkedWays, of conversation: ConversationReference) async throws {
        try await store.walks.keep(
            WalkRow(
                id: 0, conversation: conversation, plan: record.plan, startedAt: record.startedAt,
                record: try record.text),
            visits: walked.editions.map { edition in
                PlanVisit(
                    plan: edition.plan, version: edition.version,
                    ways: walked.ways.filter { $0.edition == edition }.map { PlanVisit.Way(step: $0.step, way: $0.way) }
                )
            }, at: Date())
    }
}
