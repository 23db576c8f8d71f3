import CivicCore

/// What one source's packets tell about the path: loss, jitter, extended sequence (RFC 3550 §A.1, §A.3, §A.8).
package struct ReceiverStatistics: Sendable {
    /// Sequence numbers may run ahead by this many before it is taken for a restart (§A.1).
    private static let maximumDropout = 3000
    /// Packets may be this many late before it is taken for a restart.
    private static let maximumMisorder = 100

    package private(set) var ssrc: UInt32
    private var maximum: UInt16
    private var cycles: UInt32 = 0
    private var base: UInt32
    /// The sequence number that would confirm a restart.
    private var badSequence: UInt32 = .max
    package private(set) var received = 0
    private var expectedPrior = 0
    private var receivedPrior = 0
    private var transit: Int64?
    private var scaledJitter: Int64 = 0  // jitter · 16
    /// Counts of earlier runs of the source's numbering.
    private var lostBefore = 0

    package init(firstSequence: UInt16, ssrc: UInt32) {
        self.ssrc = ssrc
        maximum = firstSequence
        base = UInt32(firstSequence)
    }

    /// Counts a packet (the first one, too).
    ///
    /// - Parameter arrival: local time in timestamp units (125 µs at 8 kHz).
    /// - Returns: `false` when its number is so far off that it is not believed before the next one confirms it.
    package mutating func receive(_ header: RTPHeader, arrival: Int64) -> Bool {
        guard update(header.sequence) else { return false }
        // Differences of 32-bit timestamps, so that a wrap does not count as jitter.
        let now = Int64(Int32(truncatingIfNeeded: arrival &- Int64(header.timestamp)))
        if let transit {
            let difference = min(abs(Int64(Int32(truncatingIfNeeded: now &- transit))), 8000 * 60)
            scaledJitter += difference - ((scaledJitter + 8) >> 4)
        }
        transit = now
        return true
    }

    /// Highest sequence number with the count of wraps above it, §6.4.1.
    package var extendedHighest: UInt32 { cycles &+ UInt32(maximum) }

    package var expected: Int { Int(extendedHighest &- base) + 1 }

    /// Cumulative loss since the beginning; duplicates can make it negative (§6.4.1).
    package var lost: Int { lostBefore + expected - received }

    /// Interarrival jitter in timestamp units.
    package var jitter: UInt32 { UInt32(clamping: scaledJitter >> 4) }

    /// Loss since the last call in 256ths, for a report block (§A.3).
    package mutating func fractionLost() -> UInt8 {
        let expectedNow = expected - expectedPrior
        let lostNow = expectedNow - (received - receivedPrior)
        expectedPrior = expected
        receivedPrior = received
        guard expectedNow > 0, lostNow > 0 else { return 0 }
        return UInt8(clamping: lostNow * 256 / expectedNow)
    }

    private mutating func update(_ sequence: UInt16) -> Bool {
        let delta = Int(sequence &- maximum)
        if delta < Self.maximumDropout {
            if sequence < maximum { cycles &+= 0x1_0000 }
            maximum = sequence
        } else if delta <= 0x1_0000 - Self.maximumMisorder {
            guard UInt32(sequence) == badSequence else {
                badSequence = UInt32(sequence &+ 1)
                return false
            }
            // Two in a row: the other side has restarted its numbering.
            lostBefore = lost
            maximum = sequence
            base = UInt32(sequence)
            cycles = 0
            badSequence = .max
            received = 0
            expectedPrior = 0
            receivedPrior = 0
        }
        received += 1
        return true
    }
}
