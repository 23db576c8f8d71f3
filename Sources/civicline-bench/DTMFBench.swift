import ArgumentParser
import CivicAudio
import CivicDSP
import Foundation

/// `civicline-bench dtmf`: what a frame of 20 ms costs our detector, and libspandsp's, in one run.
struct DTMFBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dtmf", abstract: "DTMF detection: ours beside libspandsp's.",
        discussion: """
            Both hear the same signals, turn and turn about; a figure is the median over the rounds, for a frame of \
            20 ms at 8 kHz, of the time that the thread has worked.
            """)

    @Flag(help: "Fail where ours costs more than the ratio kept for that signal.")
    var check = false

    @Option(help: "How often each signal is heard.")
    var rounds = 31

    @Argument(help: "WAV files (8 kHz) to hear instead of the built-in signals.")
    var files: [String] = []

    func validate() throws {
        guard (1...10_000).contains(rounds) else { throw ValidationError("--rounds is 1 to 10000") }
    }

    func run() async throws {
        guard SpandspDTMF() != nil else {
            throw BenchFault(description: "\(SpandspDTMF.library) is not here to compare with: install libspandsp2")
        }
        let signals =
            files.isEmpty
            ? DTMFBenchSignal.all
            : try files.map {
                DTMFBenchSignal(
                    name: String(URL(fileURLWithPath: $0).lastPathComponent.prefix(20)),
                    samples: try AudioFile.readMono($0, sampleRates: [8000]).samples, mostRatio: 1)
            }
        print("signal                ours ns   spandsp ns   ratio   at most")
        var tooSlow: [String] = []
        for signal in signals {
            let (ours, theirs) = compare(signal)
            let ratio = ours / theirs
            let line = String(format: "%9.0f   %10.0f   %5.2f   %7.2f", ours, theirs, ratio, signal.mostRatio)
            print(signal.name.padding(toLength: 20, withPad: " ", startingAt: 0) + line)
            if ratio > signal.mostRatio { tooSlow.append(signal.name) }
        }
        if check && !tooSlow.isEmpty {
            throw BenchFault(description: "dearer than kept: \(tooSlow.joined(separator: ", "))")
        }
    }

    /// Median ns per frame of both.
    private func compare(_ signal: DTMFBenchSignal) -> (ours: Double, theirs: Double) {
        guard var theirs = SpandspDTMF() else { return (0, .infinity) }
        var ours = DTMFDetector()
        let sent = signal.sent
        var figures: (ours: [Double], theirs: [Double]) = ([], [])
        for _ in 0..<rounds {
            figures.ours.append(
                frameTime(signal.samples) { frame, range in
                    _ =
                        sent.isEmpty
                        ? ours.process(frame) : ours.process(frame, sending: sent.span.extracting(range))
                })
            figures.theirs.append(frameTime(signal.samples) { frame, _ in theirs.process(frame) })
        }
        return (median(figures.ours), median(figures.theirs))
    }

    private func frameTime(_ samples: [Int16], _ hear: (Span<Int16>, Range<Int>) -> Void) -> Double {
        let frame = 160
        let count = samples.count / frame
        let begin = threadTime()
        for index in 0..<count {
            let range = index * frame..<(index + 1) * frame
            hear(samples.span.extracting(range), range)
        }
        return (threadTime() - begin) / Double(max(1, count))
    }

    /// Time that this thread has worked, in ns: what else the machine does in the meantime does not count.
    private func threadTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
