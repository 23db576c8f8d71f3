import CivicCore
import CivicMedia
import Glibc

/// What a leg's packets cost by themselves: one received, one sent, each leg with a socket of its own.
enum BarePackets {
    /// µs of this thread for both, the best of some rounds: the floor that a media thread cannot go under.
    static func cost(sockets: Int, rounds: Int = 40) throws -> Double {
        let ways = try SendWays(legs: sockets)
        defer { ways.close() }
        var best = Double.infinity
        for _ in 0..<3 {
            var total = 0.0
            for name in ["send: a socket per leg, sendto", "receive: a socket per leg, recvfrom"] {
                guard let way = ways.all.first(where: { $0.name == name }) else {
                    throw BenchFault(description: "there is no way '\(name)'")
                }
                for _ in 0..<rounds {
                    way.before()
                    let began = threadTime()
                    guard way.work() else { throw BenchFault(description: "the system does not let us \(name)") }
                    total += threadTime() - began
                    way.after()
                }
            }
            best = min(best, total / Double(rounds * sockets))
        }
        return best
    }

    private static func threadTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
