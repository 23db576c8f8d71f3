import ArgumentParser
import CivicCore
import CivicMedia
import Foundation
import Glibc

/// `civicline-bench soak`: hours of calls that come and go, at a steady load.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak", abstract: "Calls that come and go at a steady load: late ticks and growth of memory.")

    @Option(help: "Minutes to run.") var minutes = 30
    @Option(help: "Load of the media thread to reach, 0 to 1.") var load = 0.6
    @Option(help: "Calls that end and begin anew in each second, in percent.") var churn = 1.0

    func run() async throws {
        _ = OpenFileLimit.raise()
        let loaded = try LoadedEngine(legs: 100, firstPort: 12_000, room: 4000)
        let yardstick = Yardstick()
        defer {
            loaded.stop()
            yardstick.stop()
        }
        try await fill(loaded)
        let begin = loaded.engine.counters()
        var memory = LoadedEngine.residentKilobytes
        print("\(loaded.legs.count) legs, load \(begin.highestLoad.rounded(to: 2)), \(memory / 1024) MB")
        print(
            "minute  load  late ticks  stalled  worst own ms  stolen ms  yardstick (longest) us  refused  send errors  lost news"
                + "  MB")
        _ = yardstick.read()
        var stolen = StolenTime.milliseconds
        var next = 0
        for minute in 1...max(1, minutes) {
            for _ in 0..<60 {
                try await Task.sleep(for: .seconds(1))
                for _ in 0..<Int(Double(loaded.legs.count) * churn / 100) {
                    try loaded.replace(next % loaded.legs.count)
                    next += 1
                }
            }
            // The first quarter is the heap's time to find its size; what comes after it is growth.
            if minute <= max(1, minutes / 4) { memory = LoadedEngine.residentKilobytes }
            let now = loaded.engine.counters()
            let stolenBefore = stolen
            stolen = StolenTime.milliseconds
            let pace =
                yardstick.read().map { "\($0.middle.nanoseconds / 1000) (\($0.longest.nanoseconds / 1000))" } ?? "none"
            print(
                minute.padded(6), now.highestLoad.rounded(to: 2).padded(5),
                (now.latePhases - begin.latePhases).padded(11), (now.stalledPhases - begin.stalledPhases).padded(8),
                now.worstOwnLateness.milliseconds.description.padded(13), (stolen - stolenBefore).padded(10),
                String(repeating: " ", count: max(0, 23 - pace.count)) + pace,
                now.legsRefused.padded(8),
                (now.sendErrors - begin.sendErrors).padded(12), now.ringOverflows.padded(10),
                (LoadedEngine.residentKilobytes / 1024).padded(3))
            fflush(nil)  // seen when it is written, in a file too
        }
        let end = loaded.engine.counters()
        let grown = LoadedEngine.residentKilobytes - memory
        print(
            "late ticks: \(end.latePhases - begin.latePhases); memory grew by \(grown) KB after the first quarter, \(next) new calls"
        )
        guard end.latePhases == begin.latePhases, grown < memory / 50 else { throw ExitCode.failure }
    }

    /// Opens legs until the thread works as much as was asked for.
    private func fill(_ loaded: LoadedEngine) async throws {
        try await Task.sleep(for: .seconds(4))
        for _ in 0..<6 {
            let reached = max(0.005, loaded.engine.counters().highestLoad)
            let wanted = min(4000, Int(Double(loaded.legs.count) * load / reached))
            guard wanted > loaded.legs.count else { return }
            // Two thirds of the way at a time: the first legs carry the cost that is fixed.
            for _ in 0..<max(1, (wanted - loaded.legs.count) * 2 / 3) { try loaded.open() }
            try await Task.sleep(for: .seconds(4))
        }
    }
}
