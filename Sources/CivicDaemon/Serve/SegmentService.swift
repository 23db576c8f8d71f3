import CivicCRM
import CivicStore
import Foundation
import Logging
import ServiceLifecycle

/// Judges citizens by the rules of segments: of whom something changed, whose day has come, and everybody once the rules changed.
///
/// Who is looked at is judged before; this is for figures, and so that nobody waits for a whole county.
struct SegmentService: ServiceLifecycle.Service {
    /// Between two looks at whether somebody is due.
    static let pace = Duration.seconds(5)
    /// Between two transactions, so that calls are not held up.
    static let rest = Duration.milliseconds(30)

    let store: CivicStore
    let log: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    var judged = 0
                    while !Task.isCancelled {
                        let count = try await store.judgeDue(at: Date())
                        judged += count
                        guard count == CivicStore.judgedAtOnce else { break }
                        if judged.isMultiple(of: CivicStore.judgedAtOnce * 100) {
                            let progress = try await store.segmentProgress()
                            log.notice("segments: \(progress.done) of \(progress.of) citizens are judged")
                        }
                        try await Task.sleep(for: Self.rest)
                    }
                    if judged > CivicStore.judgedAtOnce { log.notice("segments: \(judged) citizens are judged anew") }
                } catch is CancellationError {
                    return
                } catch {
                    log.error("segments are as they were: \(type(of: error))")
                }
                try? await Task.sleep(for: Self.pace)
            }
        }
    }
}
