import CivicDSP
import Foundation
import Testing

@testable import CivicAudio

@Suite("Two sounds compared")
struct ComparisonTests {
    private let original = Signal.whiteNoise(level: -20, count: 24_000, seed: 3)

    @Test("finds delay and gain", arguments: [(0, 0.0), (777, -6.0), (4000, 3.0)])
    func delay(samples: Int, gain: Double) throws {
        let factor = pow(10, gain / 20)
        let heard = Signal.silence(count: samples) + original.map { Int16((Double($0) * factor).rounded()) }
        let found = try #require(Comparison(original, heard, sampleRate: 8000))
        #expect(abs(found.delay - Double(samples)) < 0.05)
        #expect(abs(found.gain - gain) < 0.05)
        #expect(found.likeness > 0.999)
        #expect(!found.isInverted)
        #expect(found.gaps.isEmpty)
    }

    @Test("a second file that is ahead has a negative delay, and one upside down is told")
    func ahead() throws {
        let found = try #require(Comparison(original, original.dropFirst(500).map { -$0 }, sampleRate: 8000))
        #expect(abs(found.delay - -500) < 0.05)
        #expect(found.isInverted)
    }

    @Test("tells the noise that was added", arguments: [10.0, 25])
    func noise(ratio: Double) throws {
        let heard = Signal.mix(original, Signal.whiteNoise(level: -20 - ratio, count: 24_000, seed: 4))
        let found = try #require(Comparison(original, heard, sampleRate: 8000))
        let told = try #require(found.signalToNoise)
        #expect(abs(told - ratio) < 0.5)
    }

    @Test("finds where sound is missing, to 5 ms")
    func gaps() throws {
        var heard = Signal.silence(count: 400) + original
        for index in 8000..<8800 { heard[index] = 0 }
        let found = try #require(Comparison(original, heard, sampleRate: 8000))
        #expect(found.gaps == [Comparison.Gap(start: 8000, length: 800)])
    }

    @Test("unlike sounds and silence have nothing in common")
    func unlike() {
        let other = Signal.whiteNoise(level: -20, count: 24_000, seed: 99)
        #expect(Comparison(original, other, sampleRate: 8000) == nil)
        #expect(Comparison(original, Signal.silence(count: 100), sampleRate: 8000) == nil)
    }
}
