/// Finds how long a peer's packets wait to be read, and by how much sooner their leg should listen.
///
///     arrival ▼                              ▼ listens        14 ms of waiting: move 6 phases of 2 ms
///     ────────┼──────────────────────────────┼────────▶       towards the arrival, and keep 2 ms for jitter
///             ├─ 2 ms ─▶ new place            old place
///
/// A leg gets its phase before anybody knows when its peer sends, so a packet waits 10 ms on average; every sentence and
/// every key would. The first packets tell, and the leg moves once or twice. It moves to sooner only: its own packets
/// then come early once, which no jitter buffer minds.
package struct PhaseAlignment: BitwiseCopyable, Sendable {
    /// Packets that are looked at.
    package static let packets = 16
    /// A leg must still listen once between two packets that it sends.
    package static let farthest = 6  // phases
    private static let phase: Int64 = 2_000_000  // ns
    private static let reserve: Int64 = 2_000_000  // ns
    private static let rounds = 2
    /// The first packets came before the kernel was asked to keep arrival times: what it says of them is made up.
    private static let unknown = 2

    private var seen = -PhaseAlignment.unknown
    private var least = Int64.max
    private var round = 0

    package init() {}

    /// Whether waiting times are of use now.
    package var isOpen: Bool { round < Self.rounds }

    /// Another source, with another rhythm.
    package mutating func restart() { self = PhaseAlignment() }

    /// One packet had waited so long, in nanoseconds.
    ///
    /// - Returns: By how many phases to move to sooner; 0 for not at all, or not yet.
    package mutating func saw(waiting: Int64) -> Int {
        guard isOpen else { return 0 }
        seen += 1
        guard seen > 0 else { return 0 }
        least = min(least, max(0, waiting))
        guard seen >= Self.packets else { return 0 }
        let shift = min(Self.farthest, Int(max(0, least - Self.reserve) / Self.phase))
        (seen, least) = (0, .max)
        round = shift == 0 ? Self.rounds : round + 1
        return shift
    }
}
