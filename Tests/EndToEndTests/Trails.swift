import CivicCRM
import CivicDemo
import CivicStore
import Foundation

extension HotlineInstance {
    /// The lines of the newest call that has ended. They stand sealed in the database, so the store reads them, beside the
    /// daemon.
    func newestTrail() async throws -> String {
        let store = try CivicStore(
            folder: data.path, services: ServiceCatalogue(services: [], units: [], calendars: [:]))
        let trail = try await store.recentCalls(limit: 20).first { $0.outcome != nil }?.trail
        try store.close()
        return trail ?? ""
    }

    /// Waits until the newest call's lines are as they should be.
    func expectTrail(
        _ what: String, within limit: Duration = .seconds(10), _ isSo: (String) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        var last = ""
        while ContinuousClock.now < deadline {
            last = try await newestTrail()
            if isSo(last) { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        throw DemoFailure("\(what): \(last)")
    }
}
