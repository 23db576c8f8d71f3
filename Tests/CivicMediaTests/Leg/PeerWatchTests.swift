import CivicMedia
import Testing

@Suite struct PeerWatchTests {
    private static let limits = PeerWatch.Limits(first: 1000, later: 250)

    /// The tick, counted from 1, in which the peer is given up; `nil` when it is not within `ticks`.
    private func death(of watch: inout PeerWatch, within ticks: Int, report: (Int) -> Bool = { _ in false }) -> Int? {
        for tick in 1...ticks {
            if report(tick) { watch.heardReport() }
            if watch.tick() { return tick }
        }
        return nil
    }

    @Test("a peer that was never heard has the longer limit, one that was heard the shorter, each told once")
    func limits() {
        var watch = PeerWatch(Self.limits)
        #expect(death(of: &watch, within: 2000) == 1000)
        #expect(death(of: &watch, within: 2000) == nil)
        watch.heardPacket()
        #expect(death(of: &watch, within: 2000) == 250)
    }

    @Test("reports alone do not keep a telephone alive that has sent all the time")
    func steadySender() {
        var watch = PeerWatch(Self.limits)
        for _ in 0..<100 {
            _ = watch.tick()
            watch.heardPacket()
        }
        #expect(death(of: &watch, within: 2000) { $0 % 100 == 0 } == 250)
    }

    @Test("reports do keep one alive that pauses while nobody speaks, and it dies with them")
    func pausingSender() {
        var watch = PeerWatch(Self.limits)
        watch.heardPacket()
        for _ in 0..<20 { _ = watch.tick() }
        watch.heardPacket()
        #expect(death(of: &watch, within: 2000) { $0 % 250 == 0 } == nil)
        #expect(death(of: &watch, within: 2000) ?? .max <= 400)
    }

    @Test("a new negotiation gives it its time anew")
    func restart() {
        var watch = PeerWatch(Self.limits)
        watch.heardPacket()
        for _ in 0..<249 { _ = watch.tick() }
        watch.restart()
        let isDead = watch.tick()
        #expect(!isDead)
    }
}
