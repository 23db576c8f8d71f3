import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

/// Legs that speak another codec than G.711, or in other packets than of 20 ms.
///
/// | codec | payload type | timestamp units of 20 ms | highest frequency (Hz) |
/// |---|---|---|---|
/// | G722 | 9 | 160 | 7000 |
/// | opus | 111 | 960 | 7000 |
/// | L16/8000 | 118 | 160 | 3400 |
/// | L16/16000 | 119 | 320 | 7000 |
@Suite("Codecs on the wire", .serialized)
struct CodecTests {
    static let table: [(WirePayload, AudioCodec, UInt8)] = [
        (.g722, .g722, 9), (.opus, .opus(sampleRate: 16_000), 111), (.l16, .l16(sampleRate: 8000), 118),
        (.l16Wideband, .l16(sampleRate: 16_000), 119), (.pcmu, .pcmu, 0),
    ]

    @Test("a prompt is heard in the codec, and the party's voice is heard in the bridge", arguments: table.indices)
    func bothWays(_ index: Int) async throws {
        let (payload, codec, type) = Self.table[index]
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (other, near) = try test.call(in: bridge)
            let (leg, far) = try test.call(in: bridge)
            try await test.speak(payload, codec, type, on: leg, far, Self.tone(700, codec))
            #expect(await test.wait { share(of: 700, in: near.sofar.audio.suffix(1600)) > 0.97 })
            // Of the right length: nothing was left out or doubled on the way.
            #expect(test.engine.counters().droppedWrongPayloadType == 0)

            let silent = far.packets(of: type).count
            test.engine.play(
                [.tone(frequencies: [1000], levelDBFS: -12, duration: .seconds(8))], to: leg,
                token: PlaybackToken(value: 1), loop: true, interruptible: false)
            #expect(await test.wait { far.packets(of: type).count > silent + 60 })
            let heard = try far.decode(codec, type)
            let narrow = codec.sampleRate == 8000 ? heard : heard.enumerated().filter { $0.0 % 2 == 0 }.map(\.1)
            #expect(share(of: 1000, in: narrow.suffix(1600)) > 0.97)
            let level = narrow.suffix(1600).map { Double($0) * Double($0) }.reduce(0, +) / 1600
            #expect(abs(Level.dBFS(meanSquare: level) + 12) < 1)
            let headers = far.packets(of: type)
            #expect(
                zip(headers, headers.dropFirst()).allSatisfy {
                    $1.timestamp &- $0.timestamp == UInt32(codec.frameDuration)
                })

