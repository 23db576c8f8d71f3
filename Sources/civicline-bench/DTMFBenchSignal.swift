import CivicDSP

/// One thing that a detector hears on a line, and what ours may cost for it.
struct DTMFBenchSignal {
    var name: String
    /// 16-bit linear PCM at 8 kHz.
    var samples: [Int16]
    /// What we send meanwhile, for ours alone; empty for nothing.
    var sent: [Int16] = []
    /// Most that ours may cost, as a share of libspandsp's time in the same run: the threshold that `--check` keeps.
    var mostRatio: Double

    /// Twenty seconds of each.
    static var all: [DTMFBenchSignal] {
        let count = 160_000
        let idle = [Int16](repeating: 8, count: count)  // A-law has no zero
        var voice = SpeechLike(seed: 11)
        let speech = voice.samples(count: count, level: -20 ... -14)
        return [
            DTMFBenchSignal(name: "silence", samples: idle, mostRatio: 0.1),
            DTMFBenchSignal(name: "noise at -50 dBm0", samples: noise(-50, count), mostRatio: 0.1),
            DTMFBenchSignal(name: "noise at -20 dBm0", samples: noise(-20, count), mostRatio: 1),
            DTMFBenchSignal(name: "speech-like", samples: speech, mostRatio: 1),
            DTMFBenchSignal(name: "speech-like in noise", samples: Signal.mix(speech, noise(-35, count)), mostRatio: 1),
            DTMFBenchSignal(name: "keys, 50/50 ms", samples: keys(on: 50, off: 50, count: count), mostRatio: 1),
            DTMFBenchSignal(name: "keys, 100/400 ms", samples: keys(on: 100, off: 400, count: count), mostRatio: 1),
            DTMFBenchSignal(
                name: "keys in dial tone",
                samples: Signal.mix(
                    keys(on: 60, off: 60, count: count),
                    Signal.sine(frequency: 450, level: Level.dBFS(fromDBm0: -10), count: count)),
                mostRatio: 1),
            DTMFBenchSignal(name: "silence, we speak", samples: idle, sent: speech, mostRatio: 0.3),
            DTMFBenchSignal(
                name: "keys while we speak", samples: keys(on: 100, off: 400, count: count), sent: speech,
                mostRatio: 2.5),
            DTMFBenchSignal(name: "both speak", samples: speech, sent: speech, mostRatio: 1.35),
        ]
    }

    private static func noise(_ dBm0: Double, _ count: Int) -> [Int16] {
        Signal.whiteNoise(level: Level.dBFS(fromDBm0: dBm0), count: count, seed: 5)
    }

    private static func keys(on: Int, off: Int, count: Int) -> [Int16] {
        let digits = String(repeating: "159D2A6*0#83B47C", count: count / ((on + off) * 8 * 16) + 1)
        guard var generator = DTMFGenerator(digits: digits, on: on, off: off) else { return [] }
        var samples = [Int16](repeating: 0, count: count)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        return samples
    }
}
