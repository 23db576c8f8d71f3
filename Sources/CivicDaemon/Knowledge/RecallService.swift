import CivicCRM
import CivicCalls
import CivicDialplan
import CivicStore
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Makes the calls of recalls that are due, in the hours and so many at a time as return visits. Each is in the book before the
/// telephone rings.
final class RecallService: ServiceLifecycle.Service {
    /// The dialplan by which people are called.
    static let plan = "recall"

    private let store: CivicStore
    private let switchboard: Switchboard
    private let keeper: ArticleKeeper
    private let log: Logger
    /// Calls that go on.
    private let running = Mutex<[Int64: Task<Void, Never>]>([:])

    init(store: CivicStore, switchboard: Switchboard, keeper: ArticleKeeper, log: Logger) {
        self.store = store
        self.switchboard = switchboard
        self.keeper = keeper
        self.log = log
    }

    /// As return visits have them; nil where the hotline makes no calls of its own.
    private var rules: VisitRules? {
        var rules = store.catalogue.rules.visits
        rules?.plan = Self.plan
        return rules
    }

    func run() async throws {
        await attempt("calls of recalls of an earlier run were not looked at") {
            let count = try await self.store.resumeRecalls(by: self.rules ?? VisitRules(), at: Date())
            if count > 0 { self.log.notice("\(count) calls of recalls of an earlier run are made again") }
        }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.begin()
                try? await Task.sleep(for: VisitService.pace)
            }
        }
        for call in running.withLock({ Array($0.values) }) { await call.value }
    }

    private func begin() async {
        guard let rules, await keeper.means.calls else { return }
        let room = rules.atOnce - running.withLock { $0.count }
        guard room > 0, !Task.isCancelled else { return }
        await attempt("no call of a recall could be begun") {
            for call in try await self.store.takeRecallCalls(limit: room, by: rules, at: Date()) {
                // Under the lock, so that a call that fails at once cannot be over before it is in.
                self.running.withLock { $0[call.person] = Task { await self.make(call, rules) } }
            }
        }
    }

    private func make(_ call: RecallCall, _ rules: VisitRules) async {
        let article = keeper.articles.first { $0.id == call.article }
        let report =
            if let article {
                await switchboard.recall(call, reading: SpokenArticle(article), by: rules)
            } else {
                VisitReport(.congested)
            }
        await attempt("how a call of a recall ended was not written") {
            try await self.store.recallCallEnded(call.person, report, by: rules, at: Date())
        }
        running.withLock { $0[call.person] = nil }
    }

    private func attempt(_ failure: String, _ work: @Sendable () async throws -> Void) async {
        do {
            try await work()
        } catch is CancellationError {
        } catch {
            log.error("\(failure): \(type(of: error))")
        }
    }
}
