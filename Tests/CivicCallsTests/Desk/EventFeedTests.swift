import CivicCalls
import Foundation
import Testing

@Suite struct EventFeedTests {
    private func state(_ word: String) -> DeskState {
        DeskState(
            state: word, reason: nil, since: Date(timeIntervalSince1970: 0), until: nil, deviceReady: true, waiting: 0,
            longestWait: 0, call: nil)
    }

    private func current(of feed: EventFeed) -> DeskEvent {
        DeskEvent(sequence: 0, epoch: "e", kind: "state", state: state("current"))
    }

    private func take(_ count: Int, from stream: AsyncStream<DeskEvent>) async -> [Int] {
        var taken: [Int] = []
        for await event in stream {
            taken.append(event.sequence)
            if taken.count == count { break }
        }
        return taken
    }

    @Test("a page that comes back gets what it missed, then what happens")
    func resumes() async {
        var feed = EventFeed()
        for word in ["ready", "reserved", "ringing"] { feed.publish("state", epoch: "e", state: state(word)) }
        let stream = feed.subscribe(after: 1, current: current(of: feed))
        feed.publish("state", epoch: "e", state: state("talking"))
        #expect(await take(3, from: stream) == [2, 3, 4])
    }

    @Test("a page without a number, or with one from long ago, gets the present state", arguments: [nil, 3, 5_000])
    func present(last: Int?) async {
        var feed = EventFeed()
        for _ in 0..<200 { feed.publish("state", epoch: "e", state: state("ready")) }
        let stream = feed.subscribe(after: last, current: current(of: feed))
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next()?.state.state == "current")
    }

    @Test("a reader that never reads is ended and costs no more")
    func slowReader() async {
        var feed = EventFeed()
        let stream = feed.subscribe(after: nil, current: current(of: feed))
        for _ in 0..<200 { feed.publish("state", epoch: "e", state: state("ready")) }
        var count = 0
        for await _ in stream { count += 1 }
        #expect(count == 64)
    }
}
