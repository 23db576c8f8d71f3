import CivicDSP
import Foundation
import Testing

private let keys = DTMFKeypad.keys

@Suite("DTMF detection, ITU-T Q.24 Annex A")
struct DTMFDetectorTests {
    @Test("hears all sixteen keys, each once, through both laws", arguments: G711Law.allCases)
    func allKeys(law: G711Law) {
        var line = DTMFTestSignal()
        for key in keys { line.press(key, on: 50, off: 50, low: -4, high: -4) }
        #expect(line.digits(law: law) == keys)
    }

    @Test("accepts frequencies off by ±1.5 %, ±1.8 %", arguments: [-1.8, -1.5, 1.5, 1.8])
    func acceptsDeviation(percent: Double) {
        #expect(deviated(percent, percent) == keys)
        #expect(deviated(percent, -percent) == keys)
        #expect(deviated(percent, 0) == keys)
        #expect(deviated(0, percent) == keys)
    }

    @Test("rejects frequencies off by ±3 %, ±3.5 %", arguments: [-3.5, -3, 3, 3.5])
    func rejectsDeviation(percent: Double) {
        #expect(deviated(percent, percent) == "")
        #expect(deviated(percent, 0) == "")
        #expect(deviated(0, percent) == "")
    }

    @Test("accepts a high group from 8 dB below the low one to 4 dB above", arguments: [-8.0, -6, -4, 0, 2, 4])
    func twist(decibels: Double) {
        var line = DTMFTestSignal()
        for key in keys { line.press(key, low: min(-12, -12 - decibels), high: min(-12, -12 + decibels)) }
        #expect(line.digits() == keys)
    }

    @Test(
        "accepts 10 dB below to 6 dB above, as the administrations with the widest limits ask", arguments: [-10.0, 6])
    func widestTwist(decibels: Double) {
        var line = DTMFTestSignal()
        for key in keys { line.press(key, on: 55, low: min(-8, -8 - decibels), high: min(-8, -8 + decibels)) }
        #expect(line.digits() == keys)
    }

    @Test("leaves tones 2.3 % off to music, and 2 % off when the high one is weak", arguments: [-1.0, 1])
    func nextToMusic(sign: Double) {
        #expect(deviated(2.3 * sign, 2.3 * sign) == "")
        var line = DTMFTestSignal()
        for key in keys { line.press(key, on: 200, low: -10, high: -18, lowDeviation: 2 * sign) }
        #expect(line.digits() == "")
    }

    @Test("accepts 0 to -29 dBm0 a group", arguments: [0.0, -3, -10, -20, -25, -29])
    func acceptsLevel(dBm0: Double) {
        #expect(levelled(dBm0) == keys)
    }

    @Test("rejects -45 dBm0 and less", arguments: [-45.0, -50, -55])
    func rejectsLevel(dBm0: Double) {
        #expect(levelled(dBm0) == "")
    }

    @Test("accepts tones of 40 ms and more, also at Q.24's other limits at once", arguments: [40.0, 45, 60, 100])
    func acceptsDuration(milliseconds: Double) {
        var line = DTMFTestSignal()
        for (index, key) in keys.enumerated() { line.press(key, on: milliseconds, off: 40, phase: Double(index)) }
        #expect(line.digits() == keys)
        var corner = DTMFTestSignal()
        for key in keys {
            corner.press(key, on: milliseconds, off: 40, low: -8, high: -16, lowDeviation: -1.5, highDeviation: 1.5)
        }
        #expect(corner.digits() == keys)
    }

    @Test("rejects tones of 23 ms and less", arguments: [5.0, 10, 15, 20, 23])
    func rejectsDuration(milliseconds: Double) {
        var line = DTMFTestSignal()
        for (index, key) in keys.enumerated() { line.press(key, on: milliseconds, off: 70, phase: Double(index)) }
        #expect(line.digits() == "")
    }

    @Test("keeps a tone that is interrupted for 10 ms one key", arguments: [2.0, 5, 10, 12])
    func interruption(milliseconds: Double) {
        var line = DTMFTestSignal()
        for key in keys {
            line.press(key, on: 50, off: milliseconds)
            line.press(key, on: 60, off: 80)
        }
        #expect(line.digits() == keys)
    }

    @Test("takes a pause of 30 ms for the end, also between equal keys", arguments: [30.0, 35, 40])
    func pause(milliseconds: Double) {
        var line = DTMFTestSignal()
        for key in keys {
            line.press(key, on: 45, off: milliseconds)
            line.press(key, on: 45, off: milliseconds)
        }
        #expect(line.digits() == keys.map { "\($0)\($0)" }.joined())
    }

    @Test("follows one key that rolls over into another")
    func rollOver() {
        var line = DTMFTestSignal()
        line.press("1", on: 100, off: 0)
        line.press("9", on: 100)
        #expect(line.events().map(kind) == ["+1", "-1", "+9", "-9"])
    }

    @Test("says where a key began, and how long it was, within 5 ms")
    func timing() throws {
        var line = DTMFTestSignal()
        line.pause(33.5)
        line.press("5", on: 120)
        let events = line.events()
        try #require(events.count == 2)
        guard case .started("5", let start) = events[0], case .ended("5", let duration) = events[1] else {
            Issue.record("\(events)")
            return
        }
        #expect(abs(start - (2400 + 268)) <= 40)
        #expect(abs(duration - 960) <= 40)
    }

