import CivicDSP
import Testing

@testable import CivicAudio

@Suite("Call progress of a sound file")
struct ProgressListingTests {
    @Test("lists each event with its place and the frame in which a call is told, and marks it to its end")
    func busy() throws {
        let tone = try #require(TonePlan.china[.busy])
        let samples = Signal.silence(count: 4000) + tone.samples(count: 28_000) + Signal.silence(count: 16_000)
        let listing = ProgressListing(of: samples, plan: .china, answered: 0)
        #expect(listing.lines.map(\.event.sound) == [.busy, .busy])
        let first = try #require(listing.lines.first)
        #expect(first.text == "busy began \(first.event.time) \(first.told)")
        #expect(first.told % 20 == 0 && first.told > first.event.time)
        let marks = listing.marks(until: 6)
        #expect(marks.count == 1)
        #expect(abs(marks[0].start - 0.5) < 0.03)
        #expect(abs(marks[0].end - 3.65) < 0.05)
    }
}
