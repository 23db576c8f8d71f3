import CSpeexDSP

/// speexdsp's adaptive canceller with its preprocessor: for a room's echo at the sound card, and to compare with.
///
/// Set up as it does best on telephone signals: frames of 20 ms, noise reduction on (without it the suppressor does
/// nothing), residual echo 40 dB down and 5 dB while the near end talks, the sample rate told to both halves. The
/// preprocessor adds one frame of delay. Memory is taken when it is made.
package struct SpeexEchoCanceller: ~Copyable, EchoCancelling {
    private let echo: OpaquePointer
    private let preprocessor: OpaquePointer?
    /// Samples of one frame.
    package let frame: Int
    private var unprocessed: [Int16]

    /// - Parameters:
    ///   - tail: longest echo that is modelled, in ms: 64 for a line, 128 to 256 for a room.
    ///   - sampleRate: in Hz; a frame is 20 ms of it.
    ///   - suppressesResidual: whether the preprocessor runs.
    package init?(tail: Int = 128, sampleRate: Int = 8000, suppressesResidual: Bool = true) {
        guard (8000...48_000).contains(sampleRate), (10...1000).contains(tail) else { return nil }
        let frame = sampleRate / 50
        guard let echo = speex_echo_state_init(Int32(frame), Int32(tail * sampleRate / 1000)) else { return nil }
        var rate = Int32(sampleRate)
        speex_echo_ctl(echo, SPEEX_ECHO_SET_SAMPLING_RATE, &rate)
        self.frame = frame
        self.echo = echo
        preprocessor = suppressesResidual ? Self.preprocessor(for: echo, frame: frame, sampleRate: sampleRate) : nil
        unprocessed = [Int16](repeating: 0, count: frame)
    }

    private static func preprocessor(for echo: OpaquePointer, frame: Int, sampleRate: Int) -> OpaquePointer? {
        guard let preprocessor = speex_preprocess_state_init(Int32(frame), Int32(sampleRate)) else { return nil }
        // Safe: the preprocessor only reads the echo state, and `deinit` ends it first.
        speex_preprocess_ctl(preprocessor, SPEEX_PREPROCESS_SET_ECHO_STATE, UnsafeMutableRawPointer(echo))
        var (on, silent, talking): (Int32, Int32, Int32) = (1, -40, -5)
        speex_preprocess_ctl(preprocessor, SPEEX_PREPROCESS_SET_DENOISE, &on)
        speex_preprocess_ctl(preprocessor, SPEEX_PREPROCESS_SET_ECHO_SUPPRESS, &silent)
        speex_preprocess_ctl(preprocessor, SPEEX_PREPROCESS_SET_ECHO_SUPPRESS_ACTIVE, &talking)
        return preprocessor
    }

    deinit {
        if let preprocessor { speex_preprocess_state_destroy(preprocessor) }
        speex_echo_state_destroy(echo)
    }

    /// The last frame before the preprocessor: for a DTMF detector, which it would keep waiting.
    package var beforeSuppression: Span<Int16> {
        @_lifetime(borrow self) borrowing get { unprocessed.span }
    }

    package mutating func process(far: Span<Int16>, near: Span<Int16>, into output: inout MutableSpan<Int16>) {
        precondition(far.count == frame && near.count == frame && output.count == frame)
        // Safe: all three hold a frame, which is what speexdsp reads and writes.
        far.withUnsafeBufferPointer { far in
            near.withUnsafeBufferPointer { near in
                output.withUnsafeMutableBufferPointer { output in
                    guard let from = far.baseAddress, let heard = near.baseAddress, let to = output.baseAddress else {
                        return
                    }
                    speex_echo_cancellation(echo, heard, from, to)
                }
            }
        }
        for index in 0..<frame { unprocessed[index] = output[index] }
        guard let preprocessor else { return }
        output.withUnsafeMutableBufferPointer { output in
            if let samples = output.baseAddress { _ = speex_preprocess_run(preprocessor, samples) }
        }
    }
}
