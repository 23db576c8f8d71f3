import CivicInsight
import Testing

@Suite struct TailTests {
    @Test("the tea of Fisher's lady: three right of four is no proof, four are")
    func tea() {
        #expect(abs(Fisher.chance(both: 3, chosen: 4, marked: 4, of: 8) - 17.0 / 70) < 1e-12)
        #expect(abs(Fisher.chance(both: 4, chosen: 4, marked: 4, of: 8) - 1.0 / 70) < 1e-12)
        #expect(Fisher.chance(both: 0, chosen: 4, marked: 4, of: 8) == 1)
        #expect(Fisher.chance(both: 5, chosen: 4, marked: 4, of: 8) == 0)
    }

    @Test("Fisher's test holds where all, or nearly all, have the mark")
    func edges() {
        #expect(Fisher.chance(both: 4, chosen: 4, marked: 8, of: 8) == 1)
        #expect(abs(Fisher.chance(both: 4, chosen: 4, marked: 7, of: 8) - 0.5) < 1e-12)
        let large = Fisher.chance(both: 600, chosen: 10_000, marked: 5_000, of: 100_000)
        #expect(large > 0 && large < 1e-5)
    }

    @Test("the example of Benjamini and Hochberg finds four of fifteen")
    func discovery() {
        let chances = [
            0.4262, 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.5719, 0.6528,
            0.7590, 1.0000,
        ]
        let corrected = FalseDiscovery.corrected(chances)
        #expect(corrected.count { $0 < 0.05 } == 4)
        #expect(abs(corrected[4] - 0.0095 * 15 / 4) < 1e-12)
        #expect(abs(corrected[5] - 0.0603) < 1e-12)
        #expect(corrected[14] == 1 && corrected.allSatisfy { (0...1).contains($0) })
        #expect(FalseDiscovery.corrected([]).isEmpty)
    }

    @Test(
        "small counts are hidden, and a total gives none of them away",
        arguments: [
            ([9, 8, 7], []), ([9, 3, 7], [1, 2]), ([9, 2, 2, 7], [1, 2, 3]), ([9, 3, 2, 7], [1, 2]), ([0, 0, 12], []),
            ([4], [0]), ([0, 3, 0, 20], [1, 3]),
        ] as [([Int], Set<Int>)])
    func small(counts: [Int], hidden: Set<Int>) {
        #expect(SmallCells.hidden(in: counts) == hidden)
    }
}
