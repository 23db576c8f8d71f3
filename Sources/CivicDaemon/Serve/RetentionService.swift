import CivicCRM
import CivicStore
import Foundation
import Logging
import ServiceLifecycle

/// Lets go what is older than `retention` of `civicline.yaml` says.
struct RetentionService: ServiceLifecycle.Service {
    /// The shortest term is a day.
    static let pace = Duration.seconds(3_600)

    let store: CivicStore
    let rules: RetentionRules
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let sweep = try await store.keep(to: rules, at: Date())
                    if !sweep.isEmpty {
                        let counts = sweep.details.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                        log.notice("kept long enough, and gone: \(counts.joined(separator: ", "))")
                    }
                } catch is CancellationError {
                    return
                } catch {
                    log.error("what was kept long enough is still there: \(type(of: error))")
                }
                try? await Task.sleep(for: Self.pace)
            }
        }
    }
}
