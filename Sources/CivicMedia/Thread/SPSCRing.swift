import Synchronization

/// A queue of fixed size between one producing and one consuming thread, without locks and without taking memory.
///
///     producer ─▶ tail ▓▓▓▓▓▓▓▓ head ─▶ consumer
///
/// Who may produce or consume is the user's promise: on the control side a lock makes many callers one.
///
/// `@unchecked Sendable` holds because a cell belongs to the producer until `tail` is released past it, and to the
/// consumer until `head` is released past it; both counts are atomic.
final class SPSCRing<Element: BitwiseCopyable>: @unchecked Sendable {
    let capacity: Int  // a power of two
    // Unsafe memory: an Array would be checked for exclusivity as a whole, while the two threads use disjoint cells.
    private let cells: UnsafeMutablePointer<Element>
    private let head = Atomic<Int>(0)
    // Keeps the two counts on different cache lines, so that the threads don't take them from each other.
    private let padding = InlineArray<16, Int>(repeating: 0)
    private let tail = Atomic<Int>(0)

    /// - Parameter capacity: rounded up to a power of two.
    init(capacity: Int) {
        self.capacity = max(2, capacity).nextPowerOfTwo
        cells = .allocate(capacity: self.capacity)
        // Touched once now, so that the system finds its pages here and not in a tick.
        UnsafeMutableRawPointer(cells).initializeMemory(
            as: UInt8.self, repeating: 0, count: self.capacity * MemoryLayout<Element>.stride)
    }

    deinit {
        // Elements are bitwise copyable: nothing to release but the memory.
        cells.deallocate()
    }

    /// Cells that can still be filled; a lower bound when asked by the producer.
    var free: Int { capacity - (tail.load(ordering: .relaxed) - head.load(ordering: .acquiring)) }

    /// Producer: puts one in; `false` when the ring is full.
    func push(_ element: Element) -> Bool {
        let end = tail.load(ordering: .relaxed)
        guard end - head.load(ordering: .acquiring) < capacity else { return false }
        // In bounds by the mask; the consumer doesn't look at this cell before the store below.
        cells[end & (capacity - 1)] = element
        tail.store(end + 1, ordering: .releasing)
        return true
    }

    /// Consumer: takes the oldest out.
    func pop() -> Element? {
        let start = head.load(ordering: .relaxed)
        guard start != tail.load(ordering: .acquiring) else { return nil }
        // In bounds by the mask; the producer doesn't touch this cell before the store below.
        let element = cells[start & (capacity - 1)]
        head.store(start + 1, ordering: .releasing)
        return element
    }

    /// Producer: puts a whole block in, or nothing of it.
    func push(all block: Span<Element>) -> Bool {
        let end = tail.load(ordering: .relaxed)
        guard block.count <= capacity - (end - head.load(ordering: .acquiring)) else { return false }
        for index in block.indices { cells[(end + index) & (capacity - 1)] = block[index] }
        tail.store(end + block.count, ordering: .releasing)
        return true
    }

    /// Consumer: takes as many as there are, up to the block's length.
    func pop(into block: inout MutableSpan<Element>) -> Int {
        let start = head.load(ordering: .relaxed)
        let count = min(block.count, tail.load(ordering: .acquiring) - start)
        for index in 0..<count { block[index] = cells[(start + index) & (capacity - 1)] }
        head.store(start + count, ordering: .releasing)
        return count
    }
}

extension Int {
    /// The smallest power of two that is not below.
    var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
