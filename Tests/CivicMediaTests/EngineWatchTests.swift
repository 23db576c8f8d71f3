import CivicCore
import CivicMedia
import CivicRTP
import Testing

/// What the engine notices of its peers: one-way audio, dead telephones, keys and how long they are down.
@Suite struct EngineWatchTests {
    @Test("an agent's telephone is given up sooner than a citizen's")
    func agentsDieSooner() async throws {
        try await withEngine(configure: { $0.agentMediaTimeout = .milliseconds(300) }) { test in
            let bridge = try test.engine.openBridge()
            let (_, citizen) = try test.call(in: bridge, FarEnd.tone(600))
            let (agent, phone) = try test.call(in: bridge, for: .agent, FarEnd.tone(600))
            #expect(await test.wait { test.engine.counters().packetsReceived > 40 })
            citizen.say { _ in .nothing }
            phone.say { _ in .nothing }
            #expect(await test.wait { test.news.contains { if case .mediaLost = $0 { true } else { false } } })
            let lost = test.news.compactMap { if case .mediaLost(let leg) = $0 { leg } else { nil } }
            #expect(lost == [agent])
        }
    }

    @Test("one-way audio is told after two seconds, is told to be over, and stands in the leg's report")
    func oneWay() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            #expect(
                await test.wait {
                    test.news.contains { if case .audioMissing(leg, .packets) = $0 { true } else { false } }
                })
            far.say(FarEnd.tone(600))
            #expect(await test.wait { test.news.contains { if case .audioFound(leg) = $0 { true } else { false } } })
            #expect(test.engine.counters().oneWayAlarms == 1)
            test.engine.close(leg)
            #expect(
                await test.wait {
                    test.news.contains {
                        if case .closed(leg, let report) = $0 { report.oneWayAlarms == 1 } else { false }
                    }
                })
        }
    }

    @Test("a key silences the prompt when it goes down and is told when it comes up; a long press is told by itself")
    func keyIsToldAtItsEnd() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(600))
            test.engine.play(
                [.tone(frequencies: [400], levelDBFS: -20, duration: .seconds(30))], to: leg,
                token: PlaybackToken(value: 3), loop: true, interruptible: true)
            #expect(await test.wait { test.engine.counters().packetsSent > 10 })
            let press = Script()
            far.say { tick in
                let step = press.next()
                let event = TelephoneEvent(
                    code: 5, isEnd: (8..<11).contains(step), duration: UInt16(clamping: (step % 40 + 1) * 160))
                // A short press with its ends, then one that lasts and has none.
                if step < 11 { return .event(event, marker: step == 0, timestamp: 1000) }
                return step < 40
                    ? .audio([Int16](repeating: 0, count: 160)) : .event(event, marker: step == 40, timestamp: 9000)
            }
            // The long press may have been told as well by the time that we look.
            #expect(await test.wait { test.digits.hasPrefix("5") })
            let order = test.news.compactMap { item -> String? in
                switch item {
                case .playbackEnded(_, _, .interrupted): "silence"
                case .digit: "digit"
                default: nil
                }
            }
            #expect(order.prefix(2) == ["silence", "digit"])
            #expect(await test.wait { test.digits == "55" })
        }
    }
}
