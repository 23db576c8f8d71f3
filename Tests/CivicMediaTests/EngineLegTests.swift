import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

@Suite("Legs and their ends", .serialized)
struct EngineLegTests {
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
