import CivicCore
import Testing

struct BoxedTests {
    private struct Holder {
        @Boxed var pair: (Int, Int)?
        @Boxed var text: String?
    }

    @Test("a copy keeps its own value, and nothing is nothing")
    func values() {
        var first = Holder()
        #expect(first.pair == nil)
        first.pair = (1, 2)
        first.text = "a"
        var second = first
        second.pair?.1 = 3
        second.text = nil
        #expect(first.pair?.1 == 2)
        #expect(second.pair?.1 == 3)
        #expect(first.text == "a")
        #expect(second.text == nil)
    }

    @Test("its place takes a pointer, whatever the value's size")
    func size() {
        #expect(MemoryLayout<Boxed<(Int, Int, Int, Int)>>.size == MemoryLayout<Int>.size)
    }
}
