import ArgumentParser
import CivicCore
import CivicMedia
import Glibc

/// `civicline-bench send`: what a packet costs by each way of the system, side by side.
struct SendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Ways to send and receive RTP-sized packets: µs of processor time for each.",
        discussion: "Loopback, 172 bytes, one thread; the other end is emptied outside the measured time.")

    @Option(help: "Legs, each with a far end of its own.") var legs = 400
    @Option(help: "Rounds over all legs.") var rounds = 40

    func run() throws {
        _ = OpenFileLimit.raise()
        let ways = try SendWays(legs: legs)
        defer { ways.close() }
        // Twice, in turn, and the better of both: the first round warms the caches for all that follow.
        var best: [(name: String, cost: Double)] = []
        for _ in 0..<2 {
            for (index, way) in ways.all.enumerated() {
                let cost = measure(way)
                if index < best.count {
                    best[index].cost = min(best[index].cost, cost)
                } else {
                    best.append((way.name, cost))
                }
            }
        }
        guard let send = best.first(where: { $0.name.hasPrefix("send") })?.cost,
            let receive = best.first(where: { $0.name.hasPrefix("receive") })?.cost
        else { return }
        print("µs a packet   of the first   way")
        for (name, cost) in best {
            guard cost.isFinite else {
                print("          -              -   \(name): not allowed here")
                continue
            }
            let base = name.hasPrefix("send") ? send : receive
            print(cost.rounded(to: 2).padded(11), (cost / base).rounded(to: 2).padded(14), "  \(name)")
        }
    }

    private func measure(_ way: SendWays.Way) -> Double {
        var total = 0.0
        for _ in 0..<rounds {
            way.before()
            let began = Self.processorTime
            guard way.work() else { return .infinity }
            total += Self.processorTime - began
            way.after()
        }
        return total / Double(rounds * legs)
    }

    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
