import CivicCore
import CivicMedia
import CivicRTP
import Testing

/// A peer that sends rubbish from the very address that the leg listens to.
@Suite struct EngineFuzzTests {
    /// Bent packets: of audio, of keys, of reports, and of nothing.
    struct Rubbish {
        var random: SplitMix64

        mutating func next() -> [UInt8] {
            var packet: [UInt8]
            switch Int.random(in: 0..<4, using: &random) {
            case 0: packet = whole(payloadType: FarEnd.codec, length: Int.random(in: 0...400, using: &random))
            case 1: packet = whole(payloadType: FarEnd.events, length: Int.random(in: 0...8, using: &random))
            case 2:
                packet = [0x80 | UInt8.random(in: 0...31, using: &random), UInt8.random(in: 200...204, using: &random)]
                packet += bytes(Int.random(in: 2...120, using: &random))
            default: packet = bytes(Int.random(in: 0...1500, using: &random))
            }
            for _ in 0..<Int.random(in: 0...8, using: &random) where !packet.isEmpty {
                packet[Int.random(in: packet.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { packet = Array(packet.prefix(Int.random(in: 0...180, using: &random))) }
            return packet
        }

        private mutating func whole(payloadType: UInt8, length: Int) -> [UInt8] {
            var packet = [UInt8](repeating: 0, count: RTPHeader.length)
            let header = RTPHeader(
                marker: Bool.random(using: &random), payloadType: payloadType,
                sequence: UInt16.random(in: 0...UInt16.max, using: &random),
                timestamp: UInt32.random(in: 0...UInt32.max, using: &random),
                ssrc: UInt32.random(in: 1...3, using: &random))
            var span = packet.mutableSpan
            header.write(to: &span)
            return packet + bytes(length)
        }

        private mutating func bytes(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    }

    @Test("1,600 bent packets while a call is up: the others hear nothing of it, and the peer's keys still count")
    func fuzz() async throws {
        try await withEngine { test in
            let calm = try test.engine.openBridge()
            let (leg, far) = try test.call(in: calm, FarEnd.tone(600))
            test.engine.loopBack(leg, true)
            let peer = try #require(try MediaSocket.bound(to: "127.0.0.1", port: 0))
            defer { peer.close() }
            let bridge = try test.engine.openBridge()
            let victim = try test.engine.openLeg(in: bridge)
            let address = SocketEndpoint(host: "127.0.0.1", port: peer.localPort)
            test.engine.connect(
                victim.id,
                LegPlan(
                    remote: address, codec: .pcma, payloadType: FarEnd.codec, telephoneEventPayloadType: FarEnd.events))
            let audio = try #require(MediaAddress(SocketEndpoint(host: "127.0.0.1", port: victim.port)))
            let control = try #require(MediaAddress(SocketEndpoint(host: "127.0.0.1", port: victim.port + 1)))

            var rubbish = Rubbish(random: SplitMix64(seed: 20_26))
            for _ in 0..<100 {
                for index in 0..<16 { _ = peer.send(rubbish.next().span, to: index % 4 == 3 ? control : audio) }
                let phases = test.engine.counters().phases
                #expect(await test.wait { test.engine.counters().phases > phases + 9 })
            }
            let counters = test.engine.counters()
            #expect(counters.droppedMalformed > 100)
            #expect(counters.droppedWrongPayloadType > 30)
            #expect(share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98)

            // Two seconds on, so that no bent key is taken for the first telling of the next one.
            let phases = test.engine.counters().phases
            #expect(await test.wait { test.engine.counters().phases > phases + 1_000 })
            // Ways of telling that are not bent: the key counts, whatever came before.
            let before = test.digits.count { $0 == "#" }
            for step in 0..<6 {
                var packet = [UInt8](repeating: 0, count: RTPHeader.length + TelephoneEvent.length)
                var span = packet.mutableSpan
                RTPHeader(
                    marker: step == 0, payloadType: FarEnd.events, sequence: UInt16(step), timestamp: 4711, ssrc: 99
                ).write(to: &span)
                var payload = span._mutatingExtracting(RTPHeader.length..<RTPHeader.length + TelephoneEvent.length)
                TelephoneEvent(code: 11, isEnd: step > 2, duration: UInt16(160 * (step + 1))).write(to: &payload)
                _ = peer.send(packet.span, to: audio)
            }
            #expect(await test.wait { test.digits.count { $0 == "#" } > before })
        }
    }
}
