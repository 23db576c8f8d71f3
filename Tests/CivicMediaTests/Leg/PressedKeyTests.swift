import CivicCore
import CivicMedia
import Testing

@Suite struct PressedKeyTests {
    private func at(_ milliseconds: Int64) -> MonotonicInstant { .zero + .milliseconds(milliseconds) }

    @Test("an event is over with its first end packet")
    func end() {
        var key = PressedKey(5, .rfc4733, at: at(0))
        key.hear(isEnd: false, at: at(50))
        #expect(!key.isOver(at: at(60)))
        key.hear(isEnd: true, at: at(100))
        #expect(key.isOver(at: at(100)))
    }

    @Test("an event whose ends are lost is over 100 ms after its last packet")
    func lostEnd() {
        var key = PressedKey(5, .rfc4733, at: at(0))
        key.hear(isEnd: false, at: at(40))
        #expect(!key.isOver(at: at(139)))
        #expect(key.isOver(at: at(140)))
    }

    @Test("a long press is told after 400 ms", arguments: [DigitWay.rfc4733, .inBand])
    func longPress(way: DigitWay) {
        var key = PressedKey(5, way, at: at(0))
        for time in stride(from: Int64(20), to: 400, by: 20) {
            key.hear(isEnd: false, at: at(time))
            key.hear(first: 1_000_000, second: 1_000_000, newest: 1_000_000, isDown: true)
            #expect(!key.isOver(at: at(time)))
        }
        #expect(key.isOver(at: at(400)))
    }

    @Test("a tone is over in the frame in whose second half it has fallen by 12 dB")
    func toneEnds() {
        var key = PressedKey(5, .inBand, at: at(0))
        key.hear(first: 8_000_000, second: 8_000_000, newest: 8_000_000, isDown: true)
        key.hear(first: 8_000_000, second: 700_000, newest: 700_000, isDown: true)
        #expect(!key.isOver(at: at(20)))
        key.hear(first: 8_000_000, second: 400_000, newest: 8_000_000, isDown: true)
        #expect(key.isOver(at: at(40)))
    }

    @Test("a tone is over when the newest packet ends without it, though the buffer still plays it")
    func newestPacket() {
        var key = PressedKey(5, .inBand, at: at(0))
        key.hear(first: 8_000_000, second: 8_000_000, newest: 8_000_000, isDown: true)
        #expect(!key.isOver(at: at(0)))
        key.hear(first: 8_000_000, second: 8_000_000, newest: 1_000, isDown: true)
        #expect(key.isOver(at: at(20)))
    }

    @Test("a tone in loud noise is over when the detector says so")
    func detectorEnds() {
        var key = PressedKey(5, .inBand, at: at(0))
        key.hear(first: 8_000_000, second: 8_000_000, newest: 8_000_000, isDown: true)
        key.hear(first: 8_000_000, second: 7_000_000, newest: 7_000_000, isDown: false)
        #expect(key.isOver(at: at(20)))
    }
}
