import CivicCRM
import CivicCalls
import CivicStore
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Makes the return visits that are due, so many at a time as the rules say. Each is in the book before the telephone rings.
///
/// It stands before the calls among the services: on a stop they end first, and how they ended is still written.
final class VisitService: ServiceLifecycle.Service {
    static let pace = Duration.seconds(5)

    private let store: CivicStore
    private let switchboard: Switchboard
    private let log: Logger
    /// Calls that go on.
    private let running = Mutex<[Int64: Task<Void, Never>]>([:])

    init(store: CivicStore, switchboard: Switchboard, log: Logger) {
        self.store = store
        self.switchboard = switchboard
        self.log = log
    }

    func run() async throws {
        await attempt("calls of an earlier run were not looked at") {
            let count = try await self.store.resumeVisits(at: Date())
            if count > 0 { self.log.notice("\(count) return visits of an earlier run are made again") }
        }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.begin()
                try? await Task.sleep(for: Self.pace)
            }
        }
        for call in running.withLock({ Array($0.values) }) { await call.value }
    }

    private func begin() async {
        guard let rules = store.catalogue.rules.visits else { return }
        let room = rules.atOnce - running.withLock { $0.count }
        guard room > 0, !Task.isCancelled else { return }
        await attempt("no return visit could be begun") {
            for call in try await self.store.takeVisitCalls(limit: room, at: Date()) {
                // Under the lock, so that a call that fails at once cannot be over before it is in.
                self.running.withLock { $0[call.visit] = Task { await self.make(call, rules) } }
            }
        }
    }

    private func make(_ call: VisitCall, _ rules: VisitRules) async {
        let report = await switchboard.visit(call, by: rules)
        await attempt("how a return visit ended was not written") {
            try await self.store.visitCallEnded(call.visit, report, at: Date())
        }
        running.withLock { $0[call.visit] = nil }
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
