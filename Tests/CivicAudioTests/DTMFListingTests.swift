import CivicDSP
import Testing

@testable import CivicAudio

@Suite("Keys of a sound file")
struct DTMFListingTests {
    @Test("lists each key with its place and the frame in which a call is told")
    func twoKeys() {
        let samples =
            silence(100) + key("1") + silence(80) + key("#") + silence(100)
        let keys = DTMFListing(of: samples).keys
        #expect(keys.map(\.digit) == ["1", "#"])
        #expect(keys.allSatisfy { $0.detected % 20 == 0 && $0.detected > $0.start })
    }

    @Test("a key that lasts to the end of the file is told")
    func keyAtTheEnd() {
        #expect(DTMFListing(of: key("5")).keys.map(\.digit) == ["5"])
    }

    /// 100 ms of a key.
    private func key(_ digit: String) -> [Int16] {
        var generator = DTMFGenerator(digits: digit, on: 100, off: 0)
        var samples = silence(100)
        var output = samples.mutableSpan
        generator?.generate(into: &output)
        return samples
    }

    private func silence(_ milliseconds: Int) -> [Int16] { [Int16](repeating: 0, count: 8 * milliseconds) }
}
