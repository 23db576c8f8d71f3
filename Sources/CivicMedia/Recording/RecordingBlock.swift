/// One frame of 20 ms on its way to the writer, with its place on the recording's clock.
///
/// The place makes gaps harmless: what was dropped, or never came, is silence in the file, and all that follows keeps
/// its time.
struct RecordingBlock: BitwiseCopyable, Sendable {
    /// Samples of one track.
    static let frame = MediaLeg.frame

    /// Samples since the beginning of the recording.
    var position = 0
    var isMasked = false
    /// Two tracks interleaved, or one in the first half.
    var samples = InlineArray<320, Int16>(repeating: 0)

    init() {}

    /// Puts a frame into one of the two tracks, 0 or 1.
    mutating func set(track: Int, _ frame: Span<Int16>) {
        for index in 0..<min(frame.count, Self.frame) { samples[2 * index + track] = frame[index] }
    }

    mutating func set(_ frame: Span<Int16>) {
        for index in 0..<min(frame.count, Self.frame) { samples[index] = frame[index] }
    }
}
