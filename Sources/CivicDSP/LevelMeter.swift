/// Follows the level of a stream, frame by frame.
package struct LevelMeter: Sendable {
    /// Level of the last frame in dBFS; `Level.floor` for silence.
    package private(set) var level = Level.floor
    /// Largest absolute sample of the last frame, 0…32768.
    package private(set) var peak: UInt16 = 0
    /// Level in dBFS averaged by power, with the time constant given at the start.
    package private(set) var smoothed = Level.floor

    private var smoothedMeanSquare = 0.0
    private let weightPerSample: Double

    /// - Parameters:
    ///   - timeConstant: of `smoothed`, in milliseconds.
    ///   - sampleRate: in Hz.
    package init(timeConstant: Double = 200, sampleRate: Int = 8000) {
        precondition(timeConstant > 0 && sampleRate > 0)
        weightPerSample = 1000 / (timeConstant * Double(sampleRate))
    }

    /// Measures one frame; an empty one changes nothing.
    package mutating func process(_ frame: Span<Int16>) {
        guard !frame.isEmpty else { return }
        var highest: UInt16 = 0
        for index in frame.indices { highest = max(highest, frame[index].magnitude) }
        peak = highest
        let meanSquare = Double(Level.energy(of: frame)) / Double(frame.count)
        level = Level.dBFS(meanSquare: meanSquare)
        let weight = min(1, weightPerSample * Double(frame.count))
        smoothedMeanSquare += weight * (meanSquare - smoothedMeanSquare)
        smoothed = Level.dBFS(meanSquare: smoothedMeanSquare)
    }
}
