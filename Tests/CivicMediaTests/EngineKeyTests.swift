import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

@Suite("Keys over real sockets, both ways", .serialized)
struct EngineKeyTests {
    private static func key(_ digit: String) throws -> [Int16] {
        var generator = try #require(DTMFGenerator(digits: digit, on: 120, off: 80))
        var samples = [Int16](repeating: 0, count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        return samples
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
}
