import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

@Suite("What is not of the call", .serialized)
struct EngineIntruderTests {
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
}
