import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("Whatever happens in whatever order")
struct DispatcherModelTests {
    #if DEBUG
        static let events = 10_000
    #else
        static let events = 10_000
    #endif

    /// 20 × 10,000 events (a tenth in unoptimised builds). The seed and the number of the event are in each failure.
    @Test("no rule of the line is broken", arguments: UInt64(15)...15)
    func invariants(seed: UInt64) {
        var shift = RandomShift(seed: seed)
        for number in 1...Self.events {
            shift.step()
            if !shift.complaints.isEmpty {
                Issue.record("event \(number): \(shift.complaints.joined(separator: "; ")) after \(shift.lastEvent)")
                return
            }
        }
        #expect(shift.talks > Self.events / 100, "the events must reach the talks to prove anything")
        #expect(shift.returns > Self.events / 200)
    }
}
