/// Watches for one-way audio: we send, and for two seconds nothing comes back, or nothing but digital silence.
///
/// Silence counts only before the first sound: a line that works has noise on it, while a caller who was heard may well
/// mute the telephone. A packet that comes after an alarm, or the first sound, takes it back.
package struct AudioWatch: BitwiseCopyable, Sendable {
    /// Ticks of 20 ms until the alarm: 2 s.
    package static let patience = 100

    package enum Change: Equatable, BitwiseCopyable {
        case missing(MissingAudio)
        case found
    }

    private var withoutPacket = 0
    private var withoutSound = 0
    private var hasHeardSound = false
    /// What is amiss now.
    package private(set) var missing: MissingAudio?

    package init() {}

    /// One tick in which we might have heard something; at most one change comes of it.
    package mutating func tick(packetCame: Bool, isSound: Bool) -> Change? {
        hasHeardSound = hasHeardSound || isSound
        withoutPacket = packetCame ? 0 : withoutPacket + 1
        withoutSound = hasHeardSound ? 0 : withoutSound + 1
        let now: MissingAudio? =
            withoutPacket >= Self.patience ? .packets : withoutSound >= Self.patience ? .sound : nil
        guard now != missing else { return nil }
        let wasMissing = missing != nil
        missing = now
        if let now { return wasMissing ? nil : .missing(now) }
        return .found
    }

    /// While we do not expect to hear anything: on hold, or sending only.
    package mutating func rest() {
        withoutPacket = 0
        withoutSound = 0
    }
}
