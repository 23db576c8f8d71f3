package import CivicCore
import Synchronization

/// Samples on their way between the card's thread and the line's, without locks: one puts in, the other takes out.
///
/// `@unchecked Sendable` holds because a cell belongs to the producer until `tail` is released past it, and to the
/// consumer until `head` is released past it; both counts are atomic.
package final class SampleRing: @unchecked Sendable {
    package let capacity: Int
    // Unsafe memory: an Array would be checked for exclusivity as a whole, while the two threads use disjoint cells.
    private let cells: UnsafeMutablePointer<Int16>
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)
    private let lost = Atomic<Int>(0)
    private let lineTime = Atomic<Int64>(.min)
    private let flow = Atomic<Int>(0)

    package init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
        cells = .allocate(capacity: capacity)
        cells.initialize(repeating: 0, count: capacity)
    }

    deinit { cells.deallocate() }

    /// Samples in it, as either thread sees it.
    package var fill: Int { max(0, tail.load(ordering: .acquiring) - head.load(ordering: .acquiring)) }

    /// The line begins to take frames, from a fill that it has chosen, or has had to stop.
    package func setFlowing(_ isFlowing: Bool) {
        let now = flow.load(ordering: .relaxed)
        if (now % 2 == 1) != isFlowing { flow.store(now + 1, ordering: .releasing) }
    }

    /// Another number each time that the line begins; `nil` while it takes nothing.
    package var flowNumber: Int? {
        let now = flow.load(ordering: .acquiring)
        return now % 2 == 1 ? now : nil
    }

    /// The line says to which instant its last frame belongs: the instant of its tick, whenever it really ran.
    package func stamp(_ tick: MonotonicInstant) { lineTime.store(tick.nanoseconds, ordering: .releasing) }

    /// Samples that the line would have put in or taken out since its last tick, did it work by the sample and not by
    /// the frame; this takes the saw of its frames out of the fill.
    package func sinceTick(at now: MonotonicInstant) -> Double {
        let tick = lineTime.load(ordering: .acquiring)
        return tick == .min ? 0 : max(0, min(320, Double(now.nanoseconds - tick) * 8e-6))
    }

    /// Samples for which there was no room.
    package var overflow: Int { lost.load(ordering: .relaxed) }

    /// Producer: puts in what there is room for; the rest is lost and counted.
    package func push(_ samples: Span<Int16>) {
        let end = tail.load(ordering: .relaxed)
        let count = min(samples.count, capacity - (end - head.load(ordering: .acquiring)))
        // In bounds by the remainder; the consumer doesn't look at these cells before the store below.
        for index in 0..<count { cells[(end + index) % capacity] = samples[index] }
        tail.store(end + count, ordering: .releasing)
        if count < samples.count { lost.wrappingAdd(samples.count - count, ordering: .relaxed) }
    }

    /// Consumer: takes as many as there are, up to the block's length.
    package func pop(into samples: inout MutableSpan<Int16>) -> Int {
        let start = head.load(ordering: .relaxed)
        let count = min(samples.count, tail.load(ordering: .acquiring) - start)
        // In bounds by the remainder; the producer doesn't touch these cells before the store below.
        for index in 0..<count { samples[index] = cells[(start + index) % capacity] }
        head.store(start + count, ordering: .releasing)
        return count
    }

    /// Consumer: leaves out the oldest, so that no more than `count` stay.
    package func drop(to count: Int) {
        let start = head.load(ordering: .relaxed)
        let excess = tail.load(ordering: .acquiring) - start - count
        if excess > 0 { head.store(start + excess, ordering: .releasing) }
    }
}
