import CivicCore
import CivicDSP
import CivicTones
import Foundation
import Testing

@Suite("The file of tone plans")
struct TonesFileTests {
    private static let shipped = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/tones.yaml")

    private static func plans() throws -> [String: TonePlan] {
        try TonesFile.plans(parsing: String(contentsOf: shipped, encoding: .utf8), file: "tones.yaml")
    }

    @Test("ships more than thirty countries besides China, whose plan is the one known without a file")
    func shipped() throws {
        let plans = try Self.plans()
        #expect(plans.count >= 31)
        #expect(plans["CN"] == .china)
        #expect(plans.allSatisfy { $0.key == $0.value.country })
        #expect(plans["NO"]?.name == "Norway")
        #expect(plans["US"]?[.ringback]?.steps.first?.sound == ToneSound([440, 480]))
        #expect(plans["IN"]?[.dial]?.steps.first?.sound == ToneSound([400], modulation: 25))
    }

    @Test(
        "every shipped tone is found again by the detector of its country, 2 % off in frequency and 14 % in cadence, over noise",
        arguments: [(1.0, 1.0), (0.98, 0.86), (1.02, 1.14)])
    func heardAgain(pitch: Double, stretch: Double) throws {
        let kinds = [ProgressToneKind.dial, .ringback, .busy, .congestion]
        // Countries that differ in a name only are heard once.
        var known: Set<[ProgressTone?]> = []
        for plan in try Self.plans().values.sorted(by: { $0.country < $1.country })
        where known.insert(ProgressToneKind.allCases.map { plan[$0] }).inserted {
            for kind in kinds {
                let tone = try #require(plan[kind])
                let played = Self.changed(tone, pitch: pitch, stretch: stretch)
                let seconds = max(4, played.period * 5 / 2 / 1000)
                let line = Signal.mix(
                    Signal.silence(count: 4000) + played.samples(count: seconds * 8000),
                    Signal.whiteNoise(
                        level: Level.dBFS(fromDBm0: tone.level - 20), count: 4000 + seconds * 8000, seed: 5))
                // Where two tones are the same, the first is told.
                let twins = ProgressToneKind.allCases.filter {
                    plan[$0]?.steps == tone.steps && plan[$0]?.isSteady == tone.isSteady
                }
                let expected = twins.map { $0 == .dial ? "dial-tone" : $0.rawValue }
                let heard = Self.heard(line, plan)
                #expect(heard.count == 1 && expected.contains(heard[0]), "\(plan.country) \(kind): \(heard)")
            }
        }
    }

    private static func changed(_ tone: ProgressTone, pitch: Double, stretch: Double) -> ProgressTone {
        var changed = tone
        changed.steps = tone.steps.map { step in
            let sound = ToneSound(step.sound.frequencies.map { $0 * pitch }, modulation: step.sound.modulation)
            return .init(sound, tone.isSteady ? step.duration : Int(Double(step.duration) * stretch))
        }
        return changed
    }

    private static func heard(_ line: [Int16], _ plan: TonePlan) -> [String] {
        var detector = CallProgressDetector(plan: plan)
        var heard: [String] = []
        for start in stride(from: 0, to: line.count - 159, by: 160) {
            if let event = detector.process(line.span.extracting(start..<start + 160)) {
                heard.append(event.sound.rawValue)
            }
        }
        return heard
    }

    private static let faulty: [(text: String, said: String)] = [
        ("countries: []", "t.yaml:1:12: error: 'countries' takes a mapping of countries [wrong-type]"),
        (
            "countries:\n  cn: {}",
            "t.yaml:2:3: error: 'cn' is no country code; write the two capitals of ISO 3166, such as CN; NO stands in "
                + "quotes [wrong-country]"
        ),
        (
            tones("dial: { hertz: 4500 }"),
            "t.yaml:4:20: error: 'hertz' takes frequencies from 200 to 3400, found '4500'; write 450, 350+440 (at "
                + "once), 400*25 (modulated) or 950/1400/1800 (in turn) [wrong-hertz]"
        ),
        (
            tones("dial: { hertz: 450, cadence: [1, 2, 3] }"),
            "t.yaml:4:34: error: 'cadence' takes an even number of seconds, at most 16, found a list; off times stand "
                + "after on times: [on, off, on, off] [wrong-cadence]"
        ),
        (
            tones("dial: { hertz: 450, cadence: [0, 2] }"),
            "t.yaml:4:35: error: a time on is 0.02 to 30 seconds, found '0' [wrong-cadence]"
        ),
        (
            tones("dial: { hertz: 450, level: 3 }"),
            "t.yaml:4:32: error: 'level' takes a number from -40.0 to 0.0, found '3' [wrong-type]"
        ),
        (
            tones("dial: { hertz: 950/1400 }"),
            "t.yaml:4:11: error: sounds that follow one another need a 'cadence'; off times stand after on times: "
                + "[on, off, on, off] [missing-key]"
        ),
        (
            tones("dail: { hertz: 450 }"),
            "t.yaml:3:5: error: 'dial' is missing [missing-key]"
        ),
    ]

    @Test("says where and what is wrong", arguments: faulty)
    func faults(text: String, said: String) {
        do {
            _ = try TonesFile.plans(parsing: text, file: "t.yaml")
            Issue.record("taken")
        } catch {
            let found = error.all.map { $0.description }
            #expect(found.contains(said), "\(found)")
        }
    }

    @Test("a country that is not there is refused with those that are")
    func unknownCountry() throws {
        let error = #expect(throws: Diagnostics.self) {
            try TonesFile.plan(for: "QQ", among: ["CN": .china], file: "t.yaml")
        }
        #expect(error?.description == "t.yaml: error: no country is called 'QQ'; it has CN [unknown-country]")
    }

    /// A file with one country, whose other tones are right.
    private static func tones(_ line: String) -> String {
        """
        countries:
          XX:
            name: Elsewhere
            \(line)
            ringback: { hertz: 450, cadence: [1, 4] }
            busy: { hertz: 450, cadence: [0.35, 0.35] }
            congestion: { hertz: 450, cadence: [0.7, 0.7] }
        """
    }
}
