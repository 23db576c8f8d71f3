/// Decides when a peer is dead: silent on the wire for so long that nobody can be there.
///
/// A telephone that sends all the time is dead when its packets stop. One that has paused before (it sends nothing
/// while nobody speaks) is alive as long as its RTCP comes, every 5 s or so (RFC 3550 §6.2): there, both must stop.
package struct PeerWatch: BitwiseCopyable, Sendable {
    /// In ticks of 20 ms.
    package struct Limits: Sendable, BitwiseCopyable {
        /// Before the first packet.
        package var first: Int
        /// After it.
        package var later: Int

        package init(first: Int, later: Int) {
            self.first = first
            self.later = later
        }
    }

    /// A gap of this many ticks, and packets again after it, is a pause: 300 ms.
    private static let pause = 15
    /// How long a report proves life, in ticks: the longest interval between two, with some room (8 s).
    private static let reportLasts = 400

    private let limits: Limits
    private var silent = 0  // ticks since the last packet, or since the beginning
    private var sinceReport = Int.max / 2
    private var hasHeard = false
    private var hasPaused = false
    private var isTold = false

    package init(_ limits: Limits) {
        self.limits = limits
    }

    /// A new negotiation: it gets its time anew.
    package mutating func restart() {
        silent = 0
        isTold = false
    }

    /// Another source: how it sends is not known yet.
    package mutating func forgetHabits() {
        restart()
        hasPaused = false
        sinceReport = Int.max / 2
    }

    package mutating func heardPacket() {
        if hasHeard && silent >= Self.pause { hasPaused = true }
        hasHeard = true
        silent = 0
        isTold = false
    }

    package mutating func heardReport() { sinceReport = 0 }

    /// One tick; `true` when the peer is dead, once.
    package mutating func tick() -> Bool {
        silent += 1
        sinceReport += 1
        guard !isTold, silent >= (hasHeard ? limits.later : limits.first) else { return false }
        if hasPaused && sinceReport < Self.reportLasts { return false }
        isTold = true
        return true
    }
}
