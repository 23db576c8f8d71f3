import CivicCore

/// One direction of one stream: which SSRC it is, what its packets tell about the path, and its jitter buffer.
///
/// Another SSRC from the same source takes over when two of its packets come in a row (a peer that was transferred
/// behind a gateway); single strays are dropped.
package struct RTPReceiver: ~Copyable, Sendable {
    package private(set) var jitterBuffer: JitterBuffer
    package private(set) var statistics: ReceiverStatistics?
    private var trial: (ssrc: UInt32, next: UInt16)?
    private var highest: UInt16 = 0
    /// Bit n: the packet n before the highest has come.
    private var recent: UInt64 = 0
    private var lostBefore = 0

    package private(set) var packets = 0
    package private(set) var duplicates = 0
    package private(set) var late = 0
    /// Out of place, of an SSRC on trial, or of a sequence number not believed yet.
    package private(set) var strays = 0

    package init(jitterBuffer: consuming JitterBuffer = JitterBuffer()) {
        self.jitterBuffer = jitterBuffer
    }

    package var ssrc: UInt32? { statistics?.ssrc }

    /// Packets that never came, over all sources that the stream has had.
    package var lost: Int { max(0, lostBefore + (statistics?.lost ?? 0) + duplicates) }

    /// Forgets the source, for a new negotiation; the counts stay.
    package mutating func forgetSource() {
        lostBefore += statistics?.lost ?? 0
        statistics = nil
        trial = nil
        recent = 0
        jitterBuffer.reset()
    }

    /// Counts a packet and says whether it belongs to the stream and is new.
    package mutating func admit(_ header: RTPHeader, arrival: Int64) -> Bool {
        if let known = statistics?.ssrc, known != header.ssrc {
            guard let waiting = trial, waiting.ssrc == header.ssrc, waiting.next == header.sequence else {
                trial = (header.ssrc, header.sequence &+ 1)
                strays += 1
                return false
            }
            forgetSource()
        }
        trial = nil
        if statistics == nil {
            statistics = ReceiverStatistics(firstSequence: header.sequence, ssrc: header.ssrc)
            highest = header.sequence
            recent = 0
        }
        packets += 1
        guard statistics?.receive(header, arrival: arrival) == true else {
            strays += 1
            return false
        }
        return isNew(header.sequence)
    }

    /// Gives an admitted packet to the jitter buffer, see `JitterBuffer.push`.
    package mutating func store(
        _ header: RTPHeader, payload: Span<UInt8>, kind: JitterBuffer.Kind = .audio, duration: Int, arrival: Int64
    ) {
        switch jitterBuffer.push(header, payload: payload, kind: kind, duration: duration, arrival: arrival) {
        case .stored: break
        case .duplicate: duplicates += 1
        case .late: late += 1
        case .outOfPlace, .unusable: strays += 1
        }
    }

    /// Throws away what waits to be played.
    package mutating func clear() { jitterBuffer.reset() }

    /// What comes next, see `JitterBuffer.next`.
    package mutating func next(
        at now: Int64, leftover: Int, into payload: inout MutableSpan<UInt8>
    ) -> JitterBuffer.Step {
        jitterBuffer.next(at: now, leftover: leftover, into: &payload)
    }

    /// How much to lengthen or shorten, see `JitterBuffer.wish`.
    package mutating func wish(at now: Int64, leftover: Int) -> Int {
        jitterBuffer.wish(at: now, leftover: leftover)
    }

    package var hasNext: Bool { jitterBuffer.hasNext }

    package mutating func adjusted() { jitterBuffer.adjusted() }

    /// A report block about the source (§6.4.1); `nil` while there is none.
    package mutating func reportBlock(lastSenderReport: UInt32, delaySinceThen: UInt32) -> ReportBlock? {
        guard let source = statistics?.ssrc, let fraction = statistics?.fractionLost() else { return nil }
        return ReportBlock(
            ssrc: source, fractionLost: fraction, cumulativeLost: statistics?.lost ?? 0,
            extendedHighest: statistics?.extendedHighest ?? 0, jitter: statistics?.jitter ?? 0,
            lastSenderReport: lastSenderReport, delaySinceLastSenderReport: delaySinceThen)
    }

    private mutating func isNew(_ sequence: UInt16) -> Bool {
        let step = sequence.distance(after: highest)
        if step > 0 {
            recent = step < 64 ? recent << UInt64(step) : 0
            recent |= 1
            highest = sequence
            return true
        }
        guard step > -64 else {
            // So far back that the statistics have taken it for a restart of the numbering.
            highest = sequence
            recent = 1
            return true
        }
        let bit = UInt64(1) << UInt64(-step)
        guard recent & bit == 0 else {
            duplicates += 1
            return false
        }
        recent |= bit
        return true
    }
}
