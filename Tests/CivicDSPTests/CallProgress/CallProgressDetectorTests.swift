import CivicDSP
import Foundation
import Testing

@Suite("Call progress on a line")
struct CallProgressDetectorTests {
    @Test("hears each of China's tones, and where it began", arguments: [G711Law.alaw, .mulaw])
    func china(law: G711Law) throws {
        let cases: [(ProgressToneKind, CallProgressEvent.Sound)] = [
            (.dial, .dialTone), (.ringback, .ringback), (.busy, .busy), (.congestion, .congestion),
            (.information, .information), (.waiting, .waiting),
        ]
        for (kind, sound) in cases {
            var line = ProgressLine()
            line.pause(500)
            line.play(TonePlan.china[kind], 10_000)
            line.pause(20_000)
            line.addNoise(-50)
            let events = line.events(law: law)
            #expect(events.map(\.sound) == [sound, sound], "\(kind)")
            #expect(events.map(\.phase) == [.began, .ended], "\(kind)")
            let begin = try #require(events.first)
            #expect(abs(begin.time - 500) <= 30, "\(kind) from \(begin.time) ms")
            if kind == .dial { #expect(abs((events.last?.time ?? 0) - 10_500) <= 30) }
        }
    }

    @Test("takes a tone 2 % off its frequency, with its cadence 15 % off", arguments: [-1.0, 1])
    func tolerance(side: Double) {
        for (cadence, sound) in [(350.0, CallProgressEvent.Sound.busy), (700, .congestion)] {
            for stretch in [0.85, 1.15] {
                let time = Int(cadence * stretch)
                var line = ProgressLine()
                line.pause(200)
                line.play(ProgressTone(450 * (1 + 0.02 * side), cadence: [time, time]), 6000)
                #expect(line.heard() == [sound], "\(time) ms")
            }
        }
    }

    @Test("refuses what is 8 % off its frequency, and what has no tone's cadence")
    func refuses() {
        for tone in [
            ProgressTone(414, cadence: [350, 350]), ProgressTone(486, cadence: [350, 350]),
            ProgressTone(450, cadence: [500, 500]), ProgressTone(450, cadence: [200, 900]),
        ] {
            var line = ProgressLine()
            line.pause(200)
            line.play(tone, 8000)
            #expect(line.heard().isEmpty, "\(tone.steps)")
        }
    }

    @Test("hears tones from -35 dBm0 to 0 dBm0, and over noise 10 dB below", arguments: [0.0, -20, -35])
    func levels(level: Double) {
        var line = ProgressLine()
        line.pause(400)
        line.play(ProgressTone(450, cadence: [350, 350], level: level), 5000)
        line.addNoise(level - 10)
        #expect(line.heard() == [.busy])
    }

    @Test("knows busy from congestion within 1.2 s and 2.3 s")
    func speed() {
        for (kind, most) in [(ProgressToneKind.busy, 1200), (.congestion, 2300)] {
            var line = ProgressLine()
            line.pause(200)
            line.play(TonePlan.china[kind], most)
            #expect(line.heard() == [CallProgressEvent.Sound(rawValue: kind.rawValue)])
        }
    }

    @Test("ringback ends when somebody answers, and it was a person")
    func answered() throws {
        var line = ProgressLine()
        line.pause(300)
        line.play(TonePlan.china[.ringback], 6400)
        let answer = line.time
        line.pause(500)
        line.speak(900)
        line.pause(1500)
        line.addNoise(-55)
        let events = line.events(answeredAt: answer)
        #expect(events.filter { $0.phase == .began }.map(\.sound) == [.ringback, .person])
        let person = try #require(events.last { $0.sound == .person })
        #expect(abs(person.time - answer - 500) < 80)
    }

    @Test("a machine speaks on, and beeps", arguments: [425.0, 1000, 1400, 1950])
    func machine(beep: Double) throws {
        var line = ProgressLine()
        line.pause(600)
        line.speak(5000)
        line.pause(400)
        let beeping = line.time
        line.sine(beep, 400)
        line.pause(1000)
        line.addNoise(-55)
        let events = line.events(answeredAt: 0)
        #expect(events.map(\.sound) == [.machine, .beep])
        let last = try #require(events.last)
        #expect(abs(last.time - beeping) <= 40)
    }

    @Test(
        "a short word and a long greeting are told apart",
        arguments: [(300, "person"), (1600, "person"), (4000, "machine")])
    func words(length: Int, who: String) {
        for seed in 1...6 {
            var line = ProgressLine()
            line.pause(700)
            line.speak(length, seed: UInt64(seed))
            line.pause(1500)
            #expect(line.heard(answeredAt: 0).map(\.rawValue) == [who], "seed \(seed)")
        }
    }

    @Test("hears a fax that calls and one that answers, and a modem by its phase")
    func fax() {
        var calling = ProgressLine()
        calling.pause(500)
        for _ in 0..<3 {
            calling.sine(1110, 500)
            calling.pause(3000)
        }
        #expect(calling.heard() == [.faxCalling])

        var answering = ProgressLine()
        answering.pause(500)
        answering.sine(2095, 3000)
        answering.pause(500)
        answering.addNoise(-45)
        #expect(answering.heard() == [.faxAnswer])

        var modem = ProgressLine()
        modem.pause(500)
        // Whole periods, so that only the turn by π is heard.
        for turn in 0..<8 { modem.sine(2100, 450, phase: turn.isMultiple(of: 2) ? 0 : .pi) }
        modem.pause(500)
        #expect(modem.heard() == [.modemAnswer])
    }

    @Test("a short 2100 Hz tone and one burst of 1100 Hz are no fax")
    func noFax() {
        var line = ProgressLine()
        line.pause(500)
        line.sine(2100, 1500)
        line.pause(1000)
        line.sine(1100, 500)
        line.pause(6000)
        #expect(line.heard().isEmpty)
    }

    @Test("hears special information tones, also at the edges of E.180", arguments: [-50.0, 0, 50])
    func information(off: Double) {
        var line = ProgressLine()
        line.pause(500)
        for frequency in [950.0, 1400, 1800] { line.sine(frequency + off, 330) }
        line.pause(1000)
        line.addNoise(-45)
        #expect(line.heard() == [.information])
    }

    @Test("takes no speech, no DTMF and no noise for a tone")
    func falsePositives() {
        var line = ProgressLine()
        for seed in 1...20 {
            line.speak(9000, level: -14, seed: UInt64(100 + seed))
            line.pause(300)
        }
        line.addNoise(-50)
        #expect(line.heard().isEmpty)
        var keys = DTMFGenerator(digits: "1234567890*#ABCD1234567890", on: 350, off: 350)
        var dialled = [Int16](repeating: 0, count: keys?.totalLength ?? 0)
        var output = dialled.mutableSpan
        keys?.generate(into: &output)
        var noise = ProgressLine()
        noise.pause(dialled.count / 8 + 4000)
        noise.addNoise(-20)
        #expect(noise.heard().isEmpty)
        var detector = CallProgressDetector(plan: .china)
        for start in stride(from: 0, to: dialled.count - 160, by: 160) {
            #expect(detector.process(dialled.span.extracting(start..<start + 160)) == nil)
        }
    }

    @Test("frames of any length tell the same")
    func frameLengths() {
        var line = ProgressLine()
        line.pause(200)
        line.play(TonePlan.china[.busy], 4000)
        for length in [80, 160, 240, 37] {
            var detector = CallProgressDetector(plan: .china)
            var events: [CallProgressEvent] = []
            for start in stride(from: 0, to: line.samples.count, by: length) {
                let end = min(start + length, line.samples.count)
                if let event = detector.process(line.samples.span.extracting(start..<end)) { events.append(event) }
            }
            #expect(events.map(\.sound) == [.busy], "\(length) samples")
        }
    }
}
