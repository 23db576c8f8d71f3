/// How often a leg's socket is read in one tick: as often as its peer sends, and hardly once more.
///
/// A read that finds nothing costs a quarter of one that finds a packet, so it is worth knowing when to stop. Each tick
/// is owed 20 ms of audio; what comes pays it off, and what stayed away stays owed for a while, so that a burst after a
/// pause is taken at once. Once a second everything that is there is read, whatever is owed.
///
///     owed   160 ─read 160─▶ 0 stop │ 160 ─nothing─▶ 160 stop │ 320 ─read 160─▶ 160 ─read 160─▶ 0 stop
package struct ReadingPace: BitwiseCopyable, Sendable {
    /// Reads of one tick at most: whoever sends more than 800 packets a second waits in his own queue.
    package static let most = 16
    private static let mostOwed = 640  // samples of 125 µs: 80 ms
    private static let patience = 5  // ticks
    private static let sweep: Int64 = 50  // ticks

    private var owed = 0
    private var reads = 0
    private var ticksInDebt = 0
    private var isSweeping = false

    package init() {}

    /// - Parameter tick: any count of ticks; its multiples of fifty read everything.
    package mutating func begin(tick: Int64) {
        owed = min(Self.mostOwed, max(0, owed) + MediaLeg.frame)
        reads = 0
        isSweeping = tick % Self.sweep == 0
    }

    /// Whether to read once more in this tick.
    package var wantsMore: Bool { reads < Self.most && (owed > 0 || isSweeping) }

    /// A datagram came, with so much audio: none, when it was a key or nothing of use.
    package mutating func took(samples: Int) {
        reads += 1
        owed -= samples
        if owed <= 0 { ticksInDebt = 0 }
    }

    /// The socket was empty: nothing more is read in this tick, and what stays away for long is owed no more.
    package mutating func foundNothing() {
        reads = Self.most
        ticksInDebt += 1
        if ticksInDebt >= Self.patience {
            owed = 0
            ticksInDebt = 0
        }
    }
}
