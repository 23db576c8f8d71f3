import CivicDSP
import Testing

@Suite("Levels")
struct LevelTests {
    @Test("sums squares exactly, whatever the length", arguments: [0, 1, 7, 8, 9, 160, 65_535, 65_536, 70_003])
    func energy(count: Int) {
        let noise = Signal.whiteNoise(level: -6, count: count, seed: 9)
        let expected = noise.reduce(UInt64(0)) { $0 + UInt64(Int($1) * Int($1)) }
        #expect(Level.energy(of: noise.span) == expected)
    }

    @Test("sums the largest squares exactly", arguments: [8, 100_003])
    func full(count: Int) {
        let samples = [Int16](repeating: -32_768, count: count)
        #expect(Level.energy(of: samples.span) == UInt64(count) << 30)
    }
}
