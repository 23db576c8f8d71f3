import CivicDSP

/// Whether somebody speaks: the level of each frame against the noise of the line.
///
/// The noise floor falls at once and rises by 3 dB a second, but never above -45 dBFS, so that what is louder than
/// -36 dBFS always counts. Figures are mean squares; the tick takes no logarithm.
struct SpeechActivity: BitwiseCopyable, Sendable {
    // Mean squares in squared sample units; a full-scale sine has 32767² / 2.
    private static let fullScale = 0.5 * 32767 * 32767
    private static let highestFloor = fullScale * 3.16e-5  // -45 dBFS
    private static let lowestFloor = fullScale * 1e-7  // -70 dBFS
    private static let rise = 1.0139  // 3 dB a second at 50 frames
    private static let ratio = 8.0  // speech stands 9 dB above the floor
    /// Frames in a row that make sound speech and not a click.
    private static let framesForSpeech = 3

    private var floor = SpeechActivity.lowestFloor * 10
    private var run = 0
    /// Frames of 20 ms that were speech.
    private(set) var frames = 0

    init() {}

    /// Hears a frame; `true` when it is part of speech.
    mutating func process(energy: UInt64, count: Int) -> Bool {
        guard count > 0 else { return false }
        let power = Double(energy) / Double(count)
        let isLoud = power > max(floor * Self.ratio, Self.lowestFloor * 10)
        floor = min(Self.highestFloor, max(Self.lowestFloor, min(power, floor * Self.rise)))
        run = isLoud ? run + 1 : 0
        guard run >= Self.framesForSpeech else { return false }
        frames += 1
        return true
    }

    /// At least a fifth of a second of it.
    var heardSpeech: Bool { frames >= 10 }
}
