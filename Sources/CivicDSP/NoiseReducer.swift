import CSpeexDSP

/// Why speech cannot be conditioned as asked.
package enum SpeechConditionerError: Error, Equatable, Sendable {
    /// Noise reduction is 1…40 dB at 8000…48,000 Hz, gain 0…40 dB.
    case unsupported
    case outOfMemory
}

/// Takes steady noise down by a stated amount, with speexdsp's preprocessor; its echo and gain parts stay off.
///
/// The noise is learnt within about a second. The signal comes out a frame later (20 ms).
package struct NoiseReducer: ~Copyable, @unchecked Sendable {
    // Sendable although it holds a pointer: the state belongs to this one value, which cannot be copied.
    private let state: OpaquePointer
    /// Samples in a frame: 20 ms.
    package let frameLength: Int

    /// - Parameters:
    ///   - reduction: how far noise is taken down, in dB, 1…40.
    ///   - sampleRate: in Hz, 8000…48000.
    package init(reduction: Double, sampleRate: Int = 8000) throws(SpeechConditionerError) {
        state = try Self.state(reduction: reduction, sampleRate: sampleRate)
        frameLength = sampleRate / 50
        set(SPEEX_PREPROCESS_SET_DENOISE, 1)
        set(SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, -Int32(reduction.rounded()))
        set(SPEEX_PREPROCESS_SET_AGC, 0)
        set(SPEEX_PREPROCESS_SET_DEREVERB, 0)
    }

    private static func state(reduction: Double, sampleRate: Int) throws(SpeechConditionerError) -> OpaquePointer {
        guard (1...40).contains(reduction), (8000...48_000).contains(sampleRate) else { throw .unsupported }
        guard let state = speex_preprocess_state_init(Int32(sampleRate / 50), Int32(sampleRate)) else {
            throw .outOfMemory
        }
        return state
    }

    deinit { speex_preprocess_state_destroy(state) }

    private func set(_ request: Int32, _ value: Int32) {
        var value = value
        _ = speex_preprocess_ctl(state, request, &value)
    }

    /// Works on a frame of exactly `frameLength` samples where it lies.
    package mutating func process(_ frame: inout MutableSpan<Int16>) {
        precondition(frame.count == frameLength)
        frame.withUnsafeMutableBufferPointer { samples in
            // The library reads and writes `frameLength` samples, which were just counted.
            if let first = samples.baseAddress { _ = speex_preprocess_run(state, first) }
        }
    }
}
