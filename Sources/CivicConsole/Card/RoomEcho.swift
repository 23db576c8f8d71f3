import CSpeexDSP

/// Takes the loudspeaker out of what the microphone hears: libspeexdsp's canceller with its residual suppression and
/// noise reduction, at 8 kHz in frames of 20 ms.
package struct RoomEcho: ~Copyable {
    package static let frame = 160
    /// Length of the room's answer that it can learn: 128 ms.
    private static let tail: Int32 = 1024

    private let canceller: OpaquePointer
    private let preprocessor: OpaquePointer

    /// `nil` when there is no memory.
    package init?() {
        guard let canceller = speex_echo_state_init(Int32(Self.frame), Self.tail) else { return nil }
        guard let preprocessor = speex_preprocess_state_init(Int32(Self.frame), 8000) else {
            speex_echo_state_destroy(canceller)
            return nil
        }
        self.canceller = canceller
        self.preprocessor = preprocessor
        var rate: Int32 = 8000
        speex_echo_ctl(canceller, SPEEX_ECHO_SET_SAMPLING_RATE, &rate)
        // The preprocessor asks this canceller how much echo is left; both live as long as this value.
        speex_preprocess_ctl(preprocessor, SPEEX_PREPROCESS_SET_ECHO_STATE, UnsafeMutableRawPointer(canceller))
        var isOn: Int32 = 1
        speex_preprocess_ctl(preprocessor, SPEEX_PREPROCESS_SET_DENOISE, &isOn)
        var suppression: Int32 = -40  // dB, while only the far end speaks
        speex_preprocess_ctl(preprocessor, SPEEX_PREPROCESS_SET_ECHO_SUPPRESS, &suppression)
        var whileTalking: Int32 = -5  // dB
        speex_preprocess_ctl(preprocessor, SPEEX_PREPROCESS_SET_ECHO_SUPPRESS_ACTIVE, &whileTalking)
    }

    deinit {
        speex_preprocess_state_destroy(preprocessor)
        speex_echo_state_destroy(canceller)
    }

    /// - Parameters:
    ///   - far: what was played, 160 samples.
    ///   - near: what the microphone heard of it and of the speaker, 160 samples.
    package mutating func process(far: Span<Int16>, near: Span<Int16>, into output: inout MutableSpan<Int16>) {
        precondition(far.count == Self.frame && near.count == Self.frame && output.count == Self.frame)
        output.withUnsafeMutableBufferPointer { result in
            near.withUnsafeBufferPointer { near in
                far.withUnsafeBufferPointer { far in
                    // All three hold a frame, as was checked, and live through the calls.
                    guard let near = near.baseAddress, let far = far.baseAddress, let result = result.baseAddress
                    else { return }
                    speex_echo_cancellation(canceller, near, far, result)
                    speex_preprocess_run(preprocessor, result)
                }
            }
        }
    }
}
