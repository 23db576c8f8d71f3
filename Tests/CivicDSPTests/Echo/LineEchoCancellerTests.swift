import CivicDSP
import Foundation
import Testing

/// | ITU-T G.168 | what | held here to |
/// | --- | --- | --- |
/// | test 2A | convergence | 20 dB within 0.5 s |
/// | test 2B | steady state | 35 dB, -65 dBm0 returned at 6 dB of return loss |
/// | test 2C | with noise | what is left is no louder than the noise |
/// | test 3 | double talk | no divergence; near end within 1 dB |
/// | test 4 | leak | at most 10 dB lost in silence |
/// | test 5 | path opened | -37 dBm0 in the first half second |
/// | test 6 | tones | at most 10 dB lost |
@Suite("Line echo, ITU-T G.168")
struct LineEchoCancellerTests {
    private typealias Path = EchoTestCall.Path

    @Test("converges to 20 dB within 0.5 s, and to 35 dB", arguments: [6.0, 10, 20], [UInt64(3), 4, 5])
    func convergence(loss: Double, shape: UInt64) {
        var call = EchoTestCall(seed: shape)
        call.add(far: call.talk(seconds: 5), path: Path(loss: loss, shape: shape))
        let output = call.cancelled()
        #expect(call.enhancement(of: output, from: 0.5, to: 1) > 20)
        #expect(call.enhancement(of: output, from: 3, to: 5) > 35)
        #expect(EchoTestCall.level(output.map(Double.init), from: 3, to: 5) < -65)
    }

