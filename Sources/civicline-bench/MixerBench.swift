import ArgumentParser
import CivicCore
import CivicDSP

/// `civicline-bench mixer`: what a bridge costs a frame, by the number of its parties.
struct MixerBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mixer", abstract: "Mixing a bridge of N parties, beside a plain loop.",
        discussion: """
            Each party hears all others through gains of its own and a limiter, 20 ms at 8 kHz. Beside it stands a loop \
            that adds sample by sample, clamps, and has neither gains nor limiter. 'gains' are those of listeners who \
            hear the others at half loudness; 'ramps' move in every frame; 'loud' is a sum that the limiter has to turn \
            down.
            """)

    @Flag(help: "Fail where ours costs more than the ratio kept for it.")
    var check = false

    @Option(help: "How often each bridge is mixed for ten seconds.")
    var rounds = 15

    func validate() throws {
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds is 1 to 1000") }
    }

    private enum Case: String, CaseIterable {
        case plain, gains, ramps, loud

        /// Most that ours may cost, as a share of the loop's time in the same run.
        var most: Double {
            switch self {
            case .plain: 1
            case .gains: 2.2
            case .ramps: 8
            case .loud: 4
            }
        }
    }

    func run() throws {
        var kept = BenchRatios()
        print("parties   voices   ns a frame   the loop's   ratio   at most")
        for parties in [2, 3, 8, 16] {
            for kind in Case.allCases {
                let (ours, theirs) = compare(parties, kind)
                kept.add("\(parties) parties, \(kind.rawValue)", ours / theirs, most: kind.most)
                print(
                    parties.padded(7), "  \(kind.rawValue)".padding(to: 9), Int(ours).padded(11),
                    Int(theirs).padded(12), (ours / theirs).rounded(to: 2).padded(7), kind.most.rounded(to: 1).padded(9)
                )
            }
        }
        if check { try kept.require() }
    }

    private func compare(_ parties: Int, _ kind: Case) -> (ours: Double, theirs: Double) {
        let level = kind == .loud ? -6.0 : -26
        let voices = (0..<parties).map { Signal.whiteNoise(level: level, count: 160, seed: UInt64($0 + 1)) }
        var figures: (ours: [Double], theirs: [Double]) = ([], [])
        for _ in 0..<rounds {
            var bridge = Bridge(parties, gain: kind == .gains ? 0.5 : 1, isRamping: kind == .ramps)
            var sum = [Int32](repeating: 0, count: 160)
            var output = [Int16](repeating: 0, count: 160)
            figures.ours.append(frames { bridge.mix(voices, &sum, &output) })
            var loop = PlainLoop()
            figures.theirs.append(frames { loop.mix(voices) })
        }
        return (figures.ours.sorted()[rounds / 2], figures.theirs.sorted()[rounds / 2])
    }

    private func frames(_ work: () -> Void) -> Double {
        Double(CPUTime.measure { for _ in 0..<500 { work() } }.nanoseconds) / 500
    }

    /// As `MediaBridge` does it.
    private struct Bridge {
        var gains: [GainRamp]
        var limiters: [MixLimiter]
        let isRamping: Bool
        var isHigh = false

        init(_ parties: Int, gain: Float, isRamping: Bool) {
            gains = Array(repeating: GainRamp(gain), count: parties * parties)
            limiters = Array(repeating: MixLimiter(), count: parties)
            self.isRamping = isRamping
        }

        mutating func mix(_ voices: [[Int16]], _ sum: inout [Int32], _ output: inout [Int16]) {
            isHigh.toggle()
            for listener in voices.indices {
                var all = sum.mutableSpan
                SaturatingMixer.clear(&all)
                for speaker in voices.indices where speaker != listener {
                    let voice = voices[speaker]
                    var gain = gains[listener * voices.count + speaker]
                    if isRamping { gain.ramp(to: isHigh ? 1 : 0.5, over: 200) }
                    SaturatingMixer.add(voice.span, gain: &gain, to: &all)
                    gains[listener * voices.count + speaker] = gain
                }
                var limiter = limiters[listener]
                var room = output.mutableSpan
                limiter.resolve(all.span, into: &room)
                limiters[listener] = limiter
            }
        }
    }

    private struct PlainLoop {
        var output = [Int16](repeating: 0, count: 160)

        mutating func mix(_ voices: [[Int16]]) {
            for listener in voices.indices {
                for index in 0..<160 {
                    var sum: Int32 = 0
                    for speaker in voices.indices where speaker != listener { sum += Int32(voices[speaker][index]) }
                    output[index] = Int16(max(-32768, min(32767, sum)))
                }
            }
        }
    }
}
