import CivicConsole
import CivicDSP
import Testing

@Suite("The loudspeaker's past")
struct EchoReferenceTests {
    private func reference(written: Int, delay: Int?) -> EchoReference {
        var reference = EchoReference(capacity: 1000)
        for start in stride(from: 0, to: written, by: 80) {
            let frame = (start..<start + 80).map { Int16($0 % 30_000) }
            reference.append(frame.span)
        }
        if let delay { reference.observe(delay: delay) }
        return reference
    }

    private func frame(_ reference: EchoReference) -> [Int16] {
        var frame = [Int16](repeating: -1, count: 160)
        var output = frame.mutableSpan
        reference.take(into: &output)
        return frame
    }

    @Test("gives the stretch that was written as long ago as the queues are long, less a margin")
    func delayed() {
        let newest = 8000 - 400 + EchoReference.margin
        #expect(frame(reference(written: 8000, delay: 400)) == (newest - 160..<newest).map { Int16($0) })
    }

    @Test("what was not played yet, or is forgotten, is silence")
    func edges() {
        #expect(frame(reference(written: 80, delay: 0)).suffix(80) == (0..<80).map { Int16($0) }[...])
        #expect(frame(reference(written: 80, delay: 0)).prefix(80).allSatisfy { $0 == 0 })
        #expect(frame(reference(written: 8000, delay: 2000)).allSatisfy { $0 == 0 })
    }

    @Test("a delay that wavers is left alone, one that has moved for a quarter of a second is followed")
    func hysteresis() {
        var reference = reference(written: 8000, delay: 400)
        for index in 0..<1000 { reference.observe(delay: 400 + (index % 2 == 0 ? 30 : -30)) }
        #expect(reference.delay == 400)
        for _ in 0..<24 { reference.observe(delay: 560) }
        reference.observe(delay: 410)
        #expect(reference.delay == 400)
        for _ in 0..<25 { reference.observe(delay: 560) }
        #expect(reference.delay == 560)
    }

    private static func take(_ count: Int, from ring: SampleRing) -> [Int16] {
        var samples = [Int16](repeating: 0, count: count)
        var output = samples.mutableSpan
        let taken = ring.pop(into: &output)
        return Array(samples[..<taken])
    }

    @Test("a ring gives back what went in, in its order, and counts what it has no room for")
    func ring() {
        let ring = SampleRing(capacity: 100)
        for round in 0..<50 {
            let block = (0..<60).map { Int16(round * 60 + $0) }
            ring.push(block.span)
            #expect(Self.take(64, from: ring) == block)
        }
        let tooLong = [Int16](repeating: 1, count: 130)
        ring.push(tooLong.span)
        #expect(ring.fill == 100)
        #expect(ring.overflow == 30)
        ring.drop(to: 10)
        #expect(ring.fill == 10)
    }
}
