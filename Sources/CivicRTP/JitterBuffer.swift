import CivicCore

/// Puts a stream's packets back in order and says, frame by frame, what is to be played.
///
/// Payloads stay encoded, so that 4 KB hold half a second of G.711. The head is the timestamp that is decoded next; it
/// moves by what is handed out, not by the clock: while nothing is there, time goes on and the delay grows by itself, so
/// that what was late is still played. `DelayModel` says how much delay is wanted; the player stretches or shortens
/// speech by what `wish` asks for.
///
///          played │ head                newest
///     ────────────┼────────────────────────┬──────────────▶ timestamp
///      late ✕     │▓▓▓▓▓▓▓▓▓▓   ▓▓▓▓▓▓▓▓▓▓▓│
///                 └── delay: now less head ─▶
///
/// All times are in timestamp units of the stream. Takes no memory after `init`; 1 KB and what payloads need.
package struct JitterBuffer: ~Copyable, Sendable {
    /// What a packet carries.
    package enum Kind: UInt8, Sendable {
        case audio
        /// A silence descriptor (RFC 3389).
        case comfortNoise
        /// A telephone event: it takes a sequence number, and stands for no loss.
        case event
    }

    /// What became of a packet.
    package enum Outcome: Equatable, Sendable {
        case stored
        /// It was there already.
        case duplicate
        /// Its time to be played is over.
        case late
        /// Its timestamp is far from the others'; believed when the next one agrees.
        case outOfPlace
        /// Empty, or longer than may be.
        case unusable
    }

    /// What the player does next.
    package enum Step: Equatable, Sendable {
        /// No packet has come yet.
        case nothing
        /// Decode `length` bytes of payload and leave out the first `skip` units; something was missing before it when
        /// it does not follow.
        case audio(length: Int, skip: Int, follows: Bool)
        /// The packet before this payload is lost: take `duration` units out of its redundant copy.
        case recover(length: Int, duration: Int)
        /// A silence descriptor; silence goes on behind it.
        case comfortNoise(length: Int)
        /// Make up the rest of the frame: a packet is lost or late.
        case missing
        /// Fill the rest of the frame with silence: the sender has stopped.
        case pause
    }

    /// Silent for this long, a sender is believed a new timestamp at once, in ms.
    private static let idle: Int64 = 500
    /// A timestamp so far ahead of its time is a jump, in ms.
    private static let jump: Int64 = 300

    private let perMillisecond: Int64
    private let frame: Int64
    private let initialDelay: Int64
    private let minimumDelay: Int64
    private let maximumDelay: Int64
    private let largestPayload: Int
    private let recovers: Bool

    private var packets: PacketStore
    private var model: DelayModel

    private var isAnchored = false
    /// The stream is silent: the next packet waits until it is due.
    private var isPausing = true
    private var head: Int64 = 0
    private var nextSequence: UInt16 = 0
    private var latest: Int64 = 0  // the newest timestamp, to unwrap by
    private var lastArrival: Int64 = 0
    private var filled: Int64 = 0  // made up since the head last moved
    private var duration: Int64  // of the stream's packets
    private var confirming: UInt16?  // the sequence number that confirms a jump
    private var recovered = false
    /// What was left of earlier packets when the last four were asked for.
    private var leftovers = InlineArray<4, Int64>(repeating: 0)
    private var leftoversSeen = 0

    /// Times that the timestamps were begun anew.
    package private(set) var restarts = 0
    /// Packets thrown away because there was no room or too much delay.
    package private(set) var discarded = 0
    /// Packets that came in time and were played.
    package private(set) var played = 0

    /// - Parameters:
    ///   - clockRate: timestamp units a second.
    ///   - largestPayload: in bytes.
    ///   - capacity: for payloads, in bytes.
    ///   - recovers: whether the codec finds a lost packet in the one after it.
    ///   - initialDelay: expected before anything is known, in ms.
    ///   - minimumDelay: kept even on a perfect path, in ms on top of a packet.
    ///   - maximumDelay: beyond the fastest packet, in ms.
    package init(
        clockRate: Int = 8000, largestPayload: Int = 480, capacity: Int = 4096, recovers: Bool = false,
        initialDelay: Int = 40, minimumDelay: Int = 0, maximumDelay: Int = 400
    ) {
        precondition(clockRate >= 8000 && clockRate % 1000 == 0 && largestPayload <= capacity)
        perMillisecond = Int64(clockRate / 1000)
        frame = 20 * perMillisecond
        self.initialDelay = Int64(max(0, min(300, initialDelay))) * perMillisecond
        self.minimumDelay = Int64(max(0, min(300, minimumDelay))) * perMillisecond
        self.maximumDelay = Int64(max(20, min(2000, maximumDelay))) * perMillisecond
        self.largestPayload = largestPayload
        self.recovers = recovers
        packets = PacketStore(capacity: capacity)
        model = DelayModel(clockRate: clockRate)
        duration = frame
    }

    /// Forgets all, for another source.
    package mutating func reset() {
        clear()
        isAnchored = false
        isPausing = true
    }

    /// Takes one packet.
    ///
    /// - Parameters:
    ///   - duration: how long the payload lasts; 0 for what is no audio.
    ///   - arrival: local time.
    package mutating func push(
        _ header: RTPHeader, payload: Span<UInt8>, kind: Kind = .audio, duration length: Int, arrival: Int64
    ) -> Outcome {
        let isAudio = kind == .audio
        guard payload.count > 0, payload.count <= largestPayload, length <= Int(3 * frame), isAudio == (length > 0)
        else { return .unusable }
        guard isAnchored || isAudio else { return .stored }
        let wait = arrival - lastArrival
        var timestamp = latest + Int64(header.timestamp.distance(after: UInt32(truncatingIfNeeded: latest)))
        if isAudio {
            if !isAnchored {
                timestamp = Int64(header.timestamp)
                anchor(timestamp, header.sequence, arrival, Int64(length))
            } else if isJump(timestamp, header.sequence, Int64(length), arrival) {
                guard header.marker || wait > Self.idle * perMillisecond || confirming == header.sequence else {
                    confirming = header.sequence &+ 1
                    return .outOfPlace
                }
                restarts += 1
                anchor(timestamp, header.sequence, arrival, Int64(length))
            }
            confirming = nil
        }
        let step = header.sequence.distance(after: nextSequence)
        if step >= 0, packets[header.sequence] != nil { return .duplicate }
        if isAudio {
            lastArrival = arrival
            duration = Int64(length)
            note(arrival - timestamp - Int64(length), arrival - timestamp)
        }
        guard step >= 0, !isAudio || timestamp + Int64(length) > head else { return .late }
        if step >= PacketStore.slots { discard(before: header.sequence &- UInt16(PacketStore.slots - 1)) }
        while !packets.hasRoom(for: payload.count), let oldest = packets.first(from: nextSequence) { discard(oldest) }
        // What had to go may have been newer than what came.
        guard header.sequence.distance(after: nextSequence) >= 0 else { return .late }
        packets.insert(
            PacketStore.Item(timestamp: timestamp, sequence: header.sequence, duration: length, kind: kind),
            payload: payload)
        if isAudio && timestamp > latest { latest = timestamp }
        return .stored
    }

    /// Says what comes next; called until the frame of 20 ms is full.
    ///
    /// - Parameters:
    ///   - now: local time of the tick.
    ///   - leftover: units that are decoded and not yet played.
    ///   - payload: room for the largest payload.
    package mutating func next(at now: Int64, leftover: Int, into payload: inout MutableSpan<UInt8>) -> Step {
        guard isAnchored else { return .nothing }
        let start = now + Int64(leftover)  // when the next sample decoded would be heard
        while let item = packets.first(from: nextSequence) {
            switch item.kind {
            case .audio:
                if item.end <= head || start - item.timestamp > bound {
                    discard(item)
                    continue
                }
                return audio(item, start, leftover, &payload)
            case .comfortNoise:
                guard start - item.timestamp >= wanted || item.timestamp <= head else { return gap(leftover, .missing) }
                let length = packets.copy(item, into: &payload)
                remove(item)
                isPausing = true
                return .comfortNoise(length: length)
            case .event:
                remove(item)
                isPausing = true
            }
        }
        if filled > Self.idle * perMillisecond { isPausing = true }
        return gap(leftover, isPausing ? .pause : .missing)
    }

    /// Units by which the player should lengthen what it is about to play (positive) or may shorten it (negative).
    package mutating func wish(at now: Int64, leftover: Int) -> Int {
        guard isAnchored, !isPausing, filled == 0, leftoversSeen > 0 else { return 0 }
        var most = leftovers[0]
        var least = leftovers[0]
        for index in 1..<min(4, leftoversSeen) {
            most = max(most, leftovers[index])
            least = min(least, leftovers[index])
        }
        let margin = now + Int64(leftover) - head - most
        let missing = wanted - margin
        if missing > 0 { return Int(missing) }
        let spare = 0 - missing - 2 * perMillisecond
        return 0 - Int(least + (spare >= frame ? spare / frame * frame : 0))
    }

    /// Whether the packet that goes on without a gap is there.
    package var hasNext: Bool {
        guard isAnchored, !isPausing, let item = packets[nextSequence] else { return false }
        return item.kind == .audio && item.timestamp == head
    }

    /// The player has lengthened or shortened: what was left of earlier packets tells no more.
    package mutating func adjusted() { leftoversSeen = 0 }

    /// Delay between the fastest packet's arrival and its first sample being heard, in ms; 0 before the first packet.
    package func delay(at now: Int64, leftover: Int) -> Double {
        guard isAnchored else { return 0 }
        return Double(now + Int64(leftover) - head - model.fastest - duration) / Double(perMillisecond)
    }

    /// Local time less timestamp of what is heard now, in ms; its zero is the sender's affair.
    package func depth(at now: Int64, leftover: Int) -> Double {
        Double(now + Int64(leftover) - head) / Double(perMillisecond)
    }

    /// The delay that is aimed at, on the same scale.
    package var targetDelay: Double {
        isAnchored ? Double(wanted - model.fastest - duration) / Double(perMillisecond) : 0
    }

    // MARK: Inside

    /// Local time less timestamp at which a packet should be heard; a millisecond for the tick's own unrest.
    private var wanted: Int64 {
        max(model.advice, model.fastest + minimumDelay) + duration + perMillisecond
    }

    private var bound: Int64 { model.fastest + duration + maximumDelay + 2 * frame }

    private mutating func anchor(_ timestamp: Int64, _ sequence: UInt16, _ arrival: Int64, _ length: Int64) {
        clear()
        isAnchored = true
        isPausing = true
        head = timestamp
        latest = timestamp
        nextSequence = sequence
        lastArrival = arrival
        duration = length
        model.begin(with: arrival - timestamp - length, margin: initialDelay)
    }

    private mutating func clear() {
        while let item = packets.first(from: nextSequence) { remove(item) }
        filled = 0
        confirming = nil
        recovered = false
        leftoversSeen = 0
    }

    /// Whether a timestamp does not go on with the others: far ahead of its time, or before what was played although
    /// its packet is a later one.
    private func isJump(_ timestamp: Int64, _ sequence: UInt16, _ length: Int64, _ arrival: Int64) -> Bool {
        let transit = arrival - timestamp - length
        if transit < model.fastest - Self.jump * perMillisecond { return true }
        if transit > model.fastest + 4 * maximumDelay { return true }
        return sequence.distance(after: nextSequence) >= 0 && timestamp + length <= head
    }

    /// Learns from a packet's transit, by its last and by its first sample.
    private mutating func note(_ transit: Int64, _ first: Int64) {
        // Later than the player needed it, were it next: heard with a gap before it, or not at all.
        if first > wanted, !isPausing || filled == 0 { model.hold(transit, for: 200 * perMillisecond) }
        model.add(transit)
        model.pass(duration)
    }

    private mutating func audio(
        _ item: PacketStore.Item, _ start: Int64, _ leftover: Int, _ payload: inout MutableSpan<UInt8>
    ) -> Step {
        let missing = item.timestamp - head
        let depth = start - item.timestamp
        let isNext = item.sequence == nextSequence
        let isDue: Bool
        if missing <= 0 && !isPausing {
            isDue = true
        } else if isPausing {
            // Packets that fill no whole frames are asked for half a frame earlier at times.
            isDue = depth >= wanted - perMillisecond + (Int64(item.duration) % frame == 0 ? 0 : frame / 2)
        } else if filled < missing {
            isDue = depth >= wanted + frame
        } else {
            isDue = depth >= wanted - 10 * perMillisecond
        }
        guard isDue else {
            let isSilence = isPausing || (isNext && missing > 0)
            if !isSilence, recovers, !recovered, item.sequence == nextSequence &+ 1, missing <= 3 * frame, filled == 0 {
                recovered = true
                head = item.timestamp
                nextSequence = item.sequence
                return .recover(length: packets.copy(item, into: &payload), duration: Int(missing))
            }
            return gap(leftover, isSilence ? .pause : .missing)
        }
        let length = packets.copy(item, into: &payload)
        let follows = missing <= 0 && filled == 0 && !isPausing
        head = item.end
        remove(item)
        played += 1
        filled = 0
        isPausing = false
        recovered = false
        leftovers[leftoversSeen & 3] = Int64(leftover) % frame
        leftoversSeen = leftoversSeen == 7 ? 4 : leftoversSeen + 1
        return .audio(length: length, skip: Int(max(0, 0 - missing)), follows: follows)
    }

    private mutating func gap(_ leftover: Int, _ step: Step) -> Step {
        filled += frame - Int64(leftover)
        return step
    }

    /// Takes a packet out and moves on behind it.
    private mutating func remove(_ item: PacketStore.Item) {
        packets.remove(item)
        nextSequence = item.sequence &+ 1
    }

    private mutating func discard(_ item: PacketStore.Item) {
        remove(item)
        discarded += 1
        if head < item.end { head = item.end }
    }

    private mutating func discard(before sequence: UInt16) {
        while let item = packets.first(from: nextSequence), item.sequence.distance(after: sequence) < 0 {
            discard(item)
        }
        if nextSequence.distance(after: sequence) < 0 { nextSequence = sequence }
    }
}
