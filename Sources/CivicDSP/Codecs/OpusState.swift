import COpus

/// Why an Opus state cannot be had.
package enum OpusError: Error, Equatable, Sendable {
    /// Opus runs at 8000, 12,000, 16,000, 24,000 and 48,000 Hz.
    case unsupported(sampleRate: Int)
    /// libopus refused; its own number.
    case refused(Int)
}

/// libopus's decoder for one channel. The state (about 18 KB) is made here and freed with the value, both on the
/// control side; decoding works within it and on the stack. Its methods change what the pointer leads to, not the value.
package struct OpusDecoder: ~Copyable {
    private let state: OpaquePointer
    private let sampleRate: Int

    package init(sampleRate: Int) throws(OpusError) {
        guard [8000, 12_000, 16_000, 24_000, 48_000].contains(sampleRate) else {
            throw .unsupported(sampleRate: sampleRate)
        }
        var error: Int32 = 0
        guard let state = opus_decoder_create(opus_int32(sampleRate), 1, &error) else { throw .refused(Int(error)) }
        self.state = state
        self.sampleRate = sampleRate
    }

    deinit { opus_decoder_destroy(state) }

    /// Decodes a packet; gives the count of samples, 0 for a broken packet or one that does not fit.
    package func decode(_ packet: Span<UInt8>, into output: inout MutableSpan<Int16>) -> Int {
        run(packet, into: &output, recovering: 0)
    }

    /// Takes a lost packet's low-rate copy out of the packet after it, where the sender put one in (in-band FEC).
    ///
    /// - Parameter count: samples that the lost packet had; without a copy they are made up.
    package func recover(count: Int, from next: Span<UInt8>, into output: inout MutableSpan<Int16>) -> Int {
        run(next, into: &output, recovering: count)
    }

    /// Makes up `count` samples for packets that never came, `count` in whole steps of 2.5 ms.
    package func conceal(count: Int, into output: inout MutableSpan<Int16>) -> Int {
        guard count > 0, count <= output.count else { return 0 }
        // The pointers live for the call only, and libopus writes `count` samples at most.
        return output.withUnsafeMutableBufferPointer { target in
            guard let samples = target.baseAddress else { return 0 }
            return Int(max(0, opus_decode(state, nil, 0, samples, Int32(count), 0)))
        }
    }

    package func reset() { _ = copus_decoder_reset(state) }

    private func run(
        _ packet: Span<UInt8>, into output: inout MutableSpan<Int16>, recovering count: Int
    ) -> Int {
        guard packet.count > 0, count <= output.count else { return 0 }
        let room = Int32(clamping: count > 0 ? count : output.count)
        // The pointers live for the call only; libopus is told both lengths.
        return packet.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                guard let samples = target.baseAddress else { return 0 }
                let result = opus_decode(
                    state, source.baseAddress, opus_int32(clamping: source.count), samples, room, count > 0 ? 1 : 0)
                return Int(max(0, result))
            }
        }
    }
}

// One media thread has it at a time, as it has the leg around it.
extension OpusDecoder: @unchecked Sendable {}

/// libopus's encoder for one channel of speech, with in-band FEC and DTX. The state is about 30 KB.
package struct OpusEncoder: ~Copyable {
    /// How it encodes.
    package struct Settings: Equatable, Sendable {
        package var bitsPerSecond = 24_000
        /// 0…10: what the processor may spend on it.
        package var complexity = 5
        /// Loss in percent that the in-band FEC is laid out for; 0 leaves it out.
        package var expectedLoss = 5
        /// Packets of silence are left out or made tiny.
        package var usesDTX = true
        package init() {}
    }

    private let state: OpaquePointer

    package init(sampleRate: Int, settings: Settings = Settings()) throws(OpusError) {
        guard [8000, 12_000, 16_000, 24_000, 48_000].contains(sampleRate) else {
            throw .unsupported(sampleRate: sampleRate)
        }
        var error: Int32 = 0
        let created = opus_encoder_create(opus_int32(sampleRate), 1, OPUS_APPLICATION_VOIP, &error)
        guard let created else { throw .refused(Int(error)) }
        let requests: [(Int32, Int)] = [
            (OPUS_SET_BITRATE_REQUEST, settings.bitsPerSecond), (OPUS_SET_COMPLEXITY_REQUEST, settings.complexity),
            (OPUS_SET_INBAND_FEC_REQUEST, settings.expectedLoss > 0 ? 1 : 0),
            (OPUS_SET_PACKET_LOSS_PERC_REQUEST, settings.expectedLoss),
            (OPUS_SET_DTX_REQUEST, settings.usesDTX ? 1 : 0), (OPUS_SET_SIGNAL_REQUEST, Int(OPUS_SIGNAL_VOICE)),
        ]
        for (request, value) in requests {
            let result = copus_encoder_set(created, request, opus_int32(clamping: value))
            guard result == OPUS_OK else {
                opus_encoder_destroy(created)
                throw .refused(Int(result))
            }
        }
        state = created
    }

    deinit { opus_encoder_destroy(state) }

    /// Encodes 10, 20, 40 or 60 ms of samples; gives the count of bytes, 0 when nothing need be sent (DTX) or libopus
    /// refuses the length.
    package func encode(_ samples: Span<Int16>, into output: inout MutableSpan<UInt8>) -> Int {
        // The pointers live for the call only; libopus is told both lengths.
        let length = samples.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
                return Int(
                    opus_encode(
                        state, from, Int32(clamping: source.count), to, opus_int32(clamping: target.count)))
            }
        }
        // Two bytes or fewer say only that DTX goes on; they need not be sent.
        return length > 2 ? length : 0
    }
}

// One media thread has it at a time, as it has the leg around it.
extension OpusEncoder: @unchecked Sendable {}
