import CivicConsole
import CivicDSP
import Foundation
import Testing

@Suite("Two clocks that run apart")
struct DriftTests {
    /// A card's blocks of 10 ms go in by its clock, frames of 20 ms go out by the line's, for so many seconds.
    private func run(
        drift: Double, seconds: Int, jitter: (Int) -> Double = { _ in 0 }
    ) -> (lowest: Int, highest: Int, atEnd: Int, bends: [Int]) {
        let target = 240
        var controller = DriftController(target: target)
        var fill = Double(target)
        var (lowest, highest) = (Int.max, 0)
        var bends: [Int] = []
        var nextIn = 0.0
        var nextOut = 0.0
        var blocks = 0
        while nextOut < Double(seconds) {
            if nextIn <= nextOut {
                let saw = (nextIn - (nextOut - 0.02)) * 8000
                let bend = controller.observe(fill: fill - saw, after: 0.01)
                bends.append(bend)
                fill += 80 / (1 + Double(bend) * 1e-6)
                blocks += 1
                nextIn = Double(blocks) * 0.01 / (1 + drift * 1e-6) + jitter(blocks)
            } else {
                fill -= 160
                nextOut += 0.02
                if nextOut > 2 {
                    lowest = min(lowest, Int(fill))
                    highest = max(highest, Int(fill))
                }
            }
        }
        return (lowest, highest, controller.drift, bends)
    }

    @Test(
        "an hour of ±200 and ±400 ppm: the ring neither runs dry nor over, and the drift is found",
        arguments: [-400.0, -200, 0, 50, 200, 400])
    func anHour(drift: Double) {
        let result = run(drift: drift, seconds: 3600)
        #expect(result.lowest > 0)
        #expect(result.highest < 640)  // 80 ms
        #expect(abs(Double(result.atEnd) - drift) < 12)
        // Nobody hears it: a bend moves by 20 ppm a second at most, in steps no larger than a millionth or two.
        #expect(zip(result.bends, result.bends.dropFirst()).allSatisfy { abs($1 - $0) <= 2 })
    }

    @Test("blocks that come up to 8 ms late do not shake the ratio")
    func lateBlocks() {
        var noise = GaussianNoise(seed: 7)
        let late = (0..<200).map { _ in noise.uniform() * 0.008 }
        let result = run(drift: 100, seconds: 600) { late[$0 % late.count] }
        let settled = result.bends.suffix(30_000)
        #expect((settled.max() ?? 0) - (settled.min() ?? 0) < 60)
        #expect(abs(Double(result.atEnd) - 100) < 40)
    }

    @Test("what was learnt outlives an interruption")
    func restart() {
        var controller = DriftController(target: 240)
        for _ in 0..<20_000 { _ = controller.observe(fill: 300, after: 0.01) }
        let learnt = controller.drift
        controller.restart()
        #expect(abs(controller.observe(fill: 240, after: 0.01) - learnt) <= 1)
    }

    @Test(
        "the resampler bends by millionths and the tone stays whole",
        arguments: [(48_000, 8000), (44_100, 8000), (8000, 48_000), (8000, 8000)])
    func bentTone(from: Int, to: Int) throws {
        var resampler = try DriftResampler(from: from, to: to)
        let input = Signal.sine(frequency: 1000, level: -12, count: from * 4, sampleRate: from)
        var output: [Int16] = []
        var room = [Int16](repeating: 0, count: to / 50 + 64)
        let block = from / 100
        for start in stride(from: 0, to: input.count, by: block) {
            resampler.bend(to: min(400, start / block))  // one millionth more each 10 ms
            var span = room.mutableSpan
            let step = resampler.process(input.span.extracting(start..<start + block), into: &span)
            #expect(step.consumed == block)
            output += room[..<step.produced]
        }
        // 400 ppm at the end, 200 on the average: so many samples fewer.
        #expect(abs(output.count - Int(Double(4 * to) * (1 - 200e-6))) < 3 * to / 1000 + 8)
        #expect(resampler.drift == 399)
        // No step at any change: a sine's second difference stays what its frequency makes it.
        let middle = output[(to / 10)..<(output.count - to / 10)]
        let samples = middle.map(Double.init)
        let angle = 2 * Double.pi * 1000 / Double(to)
        let residue = (1..<samples.count - 1).map { samples[$0 - 1] + samples[$0 + 1] - 2 * cos(angle) * samples[$0] }
        let worst = residue.map(abs).max() ?? .infinity
        #expect(worst < 0.006 * 8231 + 4)
    }

    @Test("rates that no card has are refused", arguments: [(0, 8000), (8000, 1_000_000), (48_000, 3999)])
    func refuses(from: Int, to: Int) {
        #expect(throws: ResamplerError.unsupported(from: from, to: to, quality: 5)) {
            _ = try DriftResampler(from: from, to: to)
        }
    }
}
