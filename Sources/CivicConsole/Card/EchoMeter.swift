import CivicDSP

/// How much of the echo is taken away: levels of the microphone before and after the canceller, while the far end is
/// louder than -45 dBFS.
package struct EchoMeter: Sendable {
    private var before = 0.0
    private var after = 0.0
    /// Part of the last seconds in which something was played, 0…1.
    package private(set) var activity = 0.0

    package init() {}

    package mutating func observe(far: Span<Int16>, near: Span<Int16>, clean: Span<Int16>) {
        let isPlaying = Level.dBFS(of: far) > -45
        activity += ((isPlaying ? 1 : 0) - activity) / 50
        guard isPlaying else { return }
        before += (Double(Level.energy(of: near)) - before) / 50
        after += (Double(Level.energy(of: clean)) - after) / 50
    }

    /// Decibels by which the canceller lowers the microphone while the far end speaks; `nil` before it has.
    package var loss: Double? {
        guard before > 0, activity > 0.02 else { return nil }
        return Level.dBFS(meanSquare: before) - Level.dBFS(meanSquare: max(after, 1))
    }
}
