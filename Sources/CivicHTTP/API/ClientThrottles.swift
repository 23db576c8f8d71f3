import Foundation
import Synchronization

/// A throttle for each application, of the rate that its token has.
final class ClientThrottles: Sendable {
    private let throttles = Mutex<[String: SourceThrottle]>([:])

    /// Takes one request; the whole seconds until the next one where there is none.
    func take(_ client: APIClient, at now: Date) -> Int? {
        throttles.withLock { throttles in
            let key = "\(client.name) \(client.requestsPerMinute)"  // A reload may give it another rate.
            let throttle = throttles[key] ?? SourceThrottle(client.requestsPerMinute, per: 60)
            throttles[key] = throttle
            return throttle.take(client.name, at: now)
        }
    }
}