    @Test("reaches echoes anywhere in its tail", arguments: [0, 8, 32, 64])
    func delays(milliseconds: Int) {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 3), path: Path(delay: milliseconds * 8))
        #expect(call.enhancement(of: call.cancelled(), from: 1, to: 3) > 30)
    }

    @Test("finds and takes out echoes that are 100 to 450 ms away", arguments: [100, 180, 240, 330, 450])
    func bulkDelay(milliseconds: Int) {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 8, level: -16), path: Path(delay: milliseconds * 8))
        var leg = EchoLeg()
        let output = call.cancelled(by: &leg)
        #expect(call.enhancement(of: output, from: 5, to: 8) > 30)
        #expect(abs(leg.control.bulkDelay - milliseconds * 8) <= 320)
    }

    @Test("leaves no more than the noise on the line", arguments: [-50.0, -40])
    func noise(level: Double) {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 6), path: Path(), near: call.noise(seconds: 6, level: level))
        let left = EchoTestCall.level(call.cancelled().map(Double.init), from: 3, to: 6)
        #expect(left < level + 1)
        #expect(left > level - 12)  // and does not fall silent either
    }

    @Test("keeps the near end in double talk, and the model of the path", arguments: [-10.0, -16, -22])
    func doubleTalk(level: Double) {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 4), path: Path())
        call.add(far: call.talk(seconds: 4), path: Path(), near: call.talk(seconds: 4, level: level))
        call.add(far: call.talk(seconds: 2), path: Path())
        let output = call.cancelled()
        let range = 32_000..<64_000
        let (near, kept) = (call.near[range], output[range].map(Double.init))
        let across = zip(near, kept).reduce(0) { $0 + $1.0 * $1.1 }
        let power = near.reduce(0) { $0 + $1 * $1 }
        #expect(-20 * log10(across / power) < 1)
        #expect(call.enhancement(of: output, from: 8.1, to: 9) > 20)
    }

    @Test("does nothing to a near end that talks alone")
    func nearAlone() {
        var call = EchoTestCall()
        let near = call.talk(seconds: 3, level: -20)
        call.add(far: [Double](repeating: 0, count: 24_000), path: Path(), near: near)
        let output = call.cancelled()
        #expect(output == call.returned)
    }

    @Test("loses nothing in a minute of silence")
    func leak() {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 4), path: Path(loss: 6))
        call.add(far: [Double](repeating: 0, count: 480_000), path: Path(loss: 6))
        call.add(far: call.talk(seconds: 2), path: Path(loss: 6))
        let output = call.cancelled()
        let (before, after) = (
            call.enhancement(of: output, from: 2, to: 4), call.enhancement(of: output, from: 64.02, to: 66)
        )
        #expect(after > before - 10)
    }

    @Test("makes no echo of its own when the path goes away")
    func openPath() {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 4), path: Path(loss: 6))
        call.add(far: call.talk(seconds: 4), path: nil)
        let output = call.cancelled().map(Double.init)
        for start in stride(from: 4.0, to: 7.9, by: 0.1) {
            #expect(EchoTestCall.level(output, from: start, to: start + 0.1) < -37)
        }
    }

    @Test("learns another path within a second, and is never 3 dB louder than the line", arguments: [UInt64(8), 9])
    func pathChange(shape: UInt64) {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 4), path: Path(delay: 16, loss: 8, shape: 7))
        call.add(far: call.talk(seconds: 4), path: Path(delay: 96, loss: 8, shape: shape))
        let output = call.cancelled()
        #expect(call.enhancement(of: output, from: 5, to: 6) > 20)
        for start in stride(from: 4.0, to: 5, by: 0.1) where start.truncatingRemainder(dividingBy: 0.35) < 0.2 {
            #expect(call.enhancement(of: output, from: start, to: start + 0.1) > -3)
        }
    }

    @Test(
        "follows an echo that moves out of its reach, as when a jitter buffer finds its depth",
        arguments: [2800, 2900, 3000])
    func moved(delay: Int) {
        var call = EchoTestCall()
        call.add(far: call.noise(seconds: 4, level: -16), path: Path(delay: 3300))
        call.add(far: call.noise(seconds: 7, level: -16), path: Path(delay: delay))
        var leg = EchoLeg(suspects: false)
        let output = call.cancelled(by: &leg)
        #expect(call.enhancement(of: output, from: 3, to: 4) > 20)
        #expect(call.enhancement(of: output, from: 9, to: 11) > 20)
    }

    @Test("remembers the path through tones", arguments: [[697.0], [1633], [697, 1209], [941, 1633]])
    func tones(frequencies: [Double]) {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 4), path: Path(loss: 6))
        call.add(far: EchoTestCall.tones(frequencies, seconds: 5, level: -13), path: Path(loss: 6))
        call.add(far: call.talk(seconds: 2), path: Path(loss: 6))
        let output = call.cancelled()
        let (before, after) = (
            call.enhancement(of: output, from: 2, to: 4), call.enhancement(of: output, from: 9, to: 10)
        )
        #expect(after > before - 10)
    }

    @Test("lets every DTMF key through under a prompt, once")
    func keys() {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 3, level: -16), path: Path(loss: 6))
        let keys = "159D2A6*0#83B47C"
        for key in keys {
            guard let (low, high) = EchoTestKeys.frequencies(of: key) else { continue }
            call.add(
                far: call.talk(seconds: 0.2, level: -16), path: Path(loss: 6),
                near: EchoTestCall.tones([low, high], seconds: 0.08, level: -16))
        }
        call.add(far: call.talk(seconds: 0.5, level: -16), path: Path(loss: 6))
        let output = call.cancelled()
        var detector = DTMFDetector()
        var heard = ""
        for start in stride(from: 0, to: output.count - 159, by: 160) {
            if case .started(let key, _) = detector.process(output.span.extracting(start..<start + 160)) {
                heard.append(key)
            }
        }
        #expect(heard == keys)
    }

    @Test("is neither too loud nor unstable at full scale")
    func fullScale() {
        var call = EchoTestCall()
        call.add(
            far: call.noise(seconds: 2, level: 10), path: Path(loss: 0), near: call.noise(seconds: 2, level: 10))
        call.add(far: call.talk(seconds: 4), path: Path(loss: 6))
        #expect(call.enhancement(of: call.cancelled(), from: 4, to: 6) > 20)
    }
}

private enum EchoTestKeys {
    static func frequencies(of key: Character) -> (Double, Double)? {
        guard let place = Array("123A456B789C*0#D").firstIndex(of: key) else { return nil }
        return ([697, 770, 852, 941][place / 4], [1209, 1336, 1477, 1633][place % 4])
    }
}
