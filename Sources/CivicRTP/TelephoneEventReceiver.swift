package import CivicCore

/// Turns telephone-event packets into key presses: one for each event, however many packets tell of it.
///
/// An event is known by its timestamp (RFC 4733 §2.2.1), so updates, repeated ends and copies are the same press, and
/// a new timestamp is a new press even when every end of the last one was lost. A press that is longer than 65,535
/// units goes on in segments with timestamps of their own (§2.5.1.3) and stays one press.
///
///     idle ──first packet──▶ pressed ──end, or nothing for 300 ms──▶ idle
///                              └──other timestamp: the next press
package struct TelephoneEventReceiver: Sendable {
    /// A press without news for this long has ended: its ends were lost.
    package static let silenceEndsPress = Duration.milliseconds(300)

    private struct Press: Sendable {
        var timestamp: UInt32
        var code: UInt8
        var duration: UInt16
        var lastHeard: MonotonicInstant
        var hasEnded: Bool
    }

    private var ssrc: UInt32?
    private var latest: Press?
    /// The last timestamps that were told, for packets that come out of order.
    private var told = InlineArray<8, UInt32>(repeating: 0)
    private var toldCount = 0
    /// Packets that told of a press already known.
    package private(set) var repeats = 0

    package init() {}

    /// Takes one packet; gives the event's code when it is the first to tell of a press.
    package mutating func receive(
        _ event: TelephoneEvent, timestamp: UInt32, marker: Bool, ssrc: UInt32, at now: MonotonicInstant
    ) -> UInt8? {
        if self.ssrc != ssrc {
            self.ssrc = ssrc
            latest = nil
            toldCount = 0
        }
        guard var press = latest else { return begin(event, timestamp, now) }
        if timestamp == press.timestamp {
            repeats += 1
            press.duration = max(press.duration, event.duration)
            press.lastHeard = now
            press.hasEnded = press.hasEnded || event.isEnd
            latest = press
            return nil
        }
        if wasTold(timestamp) {
            repeats += 1
            return nil
        }
        if timestamp.distance(after: press.timestamp) < 0 {
            // Overtaken by a later press: still a press of its own, but not the current one.
            remember(timestamp)
            return event.code
        }
        if continues(press, with: event, timestamp, marker) {
            remember(timestamp)
            latest = Press(
                timestamp: timestamp, code: event.code, duration: event.duration, lastHeard: now,
                hasEnded: event.isEnd)
            return nil
        }
        return begin(event, timestamp, now)
    }

    /// Whether a key is held now; audio that comes meanwhile is the same key once more.
    package func isPressed(at now: MonotonicInstant) -> Bool {
        guard let press = latest, !press.hasEnded else { return false }
        return now - press.lastHeard < Self.silenceEndsPress
    }

    private mutating func begin(_ event: TelephoneEvent, _ timestamp: UInt32, _ now: MonotonicInstant) -> UInt8? {
        remember(timestamp)
        latest = Press(
            timestamp: timestamp, code: event.code, duration: event.duration, lastHeard: now, hasEnded: event.isEnd)
        return event.code
    }

    /// The next segment of a long event begins where the last one ended, without a marker.
    private func continues(_ press: Press, with event: TelephoneEvent, _ timestamp: UInt32, _ marker: Bool) -> Bool {
        guard !marker, !press.hasEnded, event.code == press.code else { return false }
        return timestamp &- press.timestamp == 0xFFFF && press.duration >= 0xF000
    }

    private func wasTold(_ timestamp: UInt32) -> Bool {
        for index in 0..<min(toldCount, told.count) where told[index] == timestamp { return true }
        return false
    }

    private mutating func remember(_ timestamp: UInt32) {
        told[toldCount % told.count] = timestamp
        toldCount += 1
        if toldCount == 2 * told.count { toldCount = told.count }  // stays a full ring, never overflows
    }
}
