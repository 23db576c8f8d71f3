import CivicCore

/// A set in order with insertion, removal, rank and smallest element in O(log n) expected time.
///
/// A treap (Seidel and Aragon, 1996): a search tree over the keys that is a heap over random priorities, which keep it
/// shallow whatever order the keys come in. Nodes live in one array and refer to each other by index.
package struct OrderedTree<Key: Comparable & Sendable>: Sendable {
    private struct Node: Sendable {
        var key: Key
        var priority: UInt64
        /// Nodes in this subtree.
        var size: Int
        var left: Int
        var right: Int
    }

    private static var none: Int { -1 }

    private var nodes: [Node] = []
    private var unused: [Int] = []
    private var root = -1
    private var priorities = SplitMix64(seed: 0x5EED)

    package init() {}

    package var count: Int { size(root) }
    package var isEmpty: Bool { root == Self.none }

    package var first: Key? {
        guard root != Self.none else { return nil }
        var node = root
        while nodes[node].left != Self.none { node = nodes[node].left }
        return nodes[node].key
    }

    package var last: Key? {
        guard root != Self.none else { return nil }
        var node = root
        while nodes[node].right != Self.none { node = nodes[node].right }
        return nodes[node].key
    }

    /// Inserts `key`, which is not yet in the set.
    package mutating func insert(_ key: Key) {
        let node = allocate(key)
        let (smaller, larger) = split(root, before: key)
        root = merge(merge(smaller, node), larger)
    }

    /// Removes `key`; nothing happens when it is not in the set.
    package mutating func remove(_ key: Key) {
        root = removing(key, from: root)
    }

    package func contains(_ key: Key) -> Bool {
        var node = root
        while node != Self.none {
            if nodes[node].key < key {
                node = nodes[node].right
            } else if key < nodes[node].key {
                node = nodes[node].left
            } else {
                return true
            }
        }
        return false
    }

    /// The number of keys smaller than `key`, which need not be in the set.
    package func rank(of key: Key) -> Int {
        var node = root
        var smaller = 0
        while node != Self.none {
            if nodes[node].key < key {
                smaller += size(nodes[node].left) + 1
                node = nodes[node].right
            } else {
                node = nodes[node].left
            }
        }
        return smaller
    }

    /// The first `limit` keys larger than `key`, in order.
    package func keys(after key: Key, limit: Int) -> [Key] {
        var found: [Key] = []
        collect(after: key, limit: limit, from: root, into: &found)
        return found
    }

    private func collect(after key: Key, limit: Int, from node: Int, into found: inout [Key]) {
        guard node != Self.none, found.count < limit else { return }
        let isLarger = key < nodes[node].key
        if isLarger { collect(after: key, limit: limit, from: nodes[node].left, into: &found) }
        if isLarger, found.count < limit { found.append(nodes[node].key) }
        collect(after: key, limit: limit, from: nodes[node].right, into: &found)
    }

    private func size(_ node: Int) -> Int { node == Self.none ? 0 : nodes[node].size }

    private mutating func allocate(_ key: Key) -> Int {
        let node = Node(key: key, priority: priorities.next(), size: 1, left: Self.none, right: Self.none)
        if let index = unused.popLast() {
            nodes[index] = node
            return index
        }
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func resize(_ node: Int) {
        nodes[node].size = size(nodes[node].left) + size(nodes[node].right) + 1
    }

    /// The keys below `key`, and the others.
    private mutating func split(_ node: Int, before key: Key) -> (smaller: Int, larger: Int) {
        guard node != Self.none else { return (Self.none, Self.none) }
        if nodes[node].key < key {
            let (smaller, larger) = split(nodes[node].right, before: key)
            nodes[node].right = smaller
            resize(node)
            return (node, larger)
        }
        let (smaller, larger) = split(nodes[node].left, before: key)
        nodes[node].left = larger
        resize(node)
        return (smaller, node)
    }

    /// One tree of two, all keys of `left` being smaller than those of `right`.
    private mutating func merge(_ left: Int, _ right: Int) -> Int {
        if left == Self.none { return right }
        if right == Self.none { return left }
        if nodes[left].priority > nodes[right].priority {
            nodes[left].right = merge(nodes[left].right, right)
            resize(left)
            return left
        }
        nodes[right].left = merge(left, nodes[right].left)
        resize(right)
        return right
    }

    private mutating func removing(_ key: Key, from node: Int) -> Int {
        guard node != Self.none else { return node }
        if key < nodes[node].key {
            nodes[node].left = removing(key, from: nodes[node].left)
        } else if nodes[node].key < key {
            nodes[node].right = removing(key, from: nodes[node].right)
        } else {
            unused.append(node)
            return merge(nodes[node].left, nodes[node].right)
        }
        resize(node)
        return node
    }
}
