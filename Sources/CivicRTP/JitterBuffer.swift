/// Puts a stream of one-byte-per-sample packets (G.711) back in order and plays it out at a fixed delay.
///
/// Memory is one slot per timestamp unit, so packets of any length fit together and copies fall onto themselves:
///
///          played │ playhead            newest
///     ────────────┼────────────────────────┬──────────────▶ timestamp
///      late ✕     │▓▓▓▓▓▓▓▓▓▓   ▓▓▓▓▓▓▓▓▓▓▓│  free  │ ✕ out of place
///                 └─── delay (60 ms) ───▶               └ capacity (256 ms)
///
/// The playhead moves by what is pulled, whether anything came or not, so a pause of the sender stays a pause. It is
/// set anew when the sender's timestamps have plainly jumped: two packets in a row out of place, four in a row late,
/// a marker on either, or the first packet after half a second of nothing.
package struct JitterBuffer: ~Copyable, Sendable {
    /// What became of a packet.
    package enum Outcome: Equatable, Sendable {
        case stored
        /// Everything in it was there already.
        case duplicate
        /// Its time to be played is over.
        case late
        /// Too far ahead; believed when the next one agrees.
        case outOfPlace
        /// Empty, or longer than the buffer.
        case unusable
    }

    private static let capacity: UInt32 = 2048  // a power of two, and a multiple of 64
    private static let latesForRestart = 4
    private static let pullsForRestart = 25  // 0.5 s
    private static let packetsInWindow = 250  // 5 s of 20 ms packets

    private let delay: UInt32
    private var bytes: [UInt8]
    private var filled: [UInt64]  // one bit per slot
    private var playhead: UInt32 = 0
    private var isAnchored = false
    private var latesInRow = 0
    private var pullsSincePush = 0
    /// Sequence number that confirms a jump of the timestamps.
    private var confirming: UInt16?
    private var leastMargin = Int.max
    private var marginsSeen = 0
    private var surplus: UInt32 = 0

    /// Times that the playhead was set anew.
    package private(set) var restarts = 0

    /// - Parameter delay: play-out delay in samples (125 µs), up to 1,600.
    package init(delay: Int = 480) {
        self.delay = UInt32(max(0, min(1600, delay)))
        bytes = [UInt8](repeating: 0, count: Int(Self.capacity))
        filled = [UInt64](repeating: 0, count: Int(Self.capacity) / 64)
    }

    /// Forgets all, for another source.
    package mutating func reset() {
        clear()
        isAnchored = false
    }

    package mutating func push(_ header: RTPHeader, payload: Span<UInt8>) -> Outcome {
        let length = payload.count
        guard length > 0, length <= Int(Self.capacity - delay) else { return .unusable }
        if !isAnchored || pullsSincePush > Self.pullsForRestart {
            anchor(at: header.timestamp)
        }
        var margin = header.timestamp.distance(after: playhead)
        if margin + length <= 0 {
            latesInRow += 1
            guard header.marker || latesInRow >= Self.latesForRestart else { return .late }
            anchor(at: header.timestamp)
            margin = Int(delay)
        } else if margin + length > Int(Self.capacity) {
            guard header.marker || confirming == header.sequence else {
                confirming = header.sequence &+ 1
                return .outOfPlace
            }
            anchor(at: header.timestamp)
            margin = Int(delay)
        }
        latesInRow = 0
        confirming = nil
        pullsSincePush = 0
        watch(margin)
        // What lies before the playhead has been played as a gap already.
        let skipped = max(0, -margin)
        let isNew = store(payload, from: skipped, at: header.timestamp)
        return isNew ? .stored : .duplicate
    }

    /// Takes out the next samples and moves on by the frame's length.
    ///
    /// - Parameter filler: what stands where nothing came: the codec's silence.
    /// - Returns: How many samples of the frame did come; `nil` before the first packet.
    package mutating func pull(into frame: inout MutableSpan<UInt8>, filler: UInt8) -> Int? {
        guard isAnchored else { return nil }
        if surplus > 0 {
            discard(surplus)
            surplus = 0
        }
        // Moved out for the loop, so that no access is checked byte by byte; an empty array takes no memory.
        var marks: [UInt64] = []
        var slots: [UInt8] = []
        swap(&marks, &filled)
        swap(&slots, &bytes)
        defer {
            swap(&marks, &filled)
            swap(&slots, &bytes)
        }
        var mark = marks.mutableSpan
        let place = slots.span
        var valid = 0
        for index in frame.indices {
            let slot = Int((playhead &+ UInt32(truncatingIfNeeded: index)) & (Self.capacity - 1))
            let bit = UInt64(1) << UInt64(slot & 63)
            if mark[slot >> 6] & bit != 0 {
                mark[slot >> 6] &= ~bit
                frame[index] = place[slot]
                valid += 1
            } else {
                frame[index] = filler
            }
        }
        playhead &+= UInt32(truncatingIfNeeded: frame.count)
        pullsSincePush = min(pullsSincePush + 1, 1 << 20)
        return valid
    }

    private mutating func anchor(at timestamp: UInt32) {
        if isAnchored { restarts += 1 }
        clear()
        isAnchored = true
        playhead = timestamp &- delay
    }

    private mutating func clear() {
        for index in filled.indices { filled[index] = 0 }
        latesInRow = 0
        pullsSincePush = 0
        confirming = nil
        leastMargin = .max
        marginsSeen = 0
        surplus = 0
    }

    /// Delay that no packet of five seconds has needed is given back, a frame at a time.
    private mutating func watch(_ margin: Int) {
        leastMargin = min(leastMargin, margin)
        marginsSeen += 1
        guard marginsSeen >= Self.packetsInWindow else { return }
        if leastMargin > Int(delay) + 240 { surplus = 160 }
        leastMargin = .max
        marginsSeen = 0
    }

    private mutating func discard(_ count: UInt32) {
        for offset in 0..<count {
            let slot = Int((playhead &+ offset) & (Self.capacity - 1))
            filled[slot >> 6] &= ~(UInt64(1) << UInt64(slot & 63))
        }
        playhead &+= count
    }

    private mutating func store(_ payload: Span<UInt8>, from first: Int, at timestamp: UInt32) -> Bool {
        var marks: [UInt64] = []
        var slots: [UInt8] = []
        swap(&marks, &filled)
        swap(&slots, &bytes)
        defer {
            swap(&marks, &filled)
            swap(&slots, &bytes)
        }
        var mark = marks.mutableSpan
        var place = slots.mutableSpan
        var isNew = false
        for index in first..<payload.count {
            let slot = Int((timestamp &+ UInt32(truncatingIfNeeded: index)) & (Self.capacity - 1))
            let bit = UInt64(1) << UInt64(slot & 63)
            if mark[slot >> 6] & bit == 0 {
                mark[slot >> 6] |= bit
                isNew = true
            }
            place[slot] = payload[index]
        }
        return isNew
    }
}
