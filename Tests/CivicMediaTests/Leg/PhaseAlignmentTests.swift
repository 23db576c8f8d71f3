import CivicMedia
import Testing

@Suite struct PhaseAlignmentTests {
    private func shift(_ waits: [Int64]) -> Int {
        var alignment = PhaseAlignment()
        // The first two are not believed.
        return ([0, 0] + waits).reduce(0) { $0 + alignment.saw(waiting: $1 * 1_000_000) }
    }

    @Test(
        "the shortest wait of sixteen packets decides, with 2 ms left for jitter",
        arguments: [(14, 6), (3, 0), (5, 1), (19, 6)])
    func shift(wait: Int64, phases: Int) {
        #expect(shift([Int64](repeating: 19, count: 15) + [wait]) == phases)
        #expect(shift([Int64](repeating: 19, count: 15)) == 0)
    }

    @Test("a leg moves twice at most, and no more once it need not")
    func rounds() {
        let wait = [Int64](repeating: 19, count: PhaseAlignment.packets)
        #expect(shift(wait + wait + wait) == 2 * PhaseAlignment.farthest)
        #expect(shift([Int64](repeating: 2, count: PhaseAlignment.packets) + wait) == 0)
    }

    @Test("a clock that was set back is no wait")
    func negative() {
        #expect(shift([Int64](repeating: -50, count: PhaseAlignment.packets)) == 0)
    }
}
