import Foundation

/// Where a place stands: by its join time, which never changes, and by its id among those of one instant. Only a
/// ``Place/Mark`` goes before longer waits.
struct PlaceOrder: Comparable, Hashable, Sendable {
    static let unmarked = 9

    var rank: Int
    var joinedAt: Date
    var id: Int64

    static func < (left: Self, right: Self) -> Bool {
        (left.rank, left.joinedAt, left.id) < (right.rank, right.joinedAt, right.id)
    }
}

/// All who stand in one queue, those being offered to an agent included, in order of their join times.
///
/// The position of a place counts those ahead of it *that were there when it entered*. That set only shrinks, so a
/// spoken position never rises, though a place that returns from a talk or a transfer goes back to the front. Those who
/// slip in ahead of somebody are few at a time; they stand in a list of their own, and the rest is one rank in a tree.
struct WaitingLine: Sendable {
    private var tree = OrderedTree<PlaceOrder>()
    private var entries: UInt64 = 0
    private var slippedIn: [(order: PlaceOrder, entry: UInt64)] = []

    var count: Int { tree.count }
    var first: PlaceOrder? { tree.first }

    func contains(_ order: PlaceOrder) -> Bool { tree.contains(order) }

    /// Takes a place in, by its join time; the result is its entry, to be given back with questions about it.
    mutating func enter(_ order: PlaceOrder) -> UInt64 {
        entries += 1
        if let last = tree.last, order < last { slippedIn.append((order, entries)) }
        tree.insert(order)
        return entries
    }

    mutating func leave(_ order: PlaceOrder) {
        tree.remove(order)
        slippedIn.removeAll { $0.order == order }
    }

    /// From 1. Does not rise while the place stays in the line.
    func position(of order: PlaceOrder, entry: UInt64) -> Int {
        let cameLater = slippedIn.count { $0.order < order && $0.entry > entry }
        return 1 + tree.rank(of: order) - cameLater
    }

    /// The next `limit` places behind `order`.
    func places(behind order: PlaceOrder, limit: Int) -> [PlaceOrder] {
        tree.keys(after: order, limit: limit)
    }
}
