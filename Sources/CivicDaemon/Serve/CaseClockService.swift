import CivicStore
import Foundation
import Logging
import ServiceLifecycle

/// Does what the clock does to cases: alarms, ends of pauses, the archive.
struct CaseClockService: ServiceLifecycle.Service {
    /// Terms are in minutes at the shortest.
    static let pace = Duration.seconds(30)

    let store: CivicStore
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let sweep = try await store.sweepCases(at: Date())
                    if !sweep.isEmpty {
                        log.info(
                            "cases: \(sweep.alarms) alarms, \(sweep.resumed) clocks started again, \(sweep.archived) archived"
                        )
                    }
                } catch is CancellationError {
                    return
                } catch {
                    log.error("the clocks of cases were not looked at: \(type(of: error))")
                }
                try? await Task.sleep(for: Self.pace)
            }
        }
    }
}
