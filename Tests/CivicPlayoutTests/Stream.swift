import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP

/// A stream of one codec into an `AudioReceiver`, in virtual time.
struct Stream: ~Copyable {
    var receiver: AudioReceiver
    var encoder: AudioEncoder
    let codec: AudioCodec
    /// All that was played.
    var heard: [Int16] = []
    var kinds: [PlayedFrame] = []
    private var sequence: UInt16 = 65_500
    private var timestamp: UInt32 = 0xFFFF_F000

    init(_ codec: AudioCodec, settings: AudioReceiver.Settings = .init()) throws {
        var opus = OpusEncoder.Settings()
        opus.expectedLoss = 20
        opus.usesDTX = false
        let decoder = try AudioDecoder(codec)
        encoder = try AudioEncoder(codec, opus: opus)
        receiver = AudioReceiver(decoder, settings: settings)
        self.codec = codec
    }

    /// Sends samples as one packet, which arrives at `arrival` (ms) unless it is lost.
    mutating func send(_ samples: Span<Int16>, at arrival: Double, isLost: Bool = false, ssrc: UInt32 = 1) {
        var bytes = [UInt8](repeating: 0, count: 2000)
        var room = bytes.mutableSpan
        let length = encoder.encode(samples, into: &room)
        let header = RTPHeader(payloadType: 96, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
        sequence &+= 1
        timestamp &+= UInt32(samples.count * codec.clockRate / codec.sampleRate)
        guard !isLost, length > 0 else { return }
        _ = receiver.receive(header, payload: bytes.span.extracting(0..<length), at: instant(arrival))
    }

    /// Sends a payload of another kind, or nothing, for some time.
    mutating func send(_ kind: JitterBuffer.Kind, _ payload: [UInt8], lasting milliseconds: Int, at arrival: Double) {
        let header = RTPHeader(payloadType: 13, sequence: sequence, timestamp: timestamp, ssrc: 1)
        if !payload.isEmpty {
            sequence &+= 1
            _ = receiver.receive(header, payload: payload.span, kind: kind, at: instant(arrival))
        }
        timestamp &+= UInt32(milliseconds * codec.clockRate / 1000)
    }

    /// Pulls one frame at `now` (ms).
    mutating func pull(at now: Double, keeping: Bool = true) {
        var frame = [Int16](repeating: 0, count: codec.frameSamples)
        var output = frame.mutableSpan
        let kind = receiver.pull(into: &output, at: instant(now))
        guard keeping else { return }
        kinds.append(kind)
        heard += frame
    }

    private func instant(_ milliseconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(milliseconds * 1e6))
    }
}
