import CivicCore
import CivicQueue
import Testing

@Suite("The ordered tree")
struct OrderedTreeTests {
    @Test("agrees with a sorted array over random insertions and removals", arguments: UInt64(1)...8)
    func agreesWithArray(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var tree = OrderedTree<Int>()
        var sorted: [Int] = []
        for _ in 0..<2_000 {
            let key = Int.random(in: 0..<400, using: &random)
            let index = sorted.firstIndex { $0 >= key } ?? sorted.count
            let isIn = index < sorted.count && sorted[index] == key
            if isIn || Bool.random(using: &random) {
                tree.remove(key)
                if isIn { sorted.remove(at: index) }
            } else {
                tree.insert(key)
                sorted.insert(key, at: index)
            }
            #expect(tree.count == sorted.count)
            #expect(tree.isEmpty == sorted.isEmpty)
            #expect(tree.first == sorted.first)
            #expect(tree.last == sorted.last)
            #expect(tree.rank(of: key) == sorted.count { $0 < key })
            #expect(tree.keys(after: key, limit: 5) == Array(sorted.filter { $0 > key }.prefix(5)))
        }
    }
}
