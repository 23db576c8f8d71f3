import ArgumentParser
import CivicDSP
import Foundation

/// `civicline-bench progress`: what a frame costs in the call progress detector and in the speech conditioner, as
/// multiples of the DTMF detector's cost in the same run.
struct ProgressBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress", abstract: "Call progress and speech conditioning against the DTMF detector.")

    @Option(help: "Seconds of signal in a round.")
    var seconds = 60
    @Option(help: "Rounds; the fastest counts.")
    var rounds = 5

    func run() throws {
        let count = max(1, seconds) * 8000
        let tone = TonePlan.china[.busy]?.samples(count: count) ?? []
        let line = Signal.mix(tone, Signal.whiteNoise(level: -45, count: count, seed: 1))
        var dtmf = Double.infinity
        var progress = Double.infinity
        var gain = Double.infinity
        var noise = Double.infinity
        for _ in 0..<max(1, rounds) {
            dtmf = min(dtmf, hear(line))
            progress = min(progress, follow(line))
            gain = min(gain, try condition(line, noiseReduction: nil))
            noise = min(noise, try condition(line, noiseReduction: 12))
        }
        print("DTMF detector             \(figure(dtmf)) µs a frame")
        for (name, time) in [
            ("call progress detector", progress), ("gain", gain), ("noise reduction and gain", noise),
        ] {
            print(name.padding(toLength: 26, withPad: " ", startingAt: 0) + "\(figure(time / dtmf)) times that")
        }
    }

    private func figure(_ value: Double) -> String { String(format: "%.2f", value) }

    /// Microseconds for each frame of 20 ms.
    private func measure(_ line: [Int16], _ body: (Range<Int>) -> Void) -> Double {
        let begin = ContinuousClock.now
        for start in stride(from: 0, to: line.count, by: 160) { body(start..<start + 160) }
        return (ContinuousClock.now - begin) / .microseconds(1) / Double(line.count / 160)
    }

    private func hear(_ line: [Int16]) -> Double {
        var detector = DTMFDetector()
        var events = 0
        let time = measure(line) { if detector.process(line.span.extracting($0)) != nil { events += 1 } }
        return events == 0 ? time : .infinity
    }

    private func follow(_ line: [Int16]) -> Double {
        var detector = CallProgressDetector(plan: .china)
        var events = 0
        let begin = ContinuousClock.now
        for start in stride(from: 0, to: line.count, by: 160)
        where detector.process(line.span.extracting(start..<start + 160)) != nil { events += 1 }
        let time = ContinuousClock.now - begin
        return events > 0 ? time / .microseconds(1) / Double(line.count / 160) : .infinity
    }

    private func condition(_ line: [Int16], noiseReduction: Double?) throws -> Double {
        var conditioner = try SpeechConditioner(agc: .init(), noiseReduction: noiseReduction)
        var frames = line
        let begin = ContinuousClock.now
        var all = frames.mutableSpan
        for start in stride(from: 0, to: line.count, by: 160) {
            var frame = all._mutatingExtracting(start..<start + 160)
            conditioner.process(&frame)
        }
        return (ContinuousClock.now - begin) / .microseconds(1) / Double(line.count / 160)
    }
}
