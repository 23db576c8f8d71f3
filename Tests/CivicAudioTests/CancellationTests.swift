import CivicDSP
import Testing

@testable import CivicAudio

@Suite("civicline audio cancel")
struct CancellationTests {
    // Noise at -13 dBm0, and its echo 12 dB down, 5 ms later.
    private let far = Signal.whiteNoise(level: -16, count: 40_050, seed: 4)
    private var mic: [Int16] { [Int16](repeating: 0, count: 40) + far.dropLast(40).map { $0 / 4 } }

    @Test(
        "takes out an echo with each engine, for each path",
        arguments: [EchoPath.line, .room], [EchoEngine?.none, .own, .speex])
    func cancels(path: EchoPath, engine: EchoEngine?) throws {
        var cancellation = try Cancellation(path: path, engine: engine)
        let output = cancellation.run(far: far, mic: mic)
        #expect(output.count == mic.count)
        let (before, after) = (
            Level.dBFS(of: mic.span.extracting(24_000..<40_000)),
            Level.dBFS(of: output.span.extracting(24_000..<40_000))
        )
        #expect(after < before - 20)
    }

    @Test("takes a far end that is shorter, longer or empty", arguments: [0, 100, 8000, 20_000])
    func lengths(count: Int) throws {
        var cancellation = try Cancellation(path: .line, engine: nil)
        let sent = Array(far.prefix(count))
        let heard = Signal.sine(frequency: 440, level: -20, count: 8011)
        #expect(cancellation.run(far: sent, mic: heard).count == 8011)
    }
}
