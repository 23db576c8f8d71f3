import CivicRTP

/// Memory that a thread needs while it looks after one leg, the same for all: it stays in the core's nearest cache.
struct TickScratch {
    /// Longest datagram that is read; audio needs 172 bytes.
    static let longestDatagram = 2048

    var datagram = [UInt8](repeating: 0, count: TickScratch.longestDatagram)
    /// A frame as it comes out of the jitter buffer.
    var codes = [UInt8](repeating: 0, count: MediaLeg.frame)
    /// A packet as it goes out.
    var packet = [UInt8](repeating: 0, count: RTPHeader.length + LegCoding.largestPayload)
    /// The voices of a bridge, and what one party hears of them.
    var sum = [Int32](repeating: 0, count: MediaLeg.frame)
    var mix = [Int16](repeating: 0, count: MediaLeg.frame)
    /// The same for a wideband party.
    var wideSum = [Int32](repeating: 0, count: LegCoding.wideFrame)
    var wideMix = [Int16](repeating: 0, count: LegCoding.wideFrame)
}