            // The mix comes in the codec, too.
            test.engine.stopPlaying(leg)
            near.say(FarEnd.tone(500))
            let before = far.packets(of: type).count
            #expect(await test.wait { far.packets(of: type).count > before + 60 })
            let mix = try far.decode(codec, type)
            let narrowMix = codec.sampleRate == 8000 ? mix : mix.enumerated().filter { $0.0 % 2 == 0 }.map(\.1)
            #expect(share(of: 500, in: narrowMix.suffix(1600)) > 0.97)
            test.engine.close(other)
        }
    }

    @Test("two wideband parties hear each other above 4 kHz, and a narrowband one hears nothing of it")
    func wideBridge() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (_, narrow) = try test.call(in: bridge)
            let (first, a) = try test.call(in: bridge)
            let (second, b) = try test.call(in: bridge)
            let wide = AudioCodec.l16(sampleRate: 16_000)
            try await test.speak(.l16Wideband, wide, 119, on: first, a, Self.tone(5500, wide))
            try await test.speak(.g722, .g722, 9, on: second, b, { _ in [Int16](repeating: 0, count: 320) })
            #expect(await test.wait { b.packets(of: 9).count > 60 })
            let heard = try b.decode(.g722, 9)
            // At 16 kHz, 5500 Hz is what 2750 Hz would be at 8 kHz.
            #expect(share(of: 2750, in: heard.suffix(3200)) > 0.95)
            #expect(narrow.sofar.audio.count > 8000)
            #expect(narrow.sofar.audio.suffix(1600).allSatisfy { abs($0) < 32 })
        }
    }

    @Test("packets are of the length that was agreed on, without a gap", arguments: [10, 30, 40, 60])
    func packetTime(_ milliseconds: Int) async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            var plan = test.plan(for: far)
            plan.packetTime = milliseconds
            test.engine.connect(leg, plan)
            test.engine.play(
                [.tone(frequencies: [1000], levelDBFS: -12, duration: .seconds(8))], to: leg,
                token: PlaybackToken(value: 1), loop: false, interruptible: false)
            #expect(await test.wait { far.sofar.audio.count > 12_000 })
            let heard = far.sofar
            // The first ones may be of the leg's time before the plan.
            let payloads = heard.payloads.suffix(heard.payloads.count * 3 / 4)
            #expect(payloads.allSatisfy { $0.count == 8 * milliseconds })
            let packets = heard.packets.suffix(payloads.count)
            #expect(
                zip(packets, packets.dropFirst()).allSatisfy {
                    $1.sequence &- $0.sequence == 1 && $1.timestamp &- $0.timestamp == UInt32(8 * milliseconds)
                })
            #expect(share(of: 1000, in: heard.audio.suffix(4000)) > 0.99)
        }
    }

    @Test("what is received goes by our numbers, what is sent by theirs")
    func numbers() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(700))  // as payload type 8
            var plan = test.plan(for: far)
            plan.payloadType = 96
            plan.telephoneEventPayloadType = 97
            plan.receivedEventPayloadType = FarEnd.events
            test.engine.connect(leg, plan)
            #expect(await test.wait { far.packets(of: 96).count > 5 })
            test.engine.send(digits: "5", to: leg)
            #expect(await test.wait { far.packets(of: 97).count > 3 })
            let event = TelephoneEvent(code: 3, isEnd: false, duration: 800)
            far.say { $0 % 50 < 5 ? .event(event, marker: $0 % 50 == 0, timestamp: 4) : .nothing }
            #expect(await test.wait { test.digits.contains("3") })
            #expect(test.engine.counters().droppedWrongPayloadType == 0)
        }
    }

    @Test("a silence descriptor is heard as noise of its level (RFC 3389)")
    func comfortNoise() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (_, near) = try test.call(in: bridge)
            let (leg, far) = try test.call(in: bridge)
            var plan = test.plan(for: far)
            plan.comfortNoisePayloadType = 13
            test.engine.connect(leg, plan)
            let voice = Self.tone(700, .pcma)
            let wire = Wire(.pcma, FarEnd.codec)
            far.say { tick in
                // Talk for half a second, then a descriptor every 200 ms: 40 dB below overload.
                if tick < 25 { return .raw(wire.packet(voice(tick), at: tick)) }
                return tick % 10 == 0 ? .raw(wire.packet(payload: [40], type: 13, at: tick)) : .nothing
            }
            try await Task.sleep(for: .milliseconds(1500))
            let noise = near.sofar.audio.suffix(4000)
            let level = noise.map { Double($0) * Double($0) }.reduce(0, +) / 4000
            #expect(abs(Level.dBFS(meanSquare: level) + 40) < 4)
            #expect(share(of: 700, in: noise) < 0.2)
            #expect(test.engine.counters().droppedWrongPayloadType == 0)
        }
    }

    @Test("a codec changes in mid-call and back: the stream's time goes on, and the report counts all of it")
    func change() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(700))
            #expect(await test.wait { far.sofar.packets.count > 20 })
            try await test.speak(.opus, .opus(sampleRate: 16_000), 111, on: leg, far, Self.tone(700, .g722))
            #expect(await test.wait { far.packets(of: 111).count > 20 })
            test.engine.connect(leg, test.plan(for: far))
            far.say(FarEnd.tone(700))
            let count = far.sofar.packets.count
            #expect(await test.wait { far.sofar.packets.count > count + 20 })
            let packets = far.sofar.packets
            #expect(zip(packets, packets.dropFirst()).allSatisfy { $1.sequence &- $0.sequence == 1 })
            // No jump of more than a second at either change.
            #expect(
                zip(packets, packets.dropFirst()).allSatisfy { $1.timestamp &- $0.timestamp <= 48_000 })
            test.engine.close(leg)
            #expect(await test.wait { test.report(of: leg) != nil })
            let report = try #require(test.report(of: leg))
            #expect(report.packetsSent == packets.count)
            #expect(report.packetsReceived >= 40)
        }
    }

    @Test("a key in the audio of a wideband leg is found, and keys go out by the audio's clock")
    func keys() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)
            var generator = try #require(DTMFGenerator(digits: "6", on: 120, off: 80))
            var key = [Int16](repeating: 0, count: generator.totalLength)
            var room = key.mutableSpan
            generator.generate(into: &room)
            let samples = try Resampler.convert(key, from: 8000, to: 16_000)
            try await test.speak(.g722, .g722, 9, on: leg, far) { tick in
                let start = tick % 50 * 320
                return (start..<start + 320).map { samples.indices.contains($0) ? samples[$0] : 0 }
            }
            #expect(await test.wait { test.digits.contains("6") })
            #expect(Set(test.digits) == ["6"])

            var plan = test.plan(for: far)
            plan.codec = .opus
            plan.payloadType = 111
            test.engine.connect(leg, plan)
            test.engine.send(digits: "4", to: leg)
            #expect(await test.wait { far.sofar.events.contains { $0.isEnd } })
            #expect(far.sofar.events.allSatisfy { $0.code == 4 && $0.duration % 960 == 0 })
            #expect(far.sofar.events.last?.duration == 4800)
        }
    }

    /// A sine at the codec's own rate, frame by frame.
    static func tone(_ frequency: Double, _ codec: AudioCodec) -> @Sendable (Int) -> [Int16] {
        let (size, rate) = (codec.frameSamples, Double(codec.sampleRate))
        return { tick in
            (0..<size).map { Int16(8000 * sin(2 * .pi * frequency * Double(tick * size + $0) / rate)) }
        }
    }
}

