import CivicCalls
import CivicCore
import Testing

@Suite struct DeadlineHeapTests {
    @Test("keys come due in the order of their deadlines, each once")
    func order() {
        var heap = DeadlineHeap<String>()
        heap.set(.zero + .seconds(3), for: "c")
        heap.set(.zero + .seconds(1), for: "a")
        heap.set(.zero + .seconds(2), for: "b")
        #expect(heap.popDue(at: .zero).isEmpty)
        #expect(heap.popDue(at: .zero + .seconds(2)) == ["a", "b"])
        #expect(heap.popDue(at: .zero + .seconds(9)) == ["c"])
        #expect(heap.popDue(at: .zero + .seconds(99)).isEmpty)
    }

    @Test("a new deadline replaces the old one, and nil takes it away")
    func replacement() {
        var heap = DeadlineHeap<String>()
        heap.set(.zero + .seconds(1), for: "a")
        heap.set(.zero + .seconds(5), for: "a")
        heap.set(.zero + .seconds(1), for: "b")
        heap.set(nil, for: "b")
        #expect(heap.popDue(at: .zero + .seconds(4)).isEmpty)
        #expect(heap.popDue(at: .zero + .seconds(5)) == ["a"])
    }

    @Test("ten thousand random changes agree with a plain dictionary")
    func random() {
        var random = SplitMix64(seed: 7)
        var heap = DeadlineHeap<Int>()
        var plain: [Int: MonotonicInstant] = [:]
        var now = MonotonicInstant.zero
        for _ in 0..<10_000 {
            let key = Int.random(in: 0..<50, using: &random)
            let deadline =
                Bool.random(using: &random)
                ? now + .milliseconds(Int64.random(in: 0..<500, using: &random)) : nil
            heap.set(deadline, for: key)
            plain[key] = deadline
            now += .milliseconds(Int64.random(in: 0..<20, using: &random))
            let due = Set(heap.popDue(at: now))
            #expect(due == Set(plain.filter { $0.value <= now }.keys))
            for key in due { plain[key] = nil }
        }
    }
}
