import CivicDSP
import Foundation

/// When each packet of a stream arrives: made-up paths, the same for one seed.
struct JitterTrace {
    let name: String
    /// Of packet n, in ms after the first was sent; `nil` for one that is lost. Packets are sent every 20 ms.
    let arrivals: [Double?]
    /// How much slower the sender's clock runs than ours.
    var drift = 0.0

    static let packet = 20.0

    static func all(minutes: Int, seed: UInt64) -> [JitterTrace] {
        let count = minutes * 3000
        return [
            JitterTrace("constant", count, seed) { _, _ in 30 },
            JitterTrace("Gaussian 5 ms", count, seed) { _, random in 30 + 5 * random.next() },
            JitterTrace("Gaussian 20 ms", count, seed) { _, random in 80 + 20 * random.next() },
            mobile(count, seed), bursts(count, seed), spikes(count, seed),
            JitterTrace("lossy 5 %", count, seed) { _, random in
                random.uniform() < 0.05 ? nil : 30 + 3 * abs(random.next())
            },
            JitterTrace("drift 200 ppm", count, seed, drift: 200e-6) { _, random in 30 + 2 * abs(random.next()) },
        ]
    }

    init(
        _ name: String, _ count: Int, _ seed: UInt64, drift: Double = 0,
        _ delay: (Int, inout GaussianNoise) -> Double?
    ) {
        var random = GaussianNoise(seed: seed)
        self.name = name
        self.drift = drift
        arrivals = (0..<count).map { index in
            delay(index, &random).map { Double(index) * Self.packet * (1 + drift) + max(0, $0) }
        }
    }

    /// A mobile network: steps of a 10 ms schedule, repeats with a long tail, a hand-over every 20 s or so; in order.
    private static func mobile(_ count: Int, _ seed: UInt64) -> JitterTrace {
        var last = 0.0
        var blocked = 0.0
        return JitterTrace("mobile", count, seed) { index, random in
            let sent = Double(index) * packet
            if random.uniform() < 0.001 { blocked = sent + 60 + 120 * random.uniform() }
            var delay = 30 + 10 * (random.uniform() * 2).rounded(.down)
            while random.uniform() < 0.1 { delay += 8 }
            if random.uniform() < 0.003 { return nil }
            let arrival = max(max(sent + delay, blocked), last)
            last = arrival
            return arrival - sent
        }
    }

    /// A wireless link that sends what has gathered every now and then.
    private static func bursts(_ count: Int, _ seed: UInt64) -> JitterTrace {
        var gate = 0.0
        return JitterTrace("bursts", count, seed) { index, random in
            let sent = Double(index) * packet
            if random.uniform() < 0.03 { gate = sent + 30 + 60 * random.uniform() }
            return max(sent + 20 + 2 * abs(random.next()), gate) - sent
        }
    }

    /// A quiet path with a stop of 100 to 300 ms every 15 s or so.
    private static func spikes(_ count: Int, _ seed: UInt64) -> JitterTrace {
        var gate = 0.0
        return JitterTrace("spikes", count, seed) { index, random in
            let sent = Double(index) * packet
            if random.uniform() < 0.0013 { gate = sent + 100 + 200 * random.uniform() }
            return max(sent + 20 + abs(random.next()), gate) - sent
        }
    }

    /// The packets in the order in which they arrive.
    var inOrder: [(packet: Int, at: Double)] {
        arrivals.enumerated().compactMap { index, at in at.map { (index, $0) } }.sorted { $0.at < $1.at }
    }

    /// When packet n was sent, by our clock.
    func sent(_ index: Int) -> Double { Double(index) * Self.packet * (1 + drift) }

    /// The fastest packet's time on the way, in ms.
    var fastest: Double {
        arrivals.enumerated().compactMap { index, at in at.map { $0 - sent(index) } }.min() ?? 0
    }
}
