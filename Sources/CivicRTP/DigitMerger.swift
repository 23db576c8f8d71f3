package import CivicCore

/// Lets a key press count once, whichever way or ways it came: RFC 4733, in-band tones, SIP INFO.
///
/// A phone may send one press by several ways, each with its own delay. The second telling is recognised as the same
/// digit from another way within the window; a press is told at most once by each way, so that "11", pressed fast and
/// sent twice over, stays two.
///
///     RFC 4733   1┄┄┄┄┄ 1┄┄┄┄┄
///     in-band      1┄┄┄┄┄ 1┄┄┄┄┄      ─▶ 1 1
///     INFO               1      1
package struct DigitMerger: Sendable {
    /// How long after a press was last heard of another way may still tell of it.
    package static let window = Duration.milliseconds(800)

    /// The way of a telling, as an index: 0…7.
    package struct Way: Equatable, Sendable {
        fileprivate let bit: UInt8
        package static let event = Way(bit: 1)
        package static let inBand = Way(bit: 2)
        package static let info = Way(bit: 4)
    }

    private struct Press: Sendable {
        var code: UInt8 = 0
        var ways: UInt8 = 0  // zero: the entry is free
        var lastHeard = MonotonicInstant.zero
    }

    private var presses = InlineArray<8, Press>(repeating: Press())
    private var next = 0
    /// Tellings that were taken for one that had come already.
    package private(set) var merged = 0

    package init() {}

    /// Takes one telling; `true` when it is a press not told before.
    package mutating func accept(_ code: UInt8, by way: Way, at now: MonotonicInstant) -> Bool {
        // The oldest press that this way has not told yet comes first: presses keep their order on every way.
        for offset in 0..<presses.count {
            let index = (next + offset) % presses.count
            let press = presses[index]
            guard press.ways != 0, press.code == code, press.ways & way.bit == 0 else { continue }
            guard now - press.lastHeard <= Self.window else { continue }
            presses[index].ways |= way.bit
            presses[index].lastHeard = max(press.lastHeard, now)
            merged += 1
            return false
        }
        presses[next] = Press(code: code, ways: way.bit, lastHeard: now)
        next = (next + 1) % presses.count
        return true
    }

    /// Keeps the newest press of a key open while the key is still down, so that a long press stays one.
    package mutating func hold(_ code: UInt8, at now: MonotonicInstant) {
        let index = (next + presses.count - 1) % presses.count
        if presses[index].ways != 0, presses[index].code == code { presses[index].lastHeard = now }
    }
}
