import CivicCalls
import CivicCore
import Testing

@Suite("A citizen whom the house calls for a unit")
struct RelayAskingTests {
    private let now = MonotonicInstant.zero

    @Test("takes the call by 1, while it is said who calls and after it")
    func takes() {
        var early = RelayAsking()
        #expect(early.press("1") == .take)
        #expect(early.press("1") == nil && early.press("2") == nil, "once")
        var late = RelayAsking()
        late.spoken(at: now)
        #expect(late.press("1") == .take)
    }

    @Test("does not take it by 2, and other keys say nothing")
    func declines() {
        var asking = RelayAsking()
        for key in "03456789*#" { #expect(asking.press(key) == nil) }
        #expect(asking.press("2") == .decline)
    }

    @Test("hears it three times; an answering machine presses nothing, and is not talked to")
    func machine() {
        var asking = RelayAsking()
        var instant = now
        for round in 1...RelayAsking.rounds {
            #expect(asking.nextDeadline == nil, "it is being said")
            #expect(asking.advance(to: instant + .seconds(60)) == nil)
            asking.spoken(at: instant)
            #expect(asking.nextDeadline == instant + RelayAsking.wait)
            #expect(asking.advance(to: instant + RelayAsking.wait - .milliseconds(1)) == nil)
            instant = instant + RelayAsking.wait
            #expect(asking.advance(to: instant) == (round < RelayAsking.rounds ? .say : .decline))
        }
        #expect(asking.nextDeadline == nil && asking.press("1") == nil)
    }
}
