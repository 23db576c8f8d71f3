import CivicCore
import Testing

@Suite struct MonotonicInstantTests {
    @Test("a sum and a difference are each other's inverse")
    func sums() {
        let later = MonotonicInstant.zero + .milliseconds(1_500)
        #expect(later.nanoseconds == 1_500_000_000)
        #expect(later - .zero == .milliseconds(1_500))
        #expect(later - .seconds(1) == .zero + .milliseconds(500))
        #expect((later - .zero).inSeconds == 1.5)
    }

    @Test("the longest durations saturate instead of trapping")
    func saturation() {
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
        #expect(Duration.seconds(Int64.min).nanoseconds == .min)
    }
}
