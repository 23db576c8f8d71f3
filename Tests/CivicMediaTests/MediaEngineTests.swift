import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

@Suite("The media engine over real sockets", .serialized)
struct MediaEngineTests {
    private static func sine(_ frequency: Double, seconds: Double) -> [Int16] {
        (0..<Int(seconds * 8000)).map { Int16(8000 * sin(2 * .pi * frequency * Double($0) / 8000)) }
    }

    private static func key(_ digit: String) throws -> [Int16] {
        var generator = try #require(DTMFGenerator(digits: digit, on: 120, off: 80))
        var samples = [Int16](repeating: 0, count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        return samples
    }

    @Test("a prompt of clip, pause and tone is heard at the far end, then silence, and its end is told")
    func prompt() async throws {
        try await withEngine(clips: ["zh-CN/welcome": Self.sine(400, seconds: 0.2)]) { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            test.engine.play(
                [
                    .clip("zh-CN/welcome"), .clip("missing"), .pause(milliseconds: 100),
                    .tone(frequencies: [1800], levelDBFS: -12, duration: .milliseconds(200)),
                ], to: leg, token: PlaybackToken(value: 7), loop: false, interruptible: true)
            let ended = await test.wait {
                test.news.contains {
                    if case .playbackEnded(leg, let token, .finished) = $0 { token.value == 7 } else { false }
                }
            }
            #expect(ended)
            #expect(await test.wait { far.sofar.audio.suffix(800).allSatisfy { abs($0) < 16 } })
            let audio = far.sofar.audio
            let start = try #require(audio.firstIndex { abs($0) > 500 })
            try #require(audio.count > start + 4000)
            #expect(share(of: 400, in: audio[start..<start + 1500]) > 0.99)
            #expect(audio[start + 1700..<start + 2300].allSatisfy { abs($0) < 16 })
            let tone = audio[start + 2500..<start + 3900]
            #expect(share(of: 1800, in: tone) > 0.99)
            let level = tone.map { Double($0) * Double($0) }.reduce(0, +) / Double(tone.count)
            #expect(abs(Level.dBFS(meanSquare: level) + 12) < 0.5)
            #expect(test.engine.counters().unknownClips == 1)
            // One stream: numbers and timestamps go up evenly.
            let packets = far.sofar.packets
            #expect(zip(packets, packets.dropFirst()).allSatisfy { $1.sequence &- $0.sequence == 1 })
            #expect(zip(packets, packets.dropFirst()).allSatisfy { $1.timestamp &- $0.timestamp == 160 })
            #expect(packets.first?.marker == true)
        }
    }

    @Test("a µ-law leg hears the same prompt")
    func muLaw() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            var plan = test.plan(for: far)
            plan.codec = .pcmu
            test.engine.connect(leg, plan)  // the far end reads A-law, so it hears a distorted tone: look at the level
            test.engine.play(
                [.tone(frequencies: [500], levelDBFS: -10, duration: .seconds(5))], to: leg,
                token: PlaybackToken(value: 1), loop: false, interruptible: false)
            #expect(await test.wait { far.sofar.audio.suffix(1600).contains { abs($0) > 500 } })
        }
    }

    @Test("two legs of a bridge hear each other and not themselves, and a gain of 0 parts them")
    func bridge() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (first, a) = try test.call(in: bridge, FarEnd.tone(600))
            let (second, b) = try test.call(in: bridge, FarEnd.tone(1100))
            #expect(await test.wait { a.sofar.audio.count > 4000 && b.sofar.audio.count > 4000 })
            #expect(share(of: 1100, in: a.sofar.audio.suffix(1600)) > 0.98)
            #expect(share(of: 600, in: b.sofar.audio.suffix(1600)) > 0.98)
            test.engine.hear(first, second, gain: 0)
            #expect(await test.wait { a.sofar.audio.suffix(1600).allSatisfy { abs($0) < 16 } })
            #expect(share(of: 600, in: b.sofar.audio.suffix(1600)) > 0.98)
        }
    }

    @Test("three parties: each hears the sum of the two others")
    func conference() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (_, a) = try test.call(in: bridge, FarEnd.tone(500))
            _ = try test.call(in: bridge, FarEnd.tone(900))
            _ = try test.call(in: bridge, FarEnd.tone(1400))
            #expect(
                await test.wait {
                    let audio = a.sofar.audio.suffix(1600)
                    return share(of: 900, in: audio) > 0.45 && share(of: 1400, in: audio) > 0.45
                })
            #expect(share(of: 500, in: a.sofar.audio.suffix(1600)) < 0.01)
        }
    }

    @Test("a party that is looped back hears itself")
    func loop() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(700))
            test.engine.loopBack(leg, true)
            #expect(await test.wait { share(of: 700, in: far.sofar.audio.suffix(1600)) > 0.98 })
        }
    }

    @Test("a key sent as an event and as a tone counts once, and ends the prompt at once")
    func mergedDigit() async throws {
        let tone = try Self.key("5")
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            // The tone leaks first, then the events of the same press.
            let (leg, far) = try test.call(in: bridge) { _ in .audio([Int16](repeating: 0, count: 160)) }
            test.engine.play(
                [.tone(frequencies: [400], levelDBFS: -20, duration: .seconds(30))], to: leg,
                token: PlaybackToken(value: 3), loop: true, interruptible: true)
            #expect(await test.wait { far.sofar.audio.suffix(160).contains { abs($0) > 500 } })
            let press = Script()
            far.say { tick in
                let step = press.next()
                switch step {
                case 0..<6: return .audio(Array(tone[step * 160..<(step + 1) * 160]))
                case 6..<14:
                    let event = TelephoneEvent(code: 5, isEnd: step > 10, duration: UInt16(min(step - 5, 5) * 160))
                    return .event(event, marker: step == 6, timestamp: 960)
                default: return .audio([Int16](repeating: 0, count: 160))
                }
            }
            #expect(
                await test.wait {
                    test.news.contains { if case .playbackEnded(_, _, .interrupted) = $0 { true } else { false } }
                })
            #expect(await test.wait { press.count > 70 })
            #expect(test.digits == "5")
            let counters = test.engine.counters()
            #expect(counters.digitsByEvent == 1)
            #expect(counters.digitsInBand == counters.digitsMerged)
        }
    }

    @Test("a key that comes as a tone only is heard in-band, one by INFO is taken as it is")
    func otherWays() async throws {
        let tone = try Self.key("8")
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let press = Script()
            let (leg, _) = try test.call(in: bridge, events: false) { _ in
                let step = press.next() - 20
                guard step >= 0, (step + 1) * 160 <= tone.count else {
                    return .audio([Int16](repeating: 0, count: 160))
                }
                return .audio(Array(tone[step * 160..<(step + 1) * 160]))
            }
            #expect(await test.wait { test.digits == "8" })
            test.engine.injectDigit("#", from: leg)
            #expect(await test.wait { test.digits == "8#" })
        }
    }

    @Test("keys go out as events where negotiated, else as tones")
    func sendsDigits() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            test.engine.send(digits: "1#", to: leg)
            #expect(await test.wait { far.sofar.events.count(where: \.isEnd) == 6 })
            #expect(Set(far.sofar.events.map(\.code)) == [1, 11])
            let (plain, other) = try test.call(in: bridge, events: false)
            test.engine.send(digits: "9", to: plain)
            #expect(
                await test.wait {
                    var detector = DTMFDetector()
                    let frames = stride(from: 0, to: max(0, other.sofar.audio.count - 160), by: 160)
                    let audio = other.sofar.audio
                    return frames.contains { start in
                        if case .started("9", _) = detector.process(audio.span.extracting(start..<start + 160)) {
                            true
                        } else {
                            false
                        }
                    }
                })
        }
    }

    @Test("after the latch, a thief's packets change nothing and are counted")
    func thief() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(600))
            #expect(
                await test.wait {
                    test.news.contains { if case .latched(leg, far.endpoint) = $0 { true } else { false } }
                })
            test.engine.loopBack(leg, true)
            let thief = try FarEnd(FarEnd.tone(1500))
            defer { thief.close() }
            thief.call(try #require(test.port(of: leg)))
            #expect(await test.wait { test.engine.counters().droppedForeignSource > 20 })
            #expect(share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98)
            #expect(thief.sofar.packets.isEmpty)
        }
    }

    @Test("garbage, wrong payload types and giants are counted and cost the call nothing")
    func garbage() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(600))
            test.engine.loopBack(leg, true)
            let rubbish = try FarEnd { tick in
                switch tick % 3 {
                case 0: .raw([UInt8](repeating: 0xFF, count: 5))
                case 1: .raw([0x80, 96] + [UInt8](repeating: 0, count: 30))
                default: .raw([UInt8](repeating: 0x80, count: 9000))
                }
            }
            defer { rubbish.close() }
            rubbish.call(try #require(test.port(of: leg)))
            #expect(
                await test.wait {
                    let counters = test.engine.counters()
                    return counters.droppedMalformed > 3 && counters.droppedWrongPayloadType > 3
                        && counters.droppedOversized > 3
                })
            #expect(await test.wait { share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98 })
        }
    }

    @Test("a recording ends by a key, is told when its file is complete, and holds what was said")
    func recording() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "civic-\(UUID().uuidString)/message.wav").path
        defer { try? FileManager.default.removeItem(atPath: URL(filePath: file).deletingLastPathComponent().path) }
        try await withEngine(configure: { $0.recordingSyncInterval = .milliseconds(100) }) { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(800))
            #expect(await test.wait { far.sofar.packets.count > 10 })
            test.engine.record(
                leg, to: file, token: PlaybackToken(value: 9), longest: .seconds(20), silence: .seconds(5),
                stopOnKey: true)
            #expect(await test.wait { (try? Data(contentsOf: URL(filePath: file + ".part")).count) ?? 0 > 12_000 })
            // What a crash would leave behind plays up to the last time its header was put right.
            let meanwhile = try WAVFile(parsing: [UInt8](Data(contentsOf: URL(filePath: file + ".part"))))
            #expect(meanwhile.samples.count > 800)
            test.engine.injectDigit("#", from: leg)
            var told: (RecordingEnd, Duration, Bool)?
            #expect(
                await test.wait {
                    for case .recordingEnded(leg, PlaybackToken(value: 9), let end, let duration, let speech) in test
                        .news
                    {
                        told = (end, duration, speech)
                    }
                    return told != nil
                })
            #expect(told?.0 == .key("#"))
            #expect(told?.2 == true)
            let wav = try WAVFile(parsing: [UInt8](Data(contentsOf: URL(filePath: file))))
            #expect(wav.sampleRate == 8000 && wav.channels == 1)
            #expect(told?.1 == .microseconds(wav.samples.count * 125))
            try #require(wav.samples.count > 5000)
            #expect(share(of: 800, in: wav.samples[1600..<4800]) > 0.98)
        }
    }

    @Test("a silent recording ends by silence, heard no speech, and is as long as it took")
    func silentRecording() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "civic-\(UUID().uuidString).wav").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, _) = try test.call(in: bridge) { _ in .audio([Int16](repeating: 3, count: 160)) }
            test.engine.record(
                leg, to: file, token: PlaybackToken(value: 2), longest: .seconds(20), silence: .milliseconds(500),
                stopOnKey: true)
            #expect(
                await test.wait {
                    test.news.contains {
                        if case .recordingEnded(_, _, .silence, .milliseconds(500), heardSpeech: false) = $0 {
                            true
                        } else {
                            false
                        }
                    }
                })
        }
    }

    @Test("a recording that cannot be written fails, and says so")
    func failedRecording() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, _) = try test.call(in: bridge, FarEnd.tone(800))
            test.engine.record(
                leg, to: "/proc/nowhere/message.wav", token: PlaybackToken(value: 2), longest: .seconds(20),
                silence: nil, stopOnKey: false)
            #expect(
                await test.wait {
                    test.news.contains { if case .recordingEnded(_, _, .failed, _, _) = $0 { true } else { false } }
                })
        }
    }

    @Test("a pair of ports is free again when its leg is closed, and not before")
    func ports() async throws {
        try await withEngine(pairs: 1) { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(600))
            #expect(throws: MediaError.noFreePorts) { try test.engine.openLeg(in: bridge) }
            #expect(await test.wait { test.engine.counters().packetsReceived > 10 })
            test.engine.close(leg)
            var report: LegReport?
            #expect(
                await test.wait {
                    for case .closed(leg, let told) in test.news { report = told }
                    return report != nil
                })
            #expect(report?.packetsReceived ?? 0 > 10)
            #expect(report?.packetsSent ?? 0 > 0)
            #expect(report?.packetsLost == 0)
            #expect(abs((report?.level ?? 0) + 12.2) < 1)  // a sine of 8,000 of 32,767
            let again = try test.engine.openLeg(in: bridge)
            #expect(again.port % 2 == 0)
            #expect(test.engine.counters().legsOpen == 1)
            far.close()
        }
    }

    @Test("a thread that is too busy, a full thread and a full bridge take no more legs")
    func overload() async throws {
        try await withEngine(configure: { $0.highestLoad = -1 }) { test in
            #expect(throws: MediaError.overloaded) { try test.engine.openBridge() }
            #expect(test.engine.counters().legsRefused == 1)
        }
        try await withEngine(configure: { $0.highestLateness = .zero }) { test in
            let bridge = try test.engine.openBridge()
            _ = try test.call(in: bridge, FarEnd.tone(600))
            #expect(await test.wait { test.engine.counters().packetsSent > 20 })
            #expect(throws: MediaError.overloaded) { try test.engine.openLeg(in: bridge) }
        }
        try await withEngine(pairs: 20) { test in
            let bridge = try test.engine.openBridge()
            for _ in 0..<MediaEngine.partiesPerBridge { _ = try test.engine.openLeg(in: bridge) }
            #expect(throws: MediaError.bridgeFull) { try test.engine.openLeg(in: bridge) }
        }
        try await withEngine(configure: { $0.legsPerThread = 1 }) { test in
            let bridge = try test.engine.openBridge()
            _ = try test.engine.openLeg(in: bridge)
            #expect(throws: MediaError.overloaded) { try test.engine.openLeg(in: bridge) }
        }
    }

    @Test("a peer that falls silent is reported once, one on hold is not")
    func watchdog() async throws {
        try await withEngine(configure: { $0.mediaTimeout = .milliseconds(300) }) { test in
            let bridge = try test.engine.openBridge()
            let (lost, a) = try test.call(in: bridge, FarEnd.tone(600))
            let (held, b) = try test.call(in: bridge, FarEnd.tone(600))
            #expect(await test.wait { test.engine.counters().packetsReceived > 20 })
            test.engine.setHeld(held, true)
            a.say { _ in .nothing }
            b.say { _ in .nothing }
            #expect(await test.wait { test.news.contains { if case .mediaLost(lost) = $0 { true } else { false } } })
            let phases = test.engine.counters().phases
            #expect(await test.wait { test.engine.counters().phases > phases + 300 })
            let reports = test.news.compactMap { if case .mediaLost(let leg) = $0 { leg } else { nil } }
            #expect(reports == [lost])
        }
    }

    @Test("a peer that is never heard is reported by the longer limit")
    func neverHeard() async throws {
        try await withEngine(configure: { $0.firstMediaTimeout = .milliseconds(400) }) { test in
            let bridge = try test.engine.openBridge()
            let (leg, _) = try test.call(in: bridge)
            #expect(await test.wait { test.news.contains { if case .mediaLost(leg) = $0 { true } else { false } } })
        }
    }

    @Test("what does not exist is refused or ignored; after the stop all is refused and the news end")
    func edges() async throws {
        try await withEngine { test in
            #expect(throws: MediaError.unknownBridge) { try test.engine.openLeg(in: BridgeID(value: 999)) }
            test.engine.close(LegID(value: 5))
            test.engine.play([], to: LegID(value: 5), token: PlaybackToken(value: 1), loop: true, interruptible: false)
            let bridge = try test.engine.openBridge()
            let (leg, _) = try test.call(in: bridge)
            test.engine.play([], to: leg, token: PlaybackToken(value: 4), loop: true, interruptible: false)
            #expect(
                await test.wait {
                    test.news.contains { if case .playbackEnded(leg, _, .finished) = $0 { true } else { false } }
                })
            await test.end()
            #expect(test.news.contains { if case .closed(leg, _) = $0 { true } else { false } })
            #expect(throws: MediaError.stopped) { try test.engine.openBridge() }
        }
    }
}
