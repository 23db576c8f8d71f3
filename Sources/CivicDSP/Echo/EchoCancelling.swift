/// What takes the echo of a leg out of what comes back on it, frame by frame.
///
/// Samples are 16-bit linear at 8 kHz. A frame is 20 ms: 160 samples.
package protocol EchoCancelling: ~Copyable {
    /// Takes the echo out of one frame.
    ///
    /// - Parameters:
    ///   - far: what was sent on the leg in the time of this frame.
    ///   - near: what came back: the echo of what was sent, and the person at the other end.
    ///   - output: `near` without the echo; as long as the others.
    mutating func process(far: Span<Int16>, near: Span<Int16>, into output: inout MutableSpan<Int16>)
}