/// Packets of one codec, encoded one after the other.
private final class Wire: @unchecked Sendable {  // used by one far end's thread
    private var encoder: AudioEncoder
    private let type: UInt8

    init(_ codec: AudioCodec, _ type: UInt8) {
        self.type = type
        var settings = OpusEncoder.Settings()
        settings.usesDTX = false
        guard let encoder = try? AudioEncoder(codec, opus: settings) else { preconditionFailure("no encoder") }
        self.encoder = encoder
    }

    func packet(_ samples: [Int16], at tick: Int) -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: 2000)
        var room = payload.mutableSpan
        let length = encoder.encode(samples.span, into: &room)
        return packet(payload: Array(payload[..<length]), type: type, at: tick)
    }

    func packet(payload: [UInt8], type: UInt8, at tick: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: RTPHeader.length)
        var room = bytes.mutableSpan
        RTPHeader(
            payloadType: type, sequence: UInt16(truncatingIfNeeded: tick),
            timestamp: UInt32(truncatingIfNeeded: tick * encoder.codec.frameDuration), ssrc: 99
        ).write(to: &room)
        return bytes + payload
    }
}

extension EngineHarness {
    /// Agrees on a codec for a leg, and lets its far end speak it.
    fileprivate func speak(
        _ payload: WirePayload, _ codec: AudioCodec, _ type: UInt8, on leg: LegID, _ far: FarEnd,
        _ voice: @escaping @Sendable (Int) -> [Int16]
    ) async throws {
        var plan = plan(for: far)
        plan.codec = payload
        plan.payloadType = type
        plan.receivedPayloadType = type
        engine.connect(leg, plan)
        let wire = Wire(codec, type)
        far.say { .raw(wire.packet(voice($0), at: $0)) }
    }

    fileprivate func report(of leg: LegID) -> LegReport? {
        news.lazy.compactMap { if case .closed(leg, let report) = $0 { report } else { nil } }.first
    }
}

extension FarEnd {
    fileprivate func packets(of type: UInt8) -> [RTPHeader] { sofar.packets.filter { $0.payloadType == type } }

    /// All audio of one payload type, decoded.
    fileprivate func decode(_ codec: AudioCodec, _ type: UInt8) throws -> [Int16] {
        var decoder = try AudioDecoder(codec)
        let heard = sofar
        var samples: [Int16] = []
        for (header, payload) in zip(heard.packets, heard.payloads) where header.payloadType == type {
            var frame = [Int16](repeating: 0, count: 3 * codec.frameSamples)
            var count = 0
            do {
                var room = frame.mutableSpan
                count = decoder.decode(payload.span, into: &room)
            }
            samples += frame[..<count]
        }
        return samples
    }
}
