import CivicMedia
import Testing

@Suite struct AudioWatchTests {
    @Test("two seconds without a packet are an alarm, once, and the next packet takes it back")
    func noPackets() {
        var watch = AudioWatch()
        #expect(watch.tick(packetCame: true, isSound: true) == nil)
        for _ in 1..<AudioWatch.patience { #expect(watch.tick(packetCame: false, isSound: false) == nil) }
        #expect(watch.tick(packetCame: false, isSound: false) == .missing(.packets))
        for _ in 0..<500 { #expect(watch.tick(packetCame: false, isSound: false) == nil) }
        #expect(watch.tick(packetCame: true, isSound: false) == .found)
    }

    @Test("packets of digital silence from the first on are an alarm too, until there is a sound")
    func noSound() {
        var watch = AudioWatch()
        for _ in 1..<AudioWatch.patience { #expect(watch.tick(packetCame: true, isSound: false) == nil) }
        #expect(watch.tick(packetCame: true, isSound: false) == .missing(.sound))
        #expect(watch.tick(packetCame: true, isSound: true) == .found)
    }

    @Test("a caller who was heard may mute the telephone")
    func mute() {
        var watch = AudioWatch()
        _ = watch.tick(packetCame: true, isSound: true)
        for _ in 0..<1000 { #expect(watch.tick(packetCame: true, isSound: false) == nil) }
    }

    @Test("hold begins the two seconds anew")
    func hold() {
        var watch = AudioWatch()
        for _ in 1..<AudioWatch.patience { _ = watch.tick(packetCame: false, isSound: false) }
        watch.rest()
        #expect(watch.tick(packetCame: false, isSound: false) == nil)
    }
}
