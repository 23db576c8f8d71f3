import CivicCRM
import CivicCore
import CivicSIP
import CivicStore
import CivicTrace
import CivicTransport
import Foundation

/// Calls as the records know them, with the messages that the endpoint still has in memory.
///
/// The messages are in memory and nowhere else: SIP carries citizens' numbers, a file of them would be one more thing to
/// protect, to back up and to delete in time, and writing one would cost every call. What has to outlive the daemon is in
/// the ledger. So the messages of a call are there until newer calls have filled the trace, and until a restart.
struct StoreCallJournal: CallJournal {
    let store: CivicStore
    let endpoint: SIPEndpoint

    func recentCalls(limit: Int) async throws -> [CallSummary] {
        try await store.recentCalls(limit: limit).map(CallSummary.init)
    }

    func story(of reference: ConversationReference) async throws -> CallStory? {
        var story = try await Self.written(reference, in: store)
        let kept = await endpoint.look { tap in
            tap.map { (calls: $0.trace.calls(of: reference), keeping: $0.keeping, at: MonotonicClock.now) }
        }
        guard let kept, !kept.calls.isEmpty else { return story }
        if story == nil { story = CallStory(reference: reference, summary: nil, entries: []) }
        story?.add(kept.calls, now: (Date(), kept.at), isRedacted: kept.keeping != .whole)
        return story
    }

    /// What the data folder has of a call, also while no daemon runs.
    static func written(_ reference: ConversationReference, in store: CivicStore) async throws -> CallStory? {
        let contact = try await store.contact(of: reference)
        let entries = try await store.ledger.events(of: reference)
        guard contact != nil || !entries.isEmpty else { return nil }
        return CallStory(
            reference: reference, summary: contact.map(CallSummary.init), entries: entries.map(CallEntry.init))
    }
}

extension CallSummary {
    init(_ contact: Contact) {
        self.init(
            reference: contact.conversation, startedAt: contact.startedAt, endedAt: contact.endedAt,
            agent: contact.agent, talkTime: contact.talkTime, outcome: contact.outcome)
    }
}

extension CallEntry {
    /// Details that are no flat list of texts, as an audit entry's, are left out; who saw whom is for the auditor.
    init(_ entry: LedgerEntry) {
        let isFlat = entry.kind != "audit"
        self.init(
            at: entry.at, kind: entry.kind, actor: entry.actor,
            details: isFlat
                ? (try? JSONDecoder().decode([String: String].self, from: Data(entry.payload.utf8))) ?? [:] : [:])
    }
}
