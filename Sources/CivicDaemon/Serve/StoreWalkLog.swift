import CivicCalls
import CivicCore
import CivicDialplan
import CivicStore
import Foundation

/// The store as it keeps the walks of calls.
struct StoreWalkLog: WalkLog {
    let store: CivicStore

    func keep(_ record: WalkRecord, of conversation: ConversationReference) async throws {
        try await store.walks.keep(
            WalkRow(
                id: 0, conversation: conversation, plan: record.plan, startedAt: record.startedAt,
                record: try record.text),
            at: Date())
    }
}
