import CivicCore
import CivicDSP
import CivicMedia
import Foundation
import Testing

@Suite("Encrypted legs", .serialized)
struct EngineSecurityTests {
    private static func keys(_ suite: SRTPSuite) -> SRTPKeys {
        SRTPKeys(suite: suite, sending: suite.makeMaster(), receiving: suite.makeMaster())
    }

    private func connect(_ test: EngineHarness, _ leg: LegID, _ far: FarEnd, _ keys: SRTPKeys?, mux: Bool = false) {
        var plan = test.plan(for: far)
        plan.keys = keys
        plan.multiplexes = mux
        test.engine.connect(leg, plan)
    }

    private func isLatched(_ test: EngineHarness, _ leg: LegID, on far: FarEnd) -> Bool {
        test.news.contains { if case .latched(leg, far.endpoint) = $0 { true } else { false } }
    }

    @Test("both sides hear each other, over the roll-over of the sequence number", arguments: SRTPSuite.allCases)
    func bothWays(_ suite: SRTPSuite) async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let keys = Self.keys(suite)
            let (leg, far) = try test.call(in: bridge, keys: keys)
            test.engine.loopBack(leg, true)
            far.say(FarEnd.tone(600))
            #expect(await test.wait { far.sofar.audio.count > 12_000 })
            #expect(share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98)
            #expect(far.sofar.unreadable == 0)
            let counters = test.engine.counters()
            #expect(counters.droppedUnauthenticated + counters.droppedReplayed + counters.droppedMalformed == 0)
            test.engine.close(leg)
            #expect(
                await test.wait {
                    test.news.contains {
                        if case .closed(leg, let report) = $0 { report.suite == suite } else { false }
                    }
                })
        }
    }

    @Test("an encrypted party and a plain one hear each other")
    func mixed() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let keys = Self.keys(.aes256GCM)
            let (leg, secure) = try test.call(in: bridge)
            connect(test, leg, secure, keys)
            try secure.secure(keys)
            secure.say(FarEnd.tone(600))
            let (_, plain) = try test.call(in: bridge, FarEnd.tone(1000))
            #expect(await test.wait { plain.sofar.audio.count > 16_000 && secure.sofar.audio.count > 16_000 })
            #expect(share(of: 600, in: plain.sofar.audio.suffix(1600)) > 0.9)
            #expect(share(of: 1000, in: secure.sofar.audio.suffix(1600)) > 0.9)
        }
    }

    @Test("plain packets on an encrypted leg are dropped and counted, and do not become its source")
    func plainOnEncrypted() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let keys = Self.keys(.aes128SHA1)
            let (leg, far) = try test.call(in: bridge)
            connect(test, leg, far, keys)
            let thief = try FarEnd(FarEnd.tone(1500))
            defer { thief.close() }
            thief.call(try #require(test.port(of: leg)))
            #expect(await test.wait { test.engine.counters().droppedUnauthenticated > 30 })
            #expect(!isLatched(test, leg, on: thief))
            #expect(thief.sofar.packets.isEmpty && thief.sofar.unreadable == 0)
            try far.secure(keys)
            far.say(FarEnd.tone(600))
            #expect(await test.wait { isLatched(test, leg, on: far) })
            test.engine.loopBack(leg, true)
            #expect(await test.wait { share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98 })
        }
    }

    @Test("packets under a wrong key are dropped and counted")
    func wrongKey() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            connect(test, leg, far, Self.keys(.aes256GCM))
            try far.secure(Self.keys(.aes256GCM))
            far.say(FarEnd.tone(600))
            #expect(await test.wait { test.engine.counters().droppedUnauthenticated > 20 })
            #expect(test.engine.counters().packetsReceived == 0)
            #expect(!isLatched(test, leg, on: far))
        }
    }

    @Test("a packet that comes again is dropped and counted")
    func replayed() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let keys = Self.keys(.aes128SHA1Short)
            let (leg, far) = try test.call(in: bridge)
            connect(test, leg, far, keys)
            test.engine.loopBack(leg, true)
            try far.secure(keys, copies: 2)
            far.say(FarEnd.tone(600))
            #expect(await test.wait { test.engine.counters().droppedReplayed > 30 && far.sofar.audio.count > 8000 })
            #expect(await test.wait { share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98 })
        }
    }

    @Test("encrypted packets on a plain leg are dropped: they would be noise", arguments: SRTPSuite.allCases)
    func encryptedOnPlain(_ suite: SRTPSuite) async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (_, far) = try test.call(in: bridge)
            try far.secure(Self.keys(suite))
            far.say(FarEnd.tone(600))
            #expect(await test.wait { test.engine.counters().droppedEncrypted > 20 })
            #expect(test.engine.counters().packetsReceived == 0)
        }
    }

    @Test("the same keys again, as for a hold, cost nothing; another key of the peer is taken, and ours counts on")
    func renegotiated() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            var keys = Self.keys(.aes128SHA1)
            let (leg, far) = try test.call(in: bridge)
            connect(test, leg, far, keys)
            test.engine.loopBack(leg, true)
            try far.secure(keys)
            far.say(FarEnd.tone(600))
            #expect(await test.wait { far.sofar.audio.count > 8000 })
            connect(test, leg, far, keys)
            try await Task.sleep(for: .milliseconds(200))
            keys.receiving = keys.suite.makeMaster()
            connect(test, leg, far, keys)
            // For as long as the peer has not heard of it, it goes on under the old key.
            try await Task.sleep(for: .milliseconds(300))
            try far.rekey(keys)
            try await Task.sleep(for: .milliseconds(300))
            far.forget()
            #expect(await test.wait { far.sofar.audio.count > 4000 })
            #expect(share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98)
            #expect(far.sofar.unreadable == 0)
            #expect(test.engine.counters().droppedUnauthenticated == 0)
            keys.sending = keys.suite.makeMaster()
            connect(test, leg, far, keys)
            try far.secure(keys)
            // Its sequence numbers go on, its key is the same: what it sends still counts for new.
            try await Task.sleep(for: .milliseconds(300))
            far.forget()
            #expect(await test.wait { far.sofar.audio.count > 4000 })
            #expect(far.sofar.unreadable == 0)
        }
    }

    @Test(
        "a phone that moves to another leg after its sequence number has rolled over, and keeps its key, is heard there",
        arguments: SRTPSuite.allCases)
    func moved(_ suite: SRTPSuite) async throws {
        try await withEngine(configure: { $0.threads = 2 }) { test in
            var keys = Self.keys(suite)
            let (first, far) = try test.call(in: try test.engine.openBridge(), keys: keys)
            far.say(FarEnd.tone(600))
            // It begins 16 packets before the roll-over.
            #expect(await test.wait { test.engine.counters().packetsReceived > 40 })
            let bridge = try test.engine.openBridge()
            let second = try test.engine.openLeg(in: bridge)
            let (_, listener) = try test.call(in: bridge)
            // Another leg of ours has a key of its own.
            keys.sending = suite.makeMaster()
            var plan = test.plan(for: far)
            plan.keys = keys
            test.engine.connect(second.id, plan, after: first)
            far.call(second.port)
            test.engine.close(first)
            #expect(await test.wait { share(of: 600, in: listener.sofar.audio.suffix(1600)) > 0.9 })
            #expect(test.engine.counters().droppedUnauthenticated == 0)
        }
    }

    @Test(
        "reports go over the one port, encrypted where the audio is",
        arguments: [nil, SRTPSuite.aes128SHA1, .aes256GCM])
    func multiplexed(_ suite: SRTPSuite?) async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let keys = suite.map(Self.keys)
            let (leg, far) = try test.call(in: bridge, keys: keys, mux: true)
            far.say(FarEnd.tone(600))
            #expect(await test.wait { isLatched(test, leg, on: far) })
            try await Task.sleep(for: .milliseconds(200))
            test.engine.close(leg)
            #expect(await test.wait { far.sofar.controls.contains { $0[1] == 200 } })
            #expect(far.sofar.unreadable == 0)
        }
    }
}
