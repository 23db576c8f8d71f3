import Foundation
import Synchronization

/// How often each source may do something: a bucket that holds as many goes as a period has, and fills again evenly.
///
/// In memory alone: a restart forgives. Sources whose bucket is full again are forgotten.
final class SourceThrottle: Sendable {
    private struct Bucket {
        var goes: Double
        var at: Date
    }

    private let most: Double
    /// Seconds for one go to come back.
    private let pause: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameter period: seconds.
    init(_ most: Int, per period: Double) {
        self.most = Double(max(1, most))
        pause = period / self.most
    }

    /// Takes one go; the whole seconds until the next one where there is none.
    func take(_ source: String, at now: Date) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= 10_000 {
                buckets = buckets.filter { filled($0.value, at: now) < most }
            }
            var goes = buckets[source].map { filled($0, at: now) } ?? most
            // A thousandth is left to the inexactness of the sums.
            guard goes >= 0.999 else { return max(1, Int(((1 - goes) * pause - 0.001).rounded(.up))) }
            goes = max(0, goes - 1)
            buckets[source] = Bucket(goes: goes, at: now)
            return nil
        }
    }

    private func filled(_ bucket: Bucket, at now: Date) -> Double {
        min(most, bucket.goes + max(0, now.timeIntervalSince(bucket.at)) / pause)
    }

    /// What counts as one source: an IPv4 address, or the 64 bits of an IPv6 address that one customer has (RFC 6177).
    static func source(of address: String) -> String {
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        let all = withUnsafeBytes(of: &bytes) { Array($0) }
        // ::ffff:192.0.2.1 is an IPv4 address (RFC 4291 §2.5.5.2).
        if all.prefix(10).allSatisfy({ $0 == 0 }), all[10] == 0xFF, all[11] == 0xFF {
            return all.suffix(4).map(String.init).joined(separator: ".")
        }
        return all.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
    }
}
