/// Follows the quietest a line has been, for silence that has to be made up when the far side has not described its own.
package struct NoiseFloor: Sendable {
    private static let rise: Float = 1.0139  // 3 dB a second at 50 frames
    private static let loudest: Float = 1700  // mean square: -55 dBFS; what is louder is no silence

    private var power: Float?

    package init() {}

    package mutating func hear(_ frame: Span<Int16>) {
        guard !frame.isEmpty else { return }
        let present = min(Self.loudest, Float(Level.energy(of: frame)) / Float(frame.count))
        power = power.map { min(present, $0 * Self.rise + 0.01) } ?? present
    }

    /// Noise of this level, a little darker than white; next to nothing before anything was heard.
    package var descriptor: ComfortNoise {
        // dB below overload, counted down from 32,768² without a logarithm.
        var step: Float = 32768 * 32768
        var attenuation: UInt8 = 0
        let power = power ?? 0
        while step > power, attenuation < 127 {
            step *= 0.794_328
            attenuation += 1
        }
        var descriptor = ComfortNoise(attenuation: attenuation)
        descriptor.append(reflection: -0.5)
        return descriptor
    }
}
