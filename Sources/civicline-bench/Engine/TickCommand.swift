import ArgumentParser
import CivicCore
import CivicMedia

/// `civicline-bench tick`: the whole tick over loopback sockets, by its processor time.
struct TickCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tick",
        abstract: "The whole tick of N legs: receive, buffer, decode, detect, prompt, send.",
        discussion: """
            Each leg has a socket of its own, hears a prompt and is listened to for keys in its audio. A leg's cost is \
            the processor time of the media thread; the far side runs on a thread of its own, so give it a core. With \
            RealtimeSanitizer loaded first, memory taken in a tick ends the run. 'of bare' is the cost beside that of \
            one packet received and one sent over as many sockets, with nothing in between, in the same run.
            """)

    @Option(help: "Numbers of legs, one run each.") var legs: [Int] = [100, 500, 1000, 2000]
    @Option(help: "Seconds measured for each.") var seconds = 5
    @Flag(help: "Fail where a tick was late, memory grew, or a leg costs more of the bare packets than is kept for it.")
    var check = false
    @Flag(help: "Each line sends our speech back, 12 dB softer, and has an echo canceller.") var echo = false

    func run() async throws {
        _ = OpenFileLimit.raise()
        let bare = try BarePackets.cost(sockets: min(400, legs.max() ?? 400))
        var kept = BenchRatios()
        print(
            "  legs  µs per leg and tick  of bare  load of a core  legs per core  late  stalled  concealed  KB per leg  grown KB"
        )
        for count in legs { try await measure(count, bare, &kept) }
        if check { try kept.require() }
    }

    private enum Thresholds {
        /// Times the cost of the bare packets, at 500 legs or more; below it the fixed cost of a tick weighs too much.
        static let leg = 2.4
        static let cancelling = 6.5
        /// KB that the process may grow by in the time measured: what the kernel's pages and the news need.
        static let growth = 1024.0
    }

    /// - Parameter bare: µs for one packet each way.
    private func measure(_ count: Int, _ bare: Double, _ kept: inout BenchRatios) async throws {
        let memory = LoadedEngine.residentKilobytes
        let loaded = try LoadedEngine(legs: count, isEcho: echo)
        defer { loaded.stop() }
        try await Task.sleep(for: .seconds(echo ? 6 : 2))  // an echo is certain after some seconds of speech
        let (before, began, resident) = (loaded.engine.counters(), MonotonicClock.now, LoadedEngine.residentKilobytes)
        try await Task.sleep(for: .seconds(seconds))
        let (after, ended) = (loaded.engine.counters(), MonotonicClock.now)
        let time = (ended - began).inSeconds
        let work = (after.processorTime - before.processorTime).inSeconds
        let perTick = work / time / 50 / Double(count)
        let sent = Double(after.packetsSent - before.packetsSent) / time / 50 / Double(count)
        let cancelled = Double(after.cancelledFrames - before.cancelledFrames) / time / 50 / Double(count)
        let ratio = perTick * 1e6 / bare
        let late = after.latePhases - before.latePhases
        let grown = LoadedEngine.residentKilobytes - resident
        if count >= 500 {
            kept.add("\(count) legs, of bare packets", ratio, most: echo ? Thresholds.cancelling : Thresholds.leg)
        }
        kept.add("\(count) legs, late ticks", Double(late), most: 0)
        kept.add("\(count) legs, KB grown", Double(grown), most: Thresholds.growth)
        print(
            count.padded(6), (perTick * 1e6).rounded(to: 2).padded(20), ratio.rounded(to: 2).padded(8),
            (work / time).rounded(to: 3).padded(15),
            Int(0.02 / perTick).padded(14), late.padded(5),
            (after.stalledPhases - before.stalledPhases).padded(8),
            (after.concealedFrames - before.concealedFrames).padded(10),
            (Double(LoadedEngine.residentKilobytes - memory) / Double(count)).rounded(to: 1).padded(11),
            grown.padded(9),
            (loaded.far.lateness.inSeconds * 1000).rounded(to: 1).padded(17),
            echo ? "  \((100 * cancelled).rounded(to: 1)) % of the frames cancelled" : "",
            sent < 0.99 ? "  only \(sent.rounded(to: 2)) packets a tick went out" : "")
    }
}
