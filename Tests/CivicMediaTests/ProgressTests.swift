import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

/// What a leg tells of the far side beyond its voice: the network's tones, and how the audio fares.
@Suite(.serialized) struct ProgressTests {
    @Test("the network's busy tone is told with its beginning and its end, and a leg not watched tells nothing")
    func busy() async throws {
        try await withEngine(configure: { $0.tones = .china }) { test in
            let bridge = try test.engine.openBridge()
            let tone = FarEnd.tone(450, amplitude: 3000)
            // 350 ms on and off (China), for four seconds.
            let line: @Sendable (Int) -> FarEnd.Frame = { tick in
                let step = Double(tick) * 20
                return step < 4200 && Int(step) % 700 < 350 ? tone(tick) : .audio([Int16](repeating: 0, count: 160))
            }
            let (watched, far) = try test.call(in: bridge)
            let (other, second) = try test.call(in: bridge)
            test.engine.watchProgress(watched)
            far.say(line)
            second.say(line)
            func events(of leg: LegID) -> [CallProgressEvent] {
                test.news.compactMap { if case .progress(leg, let event) = $0 { event } else { nil } }
            }
            #expect(await test.wait { events(of: watched).count == 2 })
            #expect(events(of: watched).map(\.sound) == [.busy, .busy])
            #expect(events(of: watched).map(\.phase) == [.began, .ended])
            #expect(events(of: other).isEmpty)
            test.engine.endProgress(watched)
            test.engine.watchProgress(watched)
            test.engine.close(watched)
            #expect(
                await test.wait { test.news.contains { if case .closed(watched, _) = $0 { true } else { false } } })
        }
    }

    @Test("whether a person or a machine speaks is told after the answer, and not before")
    func answer() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let talk = Signal.speechLike(count: 160_000, seed: 3)
            let (leg, far) = try test.call(in: bridge)
            test.engine.watchProgress(leg)
            let start = Script()
            far.say { _ in
                let step = start.next() % 1000
                return .audio(Array(talk[step * 160..<step * 160 + 160]))
            }
            func sounds() -> [CallProgressEvent.Sound] {
                test.news.compactMap { if case .progress(leg, let event) = $0 { event.sound } else { nil } }
            }
            #expect(await test.wait { start.count > 200 })
            #expect(!sounds().contains(.person) && !sounds().contains(.machine))
            test.engine.progressAnswered(leg)
            // Which of the two is the detector's affair, and tested there.
            #expect(await test.wait { sounds().contains(.person) || sounds().contains(.machine) })
        }
    }

    @Test("the peer's report tells its loss and its distance; the leg's own tells what was heard")
    func quality() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(600))
            #expect(await test.wait { far.sofar.packets.count > 20 })
            let ssrc = try #require(far.sofar.packets.first?.ssrc)
            let tone = FarEnd.tone(600)
            far.say { tick in
                if tick % 10 == 3 { return .lost }  // one in ten is lost
                guard tick % 10 == 4 else { return tone(tick) }
                return .control(Self.report(about: ssrc, lost: 7, awayBy: 0.080), with: tone(tick))
            }
            try await Task.sleep(for: .seconds(6))  // our delay is looked at once in 5 s
            test.engine.close(leg)
            func report() -> LegReport? {
                test.news.lazy.compactMap { if case .closed(leg, let report) = $0 { report } else { nil } }.first
            }
            #expect(await test.wait { report() != nil })
            let report = try #require(report())
            #expect(report.lostAtPeer == 7)
            let roundTrip = try #require(report.roundTrip)
            #expect(roundTrip > 75 && roundTrip < 300)
            #expect(report.playoutDelay > 5 && report.playoutDelay < 250)
            let lost = Double(report.concealedFrames) / Double(report.playedFrames)
            #expect(lost > 0.05 && lost < 0.2)
            let quality = try #require(report.quality)
            #expect(quality.rating > 50 && quality.rating < 80)
        }
    }

    /// A receiver report (RFC 3550 §6.4.2) on a sender report of ours of so many seconds ago.
    private static func report(about ssrc: UInt32, lost: Int, awayBy seconds: Double) -> [UInt8] {
        let ntp = Date().timeIntervalSince1970 + 2_208_988_800 - seconds - 0.5
        let block = ReportBlock(
            ssrc: ssrc, fractionLost: 0, cumulativeLost: lost, extendedHighest: 0, jitter: 0,
            lastSenderReport: UInt32(truncatingIfNeeded: UInt64(ntp * 65_536)), delaySinceLastSenderReport: 32_768)
        var bytes = [UInt8](repeating: 0, count: 160)
        var room = bytes.mutableSpan
        let writer = RTCPWriter(ssrc: 77, canonicalName: 1)
        let length = writer.write(nil, block, goodbye: false, to: &room)
        return Array(bytes[..<length])
    }
}

@Suite struct CallQualityTests {
    /// Loss and one-way delay to the rating, worked out by hand from the formula.
    static let table: [(Double, Double, Double)] = [
        (0, 0, 93.2), (0, 150, 89.6), (0, 400, 59.1), (0.02, 60, 84.75), (0.1, 60, 64.70), (1, 60, 15.81),
    ]

    @Test("loss and delay cost what the E-model says", arguments: table)
    func rating(_ lost: Double, _ delay: Double, _ rating: Double) {
        #expect(abs(CallQuality(lost: lost, delay: delay).rating - rating) < 0.05)
    }

    @Test("the rating becomes an opinion by G.107 annex B")
    func opinion() {
        #expect(abs(CallQuality(lost: 0, delay: 0).meanOpinion - 4.41) < 0.01)
        #expect(abs(CallQuality(lost: 0.1, delay: 60).meanOpinion - 3.34) < 0.02)
        #expect(CallQuality(lost: 1, delay: 1500).meanOpinion == 1)
    }
}
