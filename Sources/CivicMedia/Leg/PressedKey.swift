package import CivicCore

/// A key that has counted already and is still down: it silences the prompt at once, and is told when it is let go.
///
///     down ─────────────────────▶ up                  prompt stops at "down", the menu goes on at "up"
///     down ────────400 ms───▶ …                       or here: nobody waits for us because of a heavy thumb
///
/// The next prompt would be drowned by the key's own tone in the caller's ear, so the menu waits for the key. An event
/// is over with its first end packet; when all three are lost, after two updates that stay away (they come every 50 ms
/// or faster, RFC 4733 §2.5.1.2). A tone is over when its power has fallen by 12 dB within half a frame, be
/// it in the newest packet: the jitter buffer need not have played it.
package struct PressedKey: Sendable {
    package static let longest = Duration.milliseconds(400)
    package static let silence = Duration.milliseconds(100)
    private static let fall: UInt64 = 16  // 12 dB

    package let code: UInt8
    package let way: DigitWay
    private let began: MonotonicInstant
    private var lastHeard: MonotonicInstant
    private var hasEnded = false
    /// Energy of a frame while the tone was surely there, in squared sample units; 0 before the first.
    private var energy: UInt64 = 0

    package init(_ code: UInt8, _ way: DigitWay, at now: MonotonicInstant) {
        self.code = code
        self.way = way
        began = now
        lastHeard = now
    }

    /// Another packet of the event.
    package mutating func hear(isEnd: Bool, at now: MonotonicInstant) {
        lastHeard = now
        hasEnded = hasEnded || isEnd
    }

    /// A frame after the one in which the tone was found.
    ///
    /// - Parameters:
    ///   - first: energy of its first half, `second` of its second, in squared sample units.
    ///   - newest: energy of the last half frame that has come, played or not.
    ///   - isDown: whether the detector still sees the key.
    package mutating func hear(first: UInt64, second: UInt64, newest: UInt64, isDown: Bool) {
        guard way == .inBand else { return }
        energy = max(energy, first + second)
        hasEnded = hasEnded || !isDown || 2 * Self.fall * min(second, newest) < energy
    }

    /// Whether it is to be told now.
    package func isOver(at now: MonotonicInstant) -> Bool {
        if hasEnded || now - began >= Self.longest { return true }
        return way == .rfc4733 && now - lastHeard >= Self.silence
    }
}
