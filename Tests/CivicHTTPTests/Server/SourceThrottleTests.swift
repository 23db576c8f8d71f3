import Foundation
import Testing

@testable import CivicHTTP

struct SourceThrottleTests {
    private static let start = Date(timeIntervalSince1970: 1_000_000)

    @Test("gives what a period has, then one by one as time goes")
    func bucket() {
        let throttle = SourceThrottle(3, per: 60)
        for _ in 0..<3 { #expect(throttle.take("a", at: Self.start) == nil) }
        #expect(throttle.take("a", at: Self.start) == 20)
        #expect(throttle.take("b", at: Self.start) == nil)
        #expect(throttle.take("a", at: Self.start.addingTimeInterval(19)) == 1)
        #expect(throttle.take("a", at: Self.start.addingTimeInterval(20)) == nil)
        #expect(throttle.take("a", at: Self.start.addingTimeInterval(20)) == 20)
    }

    @Test("a clock that is set back gives nothing away")
    func backwards() {
        let throttle = SourceThrottle(1, per: 60)
        #expect(throttle.take("a", at: Self.start) == nil)
        #expect(throttle.take("a", at: Self.start.addingTimeInterval(-3_600)) == 60)
    }

    @Test(
        "one customer is one source",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9"),
        ])
    func sources(one: String, other: String) {
        #expect(SourceThrottle.source(of: one) == SourceThrottle.source(of: other))
        #expect(SourceThrottle.source(of: "2001:db8:1:2::1") != SourceThrottle.source(of: "2001:db8:1:3::1"))
    }
}
