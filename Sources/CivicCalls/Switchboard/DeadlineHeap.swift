package import CivicCore

/// Deadlines by key, earliest first: one per key, set and cleared in O(log n).
///
/// A key that is set again leaves its older entry in the heap; it is skipped when it comes to the top.
package struct DeadlineHeap<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        var deadline: MonotonicInstant
        var key: Key
    }

    private var current: [Key: MonotonicInstant] = [:]
    private var heap: [Entry] = []

    package init() {}

    package mutating func set(_ deadline: MonotonicInstant?, for key: Key) {
        guard current[key] != deadline else { return }
        current[key] = deadline
        if let deadline {
            heap.append(Entry(deadline: deadline, key: key))
            siftUp(heap.count - 1)
        }
    }

    /// The keys whose deadline has come, earliest first; their deadlines are cleared.
    package mutating func popDue(at now: MonotonicInstant) -> [Key] {
        var due: [Key] = []
        while let top = heap.first, top.deadline <= now {
            removeTop()
            if current[top.key] == top.deadline {
                current[top.key] = nil
                due.append(top.key)
            }
        }
        return due
    }

    private mutating func removeTop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].deadline < heap[least].deadline {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }
}
