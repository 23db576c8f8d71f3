import CivicCalls
import CivicCore
import CivicDialplan
import CivicStore
import Foundation

/// The store as it keeps the walks of calls.
struct StoreWalkLog: WalkLog {
    let store: CivicStore

    func keep(_ call: WalkedCall) async throws {
        let draft = try WalkDraft(call)
        try await store.walks.keep(draft.row, visits: draft.visits, at: Date())
    }

    func draft(_ calls: [WalkedCall]) async throws {
        try await store.walks.draft(try calls.map { try WalkDraft($0) })
    }
}

extension WalkDraft {
    init(_ call: WalkedCall) throws {
        let ways = call.walked.ways
        self.init(
            row: WalkRow(
                id: 0, conversation: call.conversation, plan: call.record.plan, startedAt: call.record.startedAt,
                record: try call.record.text),
            visits: call.walked.editions.map { edition in
                PlanVisit(
                    plan: edition.plan, version: edition.version,
                    ways: ways.filter { $0.edition == edition }.map { PlanVisit.Way(step: $0.step, way: $0.way) })
            })
    }
}
