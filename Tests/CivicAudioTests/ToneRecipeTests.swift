import CivicDSP
import Foundation
import Testing

@testable import CivicAudio

@Suite("Test signals")
struct ToneRecipeTests {
    @Test("every signal has the level asked for", arguments: [8000, 16_000])
    func levels(rate: Int) throws {
        let recipes: [ToneRecipe] = [
            .sines([1000]), .sines([350, 440]), .sweep(from: 300, to: 3400), .noise(seed: 1),
        ]
        for recipe in recipes {
            let samples = try recipe.samples(level: -18, seconds: 2, sampleRate: rate)
            #expect(samples.count == 2 * rate)
            let level = Level.dBm0(fromDBFS: Level.dBFS(of: samples.span))
            #expect(abs(level - -18) < 0.3, "\(recipe): \(level)")
        }
    }

    @Test("a sweep goes from one frequency to the other, evenly in the logarithm")
    func sweep() throws {
        let samples = try ToneRecipe.sweep(from: 400, to: 1600).samples(level: -10, seconds: 4, sampleRate: 8000)
        func crossings(_ part: ArraySlice<Int16>) -> Int {
            zip(part, part.dropFirst()).count { ($0 < 0) != ($1 < 0) }
        }
        // A tenth of a second around the beginning, the middle (twice as high) and the end.
        #expect(abs(crossings(samples[..<800]) - 81) <= 4)
        #expect(abs(crossings(samples[15_600..<16_400]) - 160) <= 3)
        #expect(abs(crossings(samples[31_200...]) - 314) <= 6)
    }

    @Test("keys are heard again, and what is no key is refused")
    func keys() throws {
        let samples = try ToneRecipe.keys("159#", on: 60, off: 60).samples(level: nil, seconds: 1, sampleRate: 8000)
        #expect(DTMFListing(of: Signal.silence(count: 800) + samples).keys.map(\.digit) == ["1", "5", "9", "#"])
        #expect(throws: AudioFile.Fault.self) {
            try ToneRecipe.keys("12x", on: 60, off: 60).samples(level: nil, seconds: 1, sampleRate: 8000)
        }
    }
}
