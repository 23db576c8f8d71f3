import CivicDSP
import Foundation
import Testing

/// Sounds that come back while we send a prompt, and are nobody's echo.
@Suite("No canceller where nothing of ours comes back")
struct FalseEchoTests {
    /// The times, in seconds, at which a leg wanted a canceller within a minute.
    private func engaged(far: [Int16], near: [Int16]) -> [Double] {
        var control = EchoControl(suspects: false)
        var times: [Double] = []
        var was = EchoControl.State.listening
        for start in stride(from: 0, to: min(far.count, near.count) - 159, by: 160) {
            let range = start..<start + 160
            control.process(far: far.span.extracting(range), near: near.span.extracting(range), effect: nil)
            if control.state == .engaged && was != .engaged { times.append(Double(start) / 8000) }
            was = control.state
        }
        return times
    }

    private static let minute = 480_000

    private func prompt(_ seed: UInt64) -> [Int16] {
        EchoTestCall.throughALaw(
            Signal.speechLike(count: Self.minute, level: -19, pitch: 200, seed: seed).map(Double.init))
    }

    @Test("steady noise", arguments: [-35.0, -50, -55, -60], [UInt64(1), 2, 3, 4])
    func noise(level: Double, seed: UInt64) {
        let noise = Signal.whiteNoise(level: Level.dBFS(fromDBm0: level), count: Self.minute, seed: seed + 100)
        let near = EchoTestCall.throughALaw(noise.map(Double.init))
        #expect(engaged(far: prompt(seed), near: near) == [])
    }

    @Test("dark noise that repeats", arguments: [-38.0, -50, -60], [UInt64(1), 2, 3, 4])
    func repeatedNoise(level: Double, seed: UInt64) {
        // A second and a quarter of it, again and again, as a load generator or a comfort noise makes it.
        var random = GaussianNoise(seed: seed + 200)
        var state = 0.0
        let rms = Level.rms(dBFS: level) * 0.44
        let loop = (0..<64 * 160).map { _ in
            state = 0.9 * state + random.next()
            return state * rms
        }
        let near = EchoTestCall.throughALaw((0..<Self.minute).map { loop[$0 % loop.count] })
        #expect(engaged(far: prompt(seed), near: near) == [])
    }

    @Test("a talker of their own", arguments: [UInt64(1), 2, 3, 4])
    func talker(seed: UInt64) {
        var voice = SpeechLike(seed: seed + 300)
        let near = EchoTestCall.throughALaw(voice.samples(count: Self.minute, level: -35 ... -20).map(Double.init))
        #expect(engaged(far: prompt(seed), near: near) == [])
    }

    @Test("another prompt", arguments: [UInt64(1), 2, 3, 4])
    func otherPrompt(seed: UInt64) { #expect(engaged(far: prompt(seed), near: prompt(seed + 400)) == []) }

    @Test("nothing but the steps of A-law")
    func silence() {
        #expect(engaged(far: prompt(1), near: [Int16](repeating: 8, count: Self.minute)) == [])
    }
}
