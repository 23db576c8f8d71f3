import CivicDSP
import CivicPlayout
import CivicRTP

/// What a leg needs beyond G.711 in packets of 20 ms: another codec, another packet time, wideband sound.
///
///     peer ─▶ AudioReceiver of the codec ─▶ 16 kHz ─┬─▶ bridge's wideband parties
///                                                   └─ down ─▶ 8 kHz: keys, level, recorder, narrowband parties
///     peer ◀─ packets of `packetTime` ◀─ encoder ◀─ pending ◀─ frame ◀─ up ◀─ prompt, narrowband parties
///
/// Made on the control side and lent with the plan that needs it; a leg that speaks G.711 in 20 ms has none.
struct LegCoding: ~Copyable, Sendable {
    /// Samples of 20 ms at the wideband rate.
    static let wideFrame = 2 * MediaLeg.frame
    /// Bytes of the largest payload that is sent: 60 ms of L16 at 16 kHz.
    static let largestPayload = 1920

    let codec: AudioCodec
    /// Milliseconds.
    let packetTime: Int
    /// The codec's receiver; while this coding is in use, the leg's own one lies here and rests.
    var audio: AudioReceiver
    private var encoder: AudioEncoder
    private var conditioner: SpeechConditioner?
    /// What the party said in this tick, at 16 kHz; empty for a narrowband codec.
    var heard: [Int16]
    /// What it is sent in this tick, at the codec's rate.
    var frame: [Int16]
    private var heardDown = HalfBandResampler(frame: MediaLeg.frame)
    private var sentDown = HalfBandResampler(frame: MediaLeg.frame)
    private var up = HalfBandResampler(frame: MediaLeg.frame)
    /// The last sample that went out.
    var last: Int16 = 0
    private var pending: [Int16]
    private var count = 0  // of them

    init(
        _ payload: WirePayload, packetTime: Int, settings: AudioReceiver.Settings, conditioning: LegConditioning
    ) throws(OpusError) {
        let codec = payload.codec
        var opus = OpusEncoder.Settings()
        opus.usesDTX = false  // phones and middle-boxes take silence on the wire for a dead call
        let decoder = try AudioDecoder(codec)
        encoder = try AudioEncoder(codec, opus: opus)
        conditioner = codec.sampleRate == 16_000 ? conditioning.conditioner(sampleRate: 16_000) : nil
        audio = AudioReceiver(decoder, settings: settings)
        self.codec = codec
        // Opus has frames of 10, 20, 40 and 60 ms (RFC 6716 §2.1.4).
        self.packetTime = payload == .opus && packetTime == 30 ? 20 : packetTime
        let size = codec.frameSamples
        heard = [Int16](repeating: 0, count: size == Self.wideFrame ? size : 0)
        frame = [Int16](repeating: 0, count: size)
        pending = [Int16](repeating: 0, count: 4 * size)
    }

    var isWide: Bool { !heard.isEmpty }

    /// Whether a plan needs one.
    static func isNeeded(for plan: LegPlan) -> Bool {
        plan.packetTime != 20 || (plan.codec != .pcma && plan.codec != .pcmu)
    }

    // MARK: Rates

    /// Brings what was heard, 320 samples, to 8 kHz.
    mutating func narrow(heard input: Span<Int16>, into output: inout MutableSpan<Int16>) {
        heardDown.down(input, into: &output)
    }

    /// Brings what is sent, 320 samples, to 8 kHz.
    mutating func narrow(sent input: Span<Int16>, into output: inout MutableSpan<Int16>) {
        sentDown.down(input, into: &output)
    }

    /// Brings 160 samples to 16 kHz.
    mutating func widen(_ input: Span<Int16>, into output: inout MutableSpan<Int16>) {
        up.up(input, into: &output)
    }

    /// Conditions what was heard at 16 kHz.
    mutating func condition() {
        var frame = takeOut(&heard)
        var samples = frame.mutableSpan
        conditioner?.process(&samples)
        heard = frame
    }

    /// Adds what the party said in this tick, at 16 kHz.
    borrowing func addVoice(gain: inout GainRamp, to sum: inout MutableSpan<Int32>) {
        SaturatingMixer.add(heard.span, gain: &gain, to: &sum)
    }

    // MARK: Packets

    /// Puts a frame behind what waits to be sent; gives how long that has waited, in timestamp units.
    mutating func append(_ samples: Span<Int16>) -> Int {
        if count + samples.count > pending.count { count = 0 }  // never, as long as packets are taken out
        let waited = count * codec.clockRate / codec.sampleRate
        for index in samples.indices { pending[count + index] = samples[index] }
        count += samples.count
        return waited
    }

    /// Encodes the next packet; `nil` while less than one waits, 0 bytes when the codec needs nothing sent.
    mutating func next(into payload: inout MutableSpan<UInt8>) -> Int? {
        let size = packetTime * codec.sampleRate / 1000
        guard count >= size else { return nil }
        var samples = takeOut(&pending)
        defer { pending = samples }
        let length = encoder.encode(samples.span.extracting(0..<size), into: &payload)
        count -= size
        for index in 0..<count { samples[index] = samples[index + size] }
        return length
    }

    /// Timestamp units of a packet.
    var packetDuration: Int { packetTime * codec.clockRate / 1000 }

    /// Drops what waits: a key goes out in its place.
    mutating func dropPending() { count = 0 }
}

extension WirePayload {
    /// The codec as it is run here: Opus at 16 kHz, the best rate of a bridge.
    var codec: AudioCodec {
        switch self {
        case .pcma: .pcma
        case .pcmu: .pcmu
        case .g722: .g722
        case .opus: .opus(sampleRate: 16_000)
        case .l16: .l16(sampleRate: 8000)
        case .l16Wideband: .l16(sampleRate: 16_000)
        }
    }
}
