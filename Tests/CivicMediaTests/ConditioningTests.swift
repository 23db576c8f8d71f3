import CivicDSP
import CivicMedia
import Foundation
import Testing

/// A party's speech on its way to the others.
@Suite(.serialized) struct ConditioningTests {
    @Test("quiet speech is raised for the other party, as configured for citizens or agents", arguments: [true, false])
    func level(_ isCitizen: Bool) async throws {
        func heard(_ conditioning: LegConditioning) async throws -> Double {
            try await withEngine(configure: {
                if isCitizen { $0.citizenConditioning = conditioning } else { $0.agentConditioning = conditioning }
            }) { test in
                let bridge = try test.engine.openBridge()
                let tone = FarEnd.tone(600, amplitude: 300)  // -44 dBFS
                _ = try test.call(in: bridge, for: isCitizen ? .citizen : .agent) {
                    // Words and pauses: what never pauses is no speech.
                    $0 % 40 < 25 ? tone($0) : .audio([Int16](repeating: 0, count: 160))
                }
                let (_, other) = try test.call(in: bridge, for: isCitizen ? .agent : .citizen)
                #expect(await test.wait { other.sofar.audio.count > 50_000 })
                let last = other.sofar.audio.suffix(8000)
                return Level.dBFS(meanSquare: last.map { Double($0) * Double($0) }.reduce(0, +) / 8000)
            }
        }
        async let without = heard(LegConditioning())
        async let with = heard(LegConditioning(controlsLevel: true))
        let raised = try await with - without
        #expect(raised > 9 && raised < 15.5, "\(raised) dB")
    }

    @Test("steady noise is taken down, and a wideband party's too", arguments: [false, true])
    func noise(_ isWide: Bool) async throws {
        func heard(_ conditioning: LegConditioning) async throws -> Double {
            try await withEngine(configure: { $0.citizenConditioning = conditioning }) { test in
                let bridge = try test.engine.openBridge()
                var seed = UInt64(9)
                let noise = (0..<16_000).map { _ in
                    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return Int16(truncatingIfNeeded: Int(seed >> 33) % 800 - 400)
                }
                let (leg, far) = try test.call(in: bridge)
                if isWide {
                    var plan = test.plan(for: far)
                    plan.codec = .g722
                    plan.payloadType = FarEnd.codec
                    test.engine.connect(leg, plan)  // A-law codes are noise to G.722 as well
                }
                far.say { .audio(Array(noise[$0 % 100 * 160..<$0 % 100 * 160 + 160])) }
                let (_, other) = try test.call(in: bridge, for: .agent)
                #expect(await test.wait { other.sofar.audio.count > 40_000 })
                let last = other.sofar.audio.suffix(8000)
                return Level.dBFS(meanSquare: last.map { Double($0) * Double($0) }.reduce(0, +) / 8000)
            }
        }
        async let without = heard(LegConditioning())
        async let with = heard(LegConditioning(noiseReduction: 15))
        let lowered = try await without - with
        #expect(lowered > 8, "\(lowered) dB")
    }
}
