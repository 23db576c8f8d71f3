import ArgumentParser
import CivicAudio
import CivicDSP
import Foundation

/// `civicline-bench echo`: what a frame of 20 ms costs our canceller, libspeexdsp's and libspandsp's, in one run.
struct EchoBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo", abstract: "Echo cancellation: ours beside libspeexdsp's and libspandsp's.",
        discussion: """
            All hear the same call of 20 s, turn and turn about, at 64 ms of tail; a figure is the median over the \
            rounds, for a frame of 20 ms at 8 kHz, of the time that the thread has worked. Ours includes the search for \
            the bulk delay. libspandsp's is left out where the library is not installed; its own debugging lines go to \
            /dev/null and are part of its cost.
            """)

    @Flag(help: "Fail where ours costs more than the ratio kept for it.")
    var check = false

    @Option(help: "How often the call is heard.")
    var rounds = 11

    func validate() throws {
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds is 1 to 1000") }
    }

    func run() async throws {
        let call = EchoBenchSignal()
        guard var speex = SpeexEchoCanceller(tail: 64, suppressesResidual: true),
            var bare = SpeexEchoCanceller(tail: 64, suppressesResidual: false)
        else { throw BenchFault(description: "speexdsp has no memory for a canceller") }
        var spandsp = SpandspEcho(taps: 512)
        var leg = EchoLeg()
        leg.lend(LineEchoCanceller())
        var idle = EchoLeg()
        var times = [[Double]](repeating: [], count: 6)
        for _ in 0..<rounds {
            times[0].append(
                call.frameTime {
                    leg.observe(far: $0, near: $1)
                    leg.process(far: $0, near: $1, into: &$2)
                })
            // A leg that has shown to have no echo: only the search goes on.
            times[1].append(
                call.frameTime(echo: false) {
                    idle.observe(far: $0, near: $1)
                    idle.process(far: $0, near: $1, into: &$2)
                })
            times[2].append(call.frameTime { speex.process(far: $0, near: $1, into: &$2) })
            times[3].append(call.frameTime { bare.process(far: $0, near: $1, into: &$2) })
            if spandsp != nil {
                times[4].append(
                    SpandspEcho.quietly { call.frameTime { spandsp?.process(far: $0, near: $1, into: &$2) } })
            }
        }
        let medians = times.map { $0.sorted()[safe: $0.count / 2] }
        let names = [
            "ours, engaged", "ours, searching only", "speexdsp, with suppression", "speexdsp, bare",
            "spandsp, no search",
        ]
        guard let theirs = medians[2] else { return }
        print("canceller                     µs a frame   of speexdsp's")
        for (name, time) in zip(names, medians) {
            guard let time else { continue }
            let figures = String(format: "%10.2f   %13.2f", time, time / theirs)
            print(name.padding(toLength: 30, withPad: " ", startingAt: 0) + figures)
        }
        let kept = [Thresholds.engaged, Thresholds.searching]
        for (index, most) in kept.enumerated() {
            guard let time = medians[index], check, time / theirs > most else { continue }
            throw BenchFault(
                description: String(
                    format: "%@: %.2f of speexdsp's time, kept is %.2f", names[index], time / theirs, most))
        }
    }

    /// Most that ours may cost, as shares of speexdsp's time with suppression in the same run.
    private enum Thresholds {
        static let engaged = 0.4
        static let searching = 0.08
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

/// A call of 20 s: speech-like talk at -16 dBm0, its echo 10 dB down after 12 ms, some noise.
struct EchoBenchSignal {
    private let far: [Int16]
    private let near: [Int16]
    private let quiet: [Int16]

    private static let frame = 160

    init() {
        let count = 160_000
        var voice = SpeechLike(seed: 11)
        far = voice.samples(count: count, level: -20 ... -14)
        let noise = Signal.whiteNoise(level: Level.dBFS(fromDBm0: -60), count: count, seed: 5)
        let taps: [Float] = [0.05, -0.12, 0.3, -0.18, -0.1, 0.08, 0.05, -0.03]
        var near = noise
        for index in 110..<count {
            var echo: Float = 0
            for (tap, gain) in taps.enumerated() { echo += gain * Float(far[index - 96 - tap]) }
            near[index] = Int16(clamping: Int(echo) + Int(noise[index]))
        }
        self.near = near
        quiet = noise
    }

    /// µs a frame.
    func frameTime(
        echo: Bool = true, _ cancel: (Span<Int16>, Span<Int16>, inout MutableSpan<Int16>) -> Void
    ) -> Double {
        var output = [Int16](repeating: 0, count: Self.frame)
        let heard = echo ? near : quiet
        let frames = far.count / Self.frame
        let time = CPUTime.measure {
            for index in 0..<frames {
                let range = index * Self.frame..<(index + 1) * Self.frame
                var target = output.mutableSpan
                cancel(far.span.extracting(range), heard.span.extracting(range), &target)
            }
        }
        return time / .microseconds(1) / Double(frames)
    }
}
