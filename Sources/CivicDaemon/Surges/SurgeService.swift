import Foundation
import ServiceLifecycle

/// Writes down the end of what was in front of calls, when it has come to its time.
struct SurgeService: ServiceLifecycle.Service {
    let keeper: SurgeKeeper

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                await keeper.endWhatIsOver()
            }
        }
    }
}
