import CivicDSP
import Foundation
import Testing

@testable import CivicAudio

@Suite("Level of a sound")
struct LevelReportTests {
    @Test("tells level and peak of a sine", arguments: [-3.0, -20, -45])
    func sine(dBm0: Double) {
        let level = Level.dBFS(fromDBm0: dBm0)
        let report = LevelReport(
            of: Signal.sine(frequency: 1000, level: level, count: 16_000), sampleRate: 8000)
        #expect(abs(report.level - level) < 0.05)
        #expect(abs(report.peak - level) < 0.1)
        #expect(report.clipped == 0)
        #expect(report.seconds.count == 2)
        #expect(abs(report.seconds[1].level - level) < 0.05)
    }

    @Test("counts runs at full scale as clipped")
    func clipping() {
        let loud = Signal.sine(frequency: 200, level: 6, count: 8000)
        let report = LevelReport(of: loud, sampleRate: 8000)
        // A sine 6 dB too high stays beyond full scale for two thirds of the time.
        #expect(abs(Double(report.clipped) / 8000 - 0.667) < 0.02)
    }

    @Test("tells an offset, and the part of silence")
    func offsetAndSilence() {
        let raised = Signal.sine(frequency: 500, level: -20, count: 8000).map { $0 + 655 }
        let report = LevelReport(of: raised + Signal.silence(count: 24_000), sampleRate: 8000)
        #expect(abs(report.offset - 0.005) < 1e-4)
        #expect(abs(report.silence - 0.75) < 0.01)
    }

    @Test("the active speech level leaves pauses out", arguments: [8000, 16_000])
    func active(rate: Int) throws {
        let talk = Signal.whiteNoise(level: -25, count: 4 * rate, seed: 1)
        let report = LevelReport(of: talk + Signal.silence(count: 12 * rate), sampleRate: rate)
        let active = try #require(report.active)
        // P.56 holds each talk spurt 0.2 s longer, which lowers it by a little.
        #expect(abs(active.level - -25.2) < 0.4, "\(active.level)")
        #expect(abs(active.activity - 0.26) < 0.02)
        #expect(abs(report.level - -31) < 0.1)
    }

    @Test("silence has no speech")
    func silence() {
        let report = LevelReport(of: Signal.silence(count: 8000), sampleRate: 8000)
        #expect(report.active == nil)
        #expect(report.silence == 1)
        #expect(report.lines(seconds: true).count == 8)
    }
}
