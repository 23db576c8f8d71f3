import CivicDSP
import Testing

@Suite("Codecs in one shape")
struct AudioCodecTests {
    private static let all: [AudioCodec] = [
        .pcmu, .pcma, .g722, .l16(sampleRate: 8000), .l16(sampleRate: 16_000), .opus(sampleRate: 8000),
        .opus(sampleRate: 16_000), .opus(sampleRate: 48_000),
    ]

    @Test("a packet of 10 to 60 ms goes there and back as long as it was", arguments: all, [10, 20, 40, 60])
    func lengths(codec: AudioCodec, milliseconds: Int) throws {
        var settings = OpusEncoder.Settings()
        settings.usesDTX = false
        var encoder = try AudioEncoder(codec, opus: settings)
        var decoder = try AudioDecoder(codec)
        let count = codec.sampleRate * milliseconds / 1000
        let samples = Signal.sine(frequency: 440, level: -12, count: count, sampleRate: codec.sampleRate)
        var bytes = [UInt8](repeating: 0, count: 4 * count)
        var room = bytes.mutableSpan
        let length = encoder.encode(samples.span, into: &room)
        #expect(length > 0)
        let payload = bytes.span.extracting(0..<length)
        #expect(codec.duration(of: payload) == codec.clockRate * milliseconds / 1000)
        var decoded = [Int16](repeating: 0, count: count)
        var output = decoded.mutableSpan
        let made = decoder.decode(payload, into: &output)
        #expect(made == count)
    }

    @Test("a tone comes back after half a second at the level it had", arguments: all)
    func tone(codec: AudioCodec) throws {
        var encoder = try AudioEncoder(codec)
        var decoder = try AudioDecoder(codec)
        let frame = codec.frameSamples
        let samples = Signal.sine(frequency: 1000, level: -12, count: 50 * frame, sampleRate: codec.sampleRate)
        var heard: [Int16] = []
        for index in 0..<50 {
            var bytes = [UInt8](repeating: 0, count: max(640, codec.frameBytes))
            var room = bytes.mutableSpan
            let length = encoder.encode(samples.span.extracting(index * frame..<(index + 1) * frame), into: &room)
            var decoded = [Int16](repeating: 0, count: frame)
            var output = decoded.mutableSpan
            _ = decoder.decode(bytes.span.extracting(0..<length), into: &output)
            heard += decoded
        }
        let last = heard[(25 * frame)...]
        #expect(abs(level(of: last, at: 1000, sampleRate: Double(codec.sampleRate)) - -12) < 1)
    }

    @Test("a payload that cannot be is refused, and decodes to nothing")
    func refuses() throws {
        let empty: [UInt8] = []
        let long = [UInt8](repeating: 0xD5, count: 481)
        let odd = [UInt8](repeating: 0, count: 321)
        for codec in Self.all { #expect(codec.duration(of: empty.span) == nil) }
        #expect(AudioCodec.pcma.duration(of: long.span) == nil)
        #expect(AudioCodec.l16(sampleRate: 8000).duration(of: odd.span) == nil)
        var decoder = try AudioDecoder(.pcma)
        var samples = [Int16](repeating: 0, count: 160)
        var output = samples.mutableSpan
        let made = decoder.decode(long.span, into: &output)
        #expect(made == 0)
        #expect(throws: OpusError.unsupported(sampleRate: 44_100)) { _ = try AudioDecoder(.opus(sampleRate: 44_100)) }
    }

    @Test("a name and a clock stand in the rtpmap as RFC 3551 and RFC 7587 have them")
    func names() {
        #expect(Self.all.map(\.name) == ["PCMU", "PCMA", "G722", "L16", "L16", "opus", "opus", "opus"])
        #expect(AudioCodec.g722.clockRate == 8000 && AudioCodec.g722.sampleRate == 16_000)
        #expect(AudioCodec.opus(sampleRate: 16_000).clockRate == 48_000)
        #expect(Self.all.map(\.staticPayloadType) == [0, 8, 9, nil, nil, nil, nil, nil])
    }
}

@Suite("Opus packets, RFC 6716 §3")
struct OpusPacketTests {
    @Test(
        "the length is read off the first byte",
        arguments: [(0x00, 480), (0x08, 960), (0x18, 2880), (0x60, 480), (0x68, 960), (0x80, 120), (0x98, 960)])
    func length(first: Int, units: Int) {
        let one = [UInt8(first), 0, 0]
        let two = [UInt8(first | 1), 0, 0]
        let three = [UInt8(first | 3), 3, 0]
        #expect(OpusPacket.duration(of: one.span) == units)
        #expect(OpusPacket.duration(of: two.span) == (2 * units <= 5760 ? 2 * units : nil))
        #expect(OpusPacket.duration(of: three.span) == (3 * units <= 5760 ? 3 * units : nil))
    }

    @Test("no packet and a count of nothing have no length")
    func none() {
        let cut: [UInt8] = [0x03]
        let zero: [UInt8] = [0x03, 0]
        #expect(OpusPacket.duration(of: cut.span) == nil)
        #expect(OpusPacket.duration(of: zero.span) == nil)
    }

    @Test("random bytes never trap the decoder, and never make more than there is room for")
    func randomBytes() throws {
        var random = GaussianNoise(seed: 6716)
        let decoder = try OpusDecoder(sampleRate: 16_000)
        for _ in 0..<3000 {
            let bytes = (0..<Int(random.uniform() * 120)).map { _ in UInt8(random.uniform() * 255.9) }
            var samples = [Int16](repeating: 0, count: 960)
            var output = samples.mutableSpan
            let made = decoder.decode(bytes.span, into: &output)
            #expect(made >= 0 && made <= 960)
        }
    }
}
