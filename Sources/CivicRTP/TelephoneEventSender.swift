import CivicCore

/// Dials keys as telephone events: an update every 20 ms while a key is down, three ends, then a pause.
///
///     tick    1   2   3   4   5 │ 6   7   8 │ 9 …
///     packet  M   u   u   u   u │ E   E   E │ (audio again)
///
/// All packets of one key carry the timestamp of its beginning; ends are sent three times against loss
/// (RFC 4733 §2.5.1.4).
package struct TelephoneEventSender: Sendable {
    /// One packet to be sent in this tick.
    package struct Packet: Equatable, Sendable {
        package var event: TelephoneEvent
        /// Set on the first packet of a key.
        package var marker: Bool
        package var timestamp: UInt32
    }

    /// Keys that wait at most; more are refused.
    package static let capacity = 64
    private static let ends = 3

    private let unitsPerTick: Int  // 20 ms
    private let ticksDown: Int
    private let ticksBetween: Int
    private var keys = InlineArray<64, UInt8>(repeating: 0)
    private var head = 0
    private var count = 0
    private var tick = 0  // within the present key
    private var began: UInt32 = 0

    /// - Parameters:
    ///   - pressed: length of a key in milliseconds.
    ///   - pause: between the last end of a key and the next key, in milliseconds.
    ///   - clockRate: of the timestamps, in Hz; the audio's own (RFC 4733 §2.1).
    package init(pressed: Int = 100, pause: Int = 40, clockRate: Int = 8000) {
        precondition(pressed >= 20 && pressed <= 8000 && pause >= 0)
        unitsPerTick = clockRate / 50
        ticksDown = pressed / 20
        ticksBetween = (pause + 19) / 20
    }

    package var isIdle: Bool { count == 0 }

    /// Puts a key behind those that wait; `false` when there are too many.
    package mutating func dial(_ key: DTMFCode) -> Bool {
        guard count < Self.capacity else { return false }
        keys[(head + count) % Self.capacity] = key.value
        count += 1
        return true
    }

    /// The packet of this 20 ms tick instead of audio; `nil` when audio goes out (idle, or between keys).
    package mutating func next(timestamp now: UInt32) -> Packet? {
        guard count > 0 else { return nil }
        defer { advance() }
        if tick == 0 { began = now }
        let elapsed = min(tick + 1, ticksDown) * unitsPerTick
        guard tick < ticksDown + Self.ends else { return nil }
        let event = TelephoneEvent(
            code: keys[head], isEnd: tick >= ticksDown, duration: UInt16(clamping: elapsed))
        return Packet(event: event, marker: tick == 0, timestamp: began)
    }

    private mutating func advance() {
        tick += 1
        guard tick >= ticksDown + Self.ends + ticksBetween else { return }
        tick = 0
        head = (head + 1) % Self.capacity
        count -= 1
    }
}
