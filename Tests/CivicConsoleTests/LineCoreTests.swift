import CivicConsole
import CivicCore
import CivicDSP
import CivicRTP
import CivicSDP
import Testing

@Suite("The line of a phone")
struct LineCoreTests {
    private static let remote = SocketEndpoint(host: "192.0.2.1", port: 4000)

    private func line(events: UInt8? = 101, direction: MediaDirection = .sendrecv) -> LineCore {
        var random = SystemRandomNumberGenerator()
        var core = LineCore(random: &random)
        core.connect(
            NegotiatedAudio(
                remote: Self.remote, codec: .pcma, payloadType: 8, telephoneEventPayloadType: events,
                direction: direction))
        return core
    }

    private func audio(_ packet: [UInt8]) throws -> (header: RTPHeader, samples: [Int16]) {
        let parsed = try RTPPacket(parsing: packet.span)
        var samples = [Int16](repeating: 0, count: parsed.payload.count)
        var output = samples.mutableSpan
        G711.decodeALaw(packet.span.extracting(parsed.payload), into: &output)
        return (parsed.header, samples)
    }

    private func ticks(_ core: inout LineCore, _ count: Int, _ microphone: [Int16]) throws -> [(RTPHeader, [Int16])] {
        try (0..<count).compactMap { _ in try core.say(microphone.span).map(audio) }
    }

    private static let tone = Signal.sine(frequency: 1000, level: -12, count: 160)

    @Test("sends the microphone in one stream, and silence when it is muted")
    func sends() throws {
        var core = line()
        let talking = try ticks(&core, 10, Self.tone)
        #expect(talking.first?.0.marker == true && talking.dropFirst().allSatisfy { !$0.0.marker })
        #expect(zip(talking, talking.dropFirst()).allSatisfy { $1.0.sequence == $0.0.sequence &+ 1 })
        #expect(zip(talking, talking.dropFirst()).allSatisfy { $1.0.timestamp == $0.0.timestamp &+ 160 })
        #expect(talking.allSatisfy { purity(of: $0.1, at: 1000, rate: 3200) > 0 && $0.1.contains { abs($0) > 7000 } })
        core.isMuted = true
        #expect(try ticks(&core, 5, Self.tone).allSatisfy { $0.1.allSatisfy { abs($0) <= 8 } })
    }

    @Test("a key goes out as an RFC 4733 event where that was agreed")
    func event() throws {
        var core = line()
        core.press("7")
        core.press("?")
        let packets = (0..<20).compactMap { _ in core.say(Self.tone.span) }
        var receiver = TelephoneEventReceiver()
        var keys: [UInt8] = []
        for packet in packets {
            let parsed = try RTPPacket(parsing: packet.span)
            guard parsed.header.payloadType == 101 else { continue }
            let event = try TelephoneEvent(parsing: packet.span.extracting(parsed.payload))
            let key = receiver.receive(
                event, timestamp: parsed.header.timestamp, marker: parsed.header.marker, ssrc: parsed.header.ssrc,
                at: .zero)
            if let key { keys.append(key) }
        }
        #expect(keys == [7])
    }

    @Test("a key is a tone in the audio where no events were agreed, also of a muted phone")
    func inBand() throws {
        var core = line(events: nil)
        core.isMuted = true
        core.press("5")
        var detector = DTMFDetector(sampleRate: 8000)
        var keys = ""
        for (header, samples) in try ticks(&core, 25, Self.tone) {
            #expect(header.payloadType == 8)
            if case .started(let key, _) = detector.process(samples.span) { keys.append(key) }
        }
        #expect(keys == "5")
    }

    @Test("plays what comes after its jitter buffer, conceals a loss, and drops what is not audio of the call")
    func hears() {
        let (whole, _) = hear(losing: 0..<0)
        // Four in a row: more than the buffer could leave out because it is deeper than it has to be.
        let (lossy, heard) = hear(losing: 50..<54)
        #expect(purity(of: heard.suffix(4000), at: 1000, rate: 8000) > 0.99)
        #expect(whole.packets == 100 && whole.lost == 0)
        #expect(lossy.packets == 96 && lossy.lost == 4)
        #expect((1...4).contains(lossy.concealed - whole.concealed), "\(lossy.concealed) and \(whole.concealed)")
        #expect(abs(lossy.levelIn + 12) < 1)
    }

    private func hear(losing lost: Range<Int>) -> (LineCore.Figures, [Int16]) {
        var sender = line()
        var core = line()
        let wrongType: [UInt8] = [0x80, 96, 0, 1] + [UInt8](repeating: 0, count: 168)
        let garbage = [UInt8](repeating: 0xFF, count: 200)
        var heard: [Int16] = []
        var frame = [Int16](repeating: 0, count: 160)
        for tick in 0..<100 {
            let now = MonotonicInstant.zero + .milliseconds(20 * tick)
            guard let packet = sender.say(Self.tone.span) else { continue }
            if !lost.contains(tick) { core.receive(packet.span, at: now) }
            core.receive(wrongType.span, at: now)
            core.receive(garbage.span, at: now)
            var output = frame.mutableSpan
            core.hear(into: &output, at: now)
            heard += frame
        }
        return (core.figures, heard)
    }

    @Test("nothing is sent on hold by the other side, and nothing after the call")
    func silent() {
        var held = line(direction: .recvonly)
        #expect(held.say(Self.tone.span) == nil)
        var over = line()
        over.connect(nil)
        #expect(over.say(Self.tone.span) == nil)
        #expect(over.remote == nil)
    }

    @Test("without a call the phone plays its own tones, in their cadence")
    func tones() {
        var random = SystemRandomNumberGenerator()
        var core = LineCore(random: &random)
        func second() -> [Int16] {
            var frame = [Int16](repeating: 0, count: 160)
            return (0..<50).flatMap { _ in
                var output = frame.mutableSpan
                core.hear(into: &output, at: .zero)
                return frame
            }
        }
        #expect(second().allSatisfy { $0 == 0 })
        core.tone = .ringback
        #expect(purity(of: second(), at: 450, rate: 8000) > 0.98)
        #expect(second().dropFirst(160).allSatisfy { $0 == 0 })
        core.tone = .none
        #expect(second().allSatisfy { $0 == 0 })
    }
}
