import CivicMedia
import Testing

@Suite struct ReadingPaceTests {
    /// Reads a queue as a leg does; gives how many reads each tick took.
    private func reads(_ arrivals: [Int], packet: Int = 160, firstTick: Int64 = 1) -> (reads: [Int], left: Int) {
        var pace = ReadingPace()
        var queue = 0
        var counts: [Int] = []
        for (index, arrived) in arrivals.enumerated() {
            queue += arrived
            var count = 0
            pace.begin(tick: firstTick + Int64(index))
            while pace.wantsMore {
                count += 1
                if queue > 0 {
                    queue -= 1
                    pace.took(samples: packet)
                } else {
                    pace.foundNothing()
                }
            }
            counts.append(count)
        }
        return (counts, queue)
    }

    @Test("a peer that sends a packet a tick is read once a tick")
    func steady() {
        #expect(reads([Int](repeating: 1, count: 40)).reads == [Int](repeating: 1, count: 40))
    }

    @Test("packets of 10 ms are read two at a time, of 40 ms at most once without finding one")
    func otherLengths() {
        let short = reads([Int](repeating: 2, count: 20), packet: 80)
        #expect(short.reads == [Int](repeating: 2, count: 20))
        #expect(short.left == 0)
        let long = reads((0..<40).map { $0 % 2 }, packet: 320)
        #expect(long.left == 0)
        #expect(long.reads.reduce(0, +) <= 41)
    }

    @Test("a packet that comes late is taken together with the next one")
    func late() {
        let result = reads([1, 1, 0, 2, 1])
        #expect(result.reads == [1, 1, 1, 2, 1])
        #expect(result.left == 0)
    }

    @Test("after a lost packet the pace is soon one read a tick again")
    func lost() {
        let result = reads([1, 0] + [Int](repeating: 1, count: 20))
        #expect(result.reads.suffix(10) == [Int](repeating: 1, count: 10)[...])
    }

    @Test("what has piled up is all read within a second")
    func sweep() {
        #expect(reads([8] + [Int](repeating: 1, count: 49)).left == 0)
    }

    @Test("a flood is read at most sixteen times a tick")
    func flood() {
        let result = reads([1000, 0, 0], packet: 0)
        #expect(result.reads == [16, 16, 16])
    }
}
