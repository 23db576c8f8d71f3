import Foundation

/// Decides frame by frame whether anything need be sent, and describes the silence (RFC 3389, discontinuous
/// transmission).
///
///     speech ──200 ms of quiet──▶ descriptor, then nothing, and a descriptor again every 400 ms or when it changes
///       ▲────────────────────────── first loud frame
///
/// The noise floor falls with the quietest frames and rises by 3 dB a second.
package struct ComfortNoiseEncoder: Sendable {
    package enum Decision: Equatable, Sendable {
        case speech
        case descriptor(ComfortNoise)
        case nothing
    }

    private static let order = 8
    private static let hangover = 10  // frames of 20 ms
    private static let interval = 20
    private static let rise = 1.0139  // 3 dB a second
    private static let ratio = 6.3  // speech stands 8 dB above the floor
    private static let lowest = 30.0  // mean square: about -72 dBFS
    private static let highest = 17_000.0  // -45 dBFS: what is louder than -37 always counts

    private var floor = ComfortNoiseEncoder.highest
    private var quiet = 0
    private var sinceDescriptor = 0
    private var sent: ComfortNoise?
    private var correlation = InlineArray<9, Double>(repeating: 0)
    private var frames = 0

    package init() {}

    /// Hears a frame of 20 ms.
    package mutating func process(_ frame: Span<Int16>) -> Decision {
        guard frame.count > Self.order else { return .nothing }
        let power = Double(Level.energy(of: frame)) / Double(frame.count)
        let isLoud = power > max(floor * Self.ratio, Self.lowest * 4)
        floor = min(Self.highest, max(Self.lowest, min(power, floor * Self.rise)))
        if isLoud {
            quiet = 0
            frames = 0
            sent = nil
            return .speech
        }
        learn(frame)
        quiet += 1
        guard quiet > Self.hangover else { return .speech }
        sinceDescriptor += 1
        let now = describe()
        if let sent, sinceDescriptor < Self.interval, abs(Int(now.attenuation) - Int(sent.attenuation)) < 4 {
            return .nothing
        }
        sent = now
        sinceDescriptor = 0
        return .descriptor(now)
    }

    private mutating func learn(_ frame: Span<Int16>) {
        let weight = max(0.1, 1 / Double(frames + 1))
        frames = min(frames + 1, 100)
        for lag in 0...Self.order {
            var sum: Int64 = 0
            for index in lag..<frame.count { sum += Int64(frame[index]) * Int64(frame[index - lag]) }
            correlation[lag] += weight * (Double(sum) / Double(frame.count) - correlation[lag])
        }
    }

    /// Level and reflection coefficients of the noise, by Levinson's and Durbin's recursion.
    private func describe() -> ComfortNoise {
        let power = correlation[0]
        let level = power > 0 ? -20 * log10(power.squareRoot() / 32768) : 127
        var descriptor = ComfortNoise(attenuation: UInt8(max(0, min(127, level.rounded()))))
        // A thousandth more at lag 0 keeps the recursion sound for pure tones.
        var error = power * 1.001 + 1
        var predictor = InlineArray<9, Double>(repeating: 0)
        for stage in 1...Self.order {
            var sum = correlation[stage]
            for index in stride(from: 1, to: stage, by: 1) { sum += predictor[index] * correlation[stage - index] }
            let reflection = -sum / error
            var next = predictor
            next[stage] = reflection
            for index in stride(from: 1, to: stage, by: 1) {
                next[index] = predictor[index] + reflection * predictor[stage - index]
            }
            predictor = next
            error *= 1 - reflection * reflection
            descriptor.append(reflection: Float(reflection))
        }
        return descriptor
    }
}
