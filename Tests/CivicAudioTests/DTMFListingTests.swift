import CivicDSP
import Testing

@testable import CivicAudio

@Suite("Keys of a sound file")
struct DTMFListingTests {
    @Test("lists each key with its place and the frame in which a call is told", arguments: [8000, 16_000])
    func twoKeys(sampleRate: Int) throws {
        let samples =
            silence(100, sampleRate) + key("1", sampleRate) + silence(80, sampleRate) + key("#", sampleRate)
            + silence(100, sampleRate)
        let keys = try DTMFListing(of: samples, sampleRate: sampleRate).keys
        #expect(keys.map(\.digit) == ["1", "#"])
        #expect(keys.allSatisfy { $0.detected % 20 == 0 && $0.detected > $0.start })
        for (key, start) in zip(keys, [100, 280]) {
            #expect(abs(key.start - start) <= 5)
            #expect(abs(key.end - start - 100) <= 5)
        }
    }

    @Test("a key that lasts to the end of the file is told", arguments: [8000, 16_000])
    func keyAtTheEnd(sampleRate: Int) throws {
        #expect(try DTMFListing(of: key("5", sampleRate), sampleRate: sampleRate).keys.map(\.digit) == ["5"])
    }

    @Test("lists no echo of what was sent")
    func echo() throws {
        let sent = silence(100) + key("7") + silence(500)
        let line = silence(300) + key("7").map { $0 / 4 } + silence(300)
        #expect(try DTMFListing(of: line).keys.map(\.digit) == ["7"])
        #expect(try DTMFListing(of: line, sending: sent).keys.isEmpty)
    }

    @Test("a line is digit, start, end and telling, in ms")
    func line() {
        #expect(DTMFListing.Key(digit: "*", start: 20, end: 71, detected: 60).line == "* 20 71 60")
    }

    /// 100 ms of a key.
    private func key(_ digit: String, _ sampleRate: Int = 8000) -> [Int16] {
        var generator = DTMFGenerator(digits: digit, on: 100, off: 0, sampleRate: sampleRate)
        var samples = silence(100, sampleRate)
        var output = samples.mutableSpan
        generator?.generate(into: &output)
        return samples
    }

    private func silence(_ milliseconds: Int, _ sampleRate: Int = 8000) -> [Int16] {
        [Int16](repeating: 0, count: sampleRate / 1000 * milliseconds)
    }
}
