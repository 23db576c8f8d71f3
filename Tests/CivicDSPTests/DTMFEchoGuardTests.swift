import CivicDSP
import Testing

@Suite("Keys while we send")
struct DTMFEchoGuardTests {
    @Test(
        "takes no echo of the keys that we dial for a key",
        arguments: [0, 20, 137, 350, 500], [6.0, 10, 15])
    func ownKeys(delay: Int, loss: Double) {
        let sent = dialled("1598D*0#47", on: 60, off: 90)
        #expect(heard(echo(of: sent, delay: delay, loss: loss), sending: sent) == "")
    }

    @Test("hears those keys when they are nobody's echo")
    func withoutGuard() {
        let sent = dialled("1598D*0#47", on: 60, off: 90)
        #expect(heard(echo(of: sent, delay: 137, loss: 10), sending: []) == "1598D*0#47")
    }

    @Test("takes no echo for a key where the hybrid weakens one group more than the other", arguments: [-4.0, 4])
    func unevenEcho(tilt: Double) {
        var generator = DTMFGenerator(
            digits: "1598D*0#47", on: 60, off: 90, lowLevel: -20 - tilt, highLevel: -20 + tilt)
        let sent = dialled("1598D*0#47", on: 60, off: 90)
        var back = Signal.silence(count: sent.count - 4000)
        var output = back.mutableSpan
        generator?.generate(into: &output)
        #expect(heard(echo(of: Signal.silence(count: 4000) + back, delay: 60, loss: 0), sending: sent) == "")
    }

    @Test("hears the same key 600 ms after ours, and at once when it is stronger than an echo can be")
    func sameKey() {
        let sent = dialled("5", on: 100, off: 2000, level: -20)
        let quiet = dialled("5", on: 100, off: 100, level: -24)
        #expect(heard(Signal.silence(count: 8 * 900) + quiet, sending: sent) == "5")
        #expect(heard(Signal.silence(count: 8 * 300) + quiet, sending: sent) == "")
        let loud = dialled("5", on: 100, off: 100, level: -10)
        #expect(heard(Signal.silence(count: 8 * 300) + loud, sending: sent) == "5")
    }

    @Test("hears another key at once, through the echo of ours")
    func otherKey() {
        let sent = dialled("5", on: 400, off: 400)
        let pressed = Signal.silence(count: 8 * 100) + dialled("9", on: 100, off: 600)
        let mixed = Signal.mix(pressed, echo(of: sent, delay: 250, loss: 10))
        #expect(heard(mixed, sending: sent) == "9")
    }

    @Test("counts the keys that it leaves out, each once")
    func counted() {
        let sent = dialled("159", on: 100, off: 100)
        let line = echo(of: sent, delay: 50, loss: 10)
        var detector = DTMFDetector()
        for start in stride(from: 0, to: line.count - 159, by: 160) {
            let out = sent.span.extracting(min(start, sent.count)..<min(start + 160, sent.count))
            _ = detector.process(line.span.extracting(start..<start + 160), sending: out)
        }
        #expect(detector.echoes == 3)
        #expect(detector.suspects == 0)
    }

    @Test(
        "knows the echo of a key that was sent before a pause in the sending, whatever the frames' length",
        arguments: [40, 80, 100, 160, 200])
    func pause(frame: Int) {
        let sent = dialled("5", on: 80, off: 0)
        let line = echo(of: sent, delay: 300, loss: 10)
        var detector = DTMFDetector()
        for start in stride(from: 0, to: line.count - frame + 1, by: frame) {
            // Nothing is handed over once nothing is sent.
            let out = sent.span.extracting(min(start, sent.count)..<min(start + frame, sent.count))
            #expect(detector.process(line.span.extracting(start..<start + frame), sending: out) == nil)
        }
        #expect(detector.echoes == 1)
    }

    @Test("forgets what was sent, when nothing was for longer than an echo takes")
    func longPause() {
        let sent = dialled("5", on: 80, off: 0)
        let quiet = dialled("5", on: 80, off: 100, level: -20)
        #expect(heard(Signal.silence(count: sent.count + 8 * 700) + quiet, sending: sent) == "5")
    }

    @Test("is not deafened by a voice that we send", arguments: [1, 2, 3, 4])
    func underPrompt(seed: UInt64) {
        let keys = "1234567890*#"
        var voice = SpeechLike(seed: seed)
        let pressed = Signal.silence(count: 8000) + dialled(keys, on: 80, off: 170, level: -15)
        let prompt = voice.samples(count: pressed.count, level: -22 ... -14)
        let line = Signal.mix(pressed, echo(of: prompt, delay: 200, loss: 15))
        #expect(heard(line, sending: prompt) == keys)
    }

    /// 500 ms of silence, then keys.
    private func dialled(_ keys: String, on: Int, off: Int, level: Double = -9) -> [Int16] {
        guard var generator = DTMFGenerator(digits: keys, on: on, off: off, lowLevel: level, highLevel: level + 2)
        else { return [] }
        var samples = Signal.silence(count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        return Signal.silence(count: 4000) + samples
    }

    private func echo(of sent: [Int16], delay: Int, loss: Double) -> [Int16] {
        let gain = Level.sineAmplitude(dBFS: -loss) / 32767
        return Signal.silence(count: 8 * delay) + sent.map { Int16(Double($0) * gain) } + Signal.silence(count: 4000)
    }

    private func heard(_ line: [Int16], sending sent: [Int16]) -> String {
        var detector = DTMFDetector()
        var digits = ""
        for start in stride(from: 0, to: line.count - 159, by: 160) {
            let out = sent.span.extracting(min(start, sent.count)..<min(start + 160, sent.count))
            if case .started(let digit, _) = detector.process(line.span.extracting(start..<start + 160), sending: out) {
                digits.append(digit)
            }
        }
        return digits
    }
}