    @Test("reports a clean key within 53 ms of its beginning, wherever its frame lies", arguments: 0..<20)
    func latency(offset: Int) {
        var line = DTMFTestSignal()
        line.pause(Double(offset))
        let begin = line.samples.count
        line.press("7", on: 100)
        var detector = DTMFDetector()
        var heard: Int?
        for end in stride(from: 160, through: line.samples.count, by: 160) where heard == nil {
            if detector.process(line.samples.span.extracting(end - 160..<end)) != nil { heard = end }
        }
        #expect((heard ?? .max) - begin <= 53 * 8)
        #expect(detector.currentDigit == "7")
    }

    @Test("hears the same whatever the length of the frames", arguments: [1, 7, 80, 160, 200])
    func frames(length: Int) {
        var line = DTMFTestSignal()
        for key in "0123456789" { line.press(key) }
        #expect(line.events(frame: length) == line.events(frame: 8))
    }

    @Test("hears keys in white noise down to 12 dB", arguments: [24.0, 18, 15, 12])
    func noise(ratio: Double) {
        var line = DTMFTestSignal()
        for _ in 0..<3 { for key in keys { line.press(key, on: 50, off: 50, low: -13, high: -13) } }
        line.add(Signal.whiteNoise(level: Level.dBFS(fromDBm0: -10 - ratio), count: line.samples.count, seed: 24))
        #expect(line.digits() == keys + keys + keys)
    }

    @Test("hears keys over a dial tone of equal level, and none in the tone alone", arguments: [[450.0], [350, 440]])
    func dialTone(frequencies: [Double]) {
        var line = DTMFTestSignal()
        for key in keys { line.press(key, on: 60) }
        line.pause(500)
        for frequency in frequencies {
            line.add(Signal.sine(frequency: frequency, level: Level.dBFS(fromDBm0: -10), count: line.samples.count))
        }
        #expect(line.digits() == keys)
    }

    @Test("hears keys of 80 ms that noise of 8 dB has made impure, as speech codecs do")
    func impure() {
        var line = DTMFTestSignal()
        for key in keys { line.press(key, on: 80, off: 80, low: -13, high: -13) }
        line.add(Signal.whiteNoise(level: Level.dBFS(fromDBm0: -18), count: line.samples.count, seed: 4))
        #expect(line.digits() == keys)
    }

    @Test("hears keys over mains hum twice as strong", arguments: [50.0, 60])
    func hum(frequency: Double) {
        var line = DTMFTestSignal()
        for key in keys { line.press(key, low: -15, high: -15) }
        for (harmonic, level) in [(1.0, -9.0), (3, -17), (5, -28)] {
            line.add(
                Signal.sine(
                    frequency: frequency * harmonic, level: Level.dBFS(fromDBm0: level), count: line.samples.count))
        }
        #expect(line.digits() == keys)
    }

    @Test(
        "hears a key after minutes of silence where it is, as soon as at the beginning", arguments: [0, 3, 500, 9001])
    func afterSilence(frames: Int) throws {
        var line = DTMFTestSignal()
        line.press("6", on: 80)
        let quiet = Signal.silence(count: 160)
        var (fresh, waiting) = (DTMFDetector(), DTMFDetector())
        for _ in 0..<frames { _ = waiting.process(quiet.span) }
        var told = 0
        for end in stride(from: 160, through: line.samples.count, by: 160) {
            let frame = line.samples.span.extracting(end - 160..<end)
            let (early, late) = (fresh.process(frame), waiting.process(frame))
            switch (early, late) {
            case (.started(let digit, let at), .started("6", let later)):
                #expect(digit == "6" && later - at == frames * 160)
                told += 1
            default: #expect(early == late)
            }
        }
        #expect(told == 1)
    }

    @Test("hears nothing in white noise", arguments: [-10.0, -20, -40])
    func noiseAlone(dBm0: Double) {
        var line = DTMFTestSignal()
        line.pause(10_000)
        line.add(Signal.whiteNoise(level: Level.dBFS(fromDBm0: dBm0), count: line.samples.count, seed: 7))
        #expect(line.digits() == "")
    }

    @Test("hears nothing in single tones, two of one group, or three")
    func noPair() {
        var line = DTMFTestSignal()
        let rows = [697.0, 770, 852, 941]
        let columns = [1209.0, 1336, 1477, 1633]
        var chords = (rows + columns).map { [$0] }
        for index in 1..<4 { chords += [[rows[0], rows[index]], [columns[0], columns[index]]] }
        chords += [[697, 770, 1209], [852, 1336, 1477], [941, 1209, 1633]]
        for chord in chords {
            let tones = chord.map { Signal.sine(frequency: $0, level: -15, count: 1600) }
            let start = line.samples.count
            line.pause(260)
            for tone in tones { line.add(Signal.silence(count: start) + tone) }
        }
        #expect(line.digits() == "")
    }

    @Test("takes next to no syllable for a key, though each is steadier than speech ever is")
    func talkOff() {
        var digits = ""
        for seed in 1...12 {
            var line = DTMFTestSignal()
            line.pause(15_000)
            var voice = SpeechLike(seed: UInt64(seed))
            line.add(voice.samples(count: line.samples.count))
            digits += line.digits()
        }
        #expect(digits.count <= 2)  // of 600; voices of people make none in hours
    }

    private func deviated(_ low: Double, _ high: Double) -> String {
        var line = DTMFTestSignal()
        for key in keys { line.press(key, on: 60, lowDeviation: low, highDeviation: high) }
        return line.digits()
    }

    private func levelled(_ dBm0: Double) -> String {
        var line = DTMFTestSignal()
        for key in keys { line.press(key, low: dBm0, high: dBm0) }
        return line.digits()
    }

    private func kind(_ event: DTMFDetection) -> String {
        switch event {
        case .started(let digit, _): "+\(digit)"
        case .ended(let digit, _): "-\(digit)"
        }
    }
}
