package import CivicCore

/// The next deadline of each of many things, the earliest first: O(log n) to set and to take.
///
/// A deadline that was moved leaves its old entry in the heap; it is passed over when it comes up.
package struct DeadlineHeap<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        var deadline: MonotonicInstant
        var order: UInt64
        var key: Key

        func isBefore(_ other: Entry) -> Bool {
            deadline != other.deadline ? deadline < other.deadline : order < other.order
        }
    }

    private var entries: [Entry] = []
    private var current: [Key: (deadline: MonotonicInstant, order: UInt64)] = [:]
    private var lastOrder: UInt64 = 0

    package init() {}

    /// The earliest deadline.
    package var next: MonotonicInstant? { entries.first?.deadline }

    package var count: Int { current.count }

    /// Sets, moves or (with `nil`) takes away the deadline of `key`.
    package mutating func set(_ key: Key, to deadline: MonotonicInstant?) {
        if let deadline {
            guard current[key]?.deadline != deadline else { return }
            lastOrder += 1
            current[key] = (deadline, lastOrder)
            push(Entry(deadline: deadline, order: lastOrder, key: key))
        } else {
            guard current.removeValue(forKey: key) != nil else { return }
        }
        if entries.count > 2 * current.count + 64 { rebuild() }
        dropOutdated()
    }

    /// Takes the earliest key whose deadline is not after `now`.
    package mutating func takeDue(at now: MonotonicInstant) -> Key? {
        guard let first = entries.first, first.deadline <= now else { return nil }
        current[first.key] = nil
        removeFirst()
        dropOutdated()
        return first.key
    }

    private mutating func dropOutdated() {
        while let first = entries.first, current[first.key]?.order != first.order { removeFirst() }
    }

    private mutating func rebuild() {
        let alive = entries.filter { current[$0.key]?.order == $0.order }.sorted { $0.isBefore($1) }
        entries = alive  // A sorted array is a heap.
    }

    private mutating func push(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].isBefore(entries[parent]) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func removeFirst() {
        guard let last = entries.popLast() else { return }
        guard !entries.isEmpty else { return }
        entries[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].isBefore(entries[smallest]) { smallest = child }
            }
            guard smallest != parent else { return }
            entries.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
