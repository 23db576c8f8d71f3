package import CivicCore
import CivicDSP
import CivicRTP
package import CivicSDP

/// One call's audio between the wire and the card, in ticks of 20 ms: no socket and no clock.
///
///     datagram ─▶ receive ─▶ jitter buffer ─▶ hear ─▶ loudspeaker
///     datagram ◀─ say ◀─ keys, or silence when muted, or the microphone
package struct LineCore: ~Copyable, Sendable {
    /// Samples of a tick.
    package static let frame = 160
    /// What the card is told to play when there is no call, or none yet.
    package var tone = LineTone.none {
        didSet { if tone != oldValue { cadence = tone.cadence } }
    }
    package var isMuted = false

    private var audio: NegotiatedAudio?
    private var receiver = RTPReceiver(delay: 3 * LineCore.frame)
    private var keys = TelephoneEventSender()
    private var tones: DTMFGenerator?
    private var cadence = ToneCadence.silence
    private var codes = [UInt8](repeating: 0, count: LineCore.frame)
    private var last = [Int16](repeating: 0, count: LineCore.frame)
    private var missing = 0
    private var sequence: UInt16
    private var timestamp: UInt32
    private let ssrc: UInt32
    private var isFirst = true
    private var inward = LevelMeter()
    private var outward = LevelMeter()
    private var lostBefore = 0
    private var packetsBefore = 0

    /// For the meters.
    package struct Figures: Equatable, Sendable {
        /// Of what is heard and said, in dBFS.
        package var levelIn = Level.floor
        package var levelOut = Level.floor
        /// In milliseconds.
        package var jitter = 0.0
        package var packets = 0
        package var lost = 0
        package var concealed = 0
        package var sent = 0

        package init() {}
    }
    package private(set) var figures = Figures()

    package init(random: inout some RandomNumberGenerator) {
        sequence = .random(in: 0...0x7FFF, using: &random)
        timestamp = .random(in: 0...UInt32.max, using: &random)
        ssrc = .random(in: 1...UInt32.max, using: &random)
    }

    /// From an answer on; `nil` when the call is over.
    package mutating func connect(_ new: NegotiatedAudio?) {
        if new?.remote != audio?.remote { receiver.forgetSource() }
        audio = new
        isFirst = true
    }

    package var remote: SocketEndpoint? { audio?.remote }

    /// Presses a key: as RFC 4733 events where these were agreed, else as tones in the audio. What is no key does
    /// nothing.
    package mutating func press(_ key: Character) {
        guard let code = DTMFCode(key), let audio else { return }
        if audio.telephoneEventPayloadType != nil {
            _ = keys.dial(code)
        } else {
            tones = DTMFGenerator(digits: String(code.character), on: 120, off: 60)
        }
    }

    /// Takes a datagram; what is not of this call's stream is dropped.
    package mutating func receive(_ datagram: Span<UInt8>, at now: MonotonicInstant) {
        guard let audio, audio.direction.receives, let packet = try? RTPPacket(parsing: datagram),
            packet.header.payloadType == audio.codec.rawValue || packet.header.payloadType == audio.payloadType,
            receiver.admit(packet.header, arrival: now.nanoseconds / 125_000)
        else { return }
        receiver.store(packet.header, payload: datagram.extracting(packet.payload))
    }

    /// The tick's samples for the loudspeaker: the far end, or a tone.
    package mutating func hear(into output: inout MutableSpan<Int16>) {
        precondition(output.count == Self.frame)
        defer {
            inward.process(output.span)
            figures.levelIn = inward.smoothed
        }
        guard let audio, tone == .none else { return cadence.generate(into: &output) }
        let law: G711Law = audio.codec == .pcma ? .alaw : .mulaw
        var bytes = takeOut(&codes)
        defer { codes = bytes }
        var room = bytes.mutableSpan
        if let count = receiver.pull(into: &room, filler: law.silence) {
            if count > 0 {
                G711.decode(bytes.span, law: law, into: &output)
                for index in output.indices { last[index] = output[index] }
                missing = 0
            } else {
                conceal(&output)
            }
        } else {
            for index in output.indices { output[index] = 0 }
        }
        figures.packets = receiver.packets
        figures.lost = receiver.lost
        figures.jitter = Double(receiver.statistics?.jitter ?? 0) / 8
    }

    /// The last frame again, fading to silence within 60 ms.
    private mutating func conceal(_ output: inout MutableSpan<Int16>) {
        figures.concealed += 1
        let total = 3 * Self.frame
        for index in output.indices {
            let left = max(0, total - missing * Self.frame - index)
            output[index] = Int16(truncatingIfNeeded: Int(last[index]) * left / total)
        }
        missing += 1
    }

    /// The tick's packet.
    package mutating func say(_ microphone: Span<Int16>) -> [UInt8]? {
        precondition(microphone.count == Self.frame)
        timestamp &+= UInt32(Self.frame)
        guard let audio, audio.direction.sends, audio.remote != nil else { return nil }
        var bytes = [UInt8](repeating: 0, count: RTPHeader.length + Self.frame)
        var header = RTPHeader(
            marker: isFirst, payloadType: audio.payloadType, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
        var length = Self.frame
        var whole = bytes.mutableSpan
        if let type = audio.telephoneEventPayloadType, let key = keys.next(timestamp: timestamp) {
            header.payloadType = type
            header.marker = key.marker
            header.timestamp = key.timestamp
            length = TelephoneEvent.length
            var payload = whole._mutatingExtracting(RTPHeader.length..<RTPHeader.length + length)
            key.event.write(to: &payload)
        } else {
            var payload = whole._mutatingExtracting(RTPHeader.length..<RTPHeader.length + length)
            encode(microphone, audio.codec == .pcma ? .alaw : .mulaw, &payload)
        }
        header.write(to: &whole)
        sequence &+= 1
        isFirst = false
        figures.sent += 1
        figures.levelOut = outward.smoothed
        bytes.removeLast(Self.frame - length)
        return bytes
    }

    private mutating func encode(_ microphone: Span<Int16>, _ law: G711Law, _ payload: inout MutableSpan<UInt8>) {
        var samples = InlineArray<160, Int16>(repeating: 0)
        if tones?.isFinished == true { tones = nil }
        if tones != nil {
            var output = samples.mutableSpan
            tones?.generate(into: &output)
        } else if !isMuted {
            for index in samples.indices { samples[index] = microphone[index] }
        }
        outward.process(samples.span)
        G711.encode(samples.span, law: law, into: &payload)
    }
}
