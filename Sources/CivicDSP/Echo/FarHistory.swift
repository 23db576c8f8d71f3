/// What was sent in the last 560 ms, for echoes that come back late.
///
/// 9 KB.
struct FarHistory: Sendable {
    /// Longest delay of a window, in samples: 500 ms.
    static let longestDelay = 4000

    private static let count = 576  // vectors of eight samples: 4608
    private var ring = [SIMD8<Int16>](repeating: .zero, count: count)
    private var end = 0

    /// Takes in a hop of 80 samples.
    mutating func append(_ samples: Span<Int16>, from start: Int) {
        for index in 0..<10 {
            var vector = SIMD8<Int16>()
            for lane in 0..<8 { vector[lane] = samples[start + 8 * index + lane] }
            ring[end] = vector
            end = end + 1 == Self.count ? 0 : end + 1
        }
    }

    mutating func clear() {
        for index in ring.indices { ring[index] = .zero }
    }

    /// The 256 samples that end `delay` samples before the newest one; `delay` is a multiple of 8.
    /// What is longer ago than is kept is silence.
    func copyWindow(delay: Int, into window: inout SampleWindow) {
        guard delay / 8 + 32 <= Self.count else {
            window = SampleWindow(repeating: .zero)
            return
        }
        var from = end - delay / 8 - 32
        if from < 0 { from += Self.count }
        for index in 0..<32 {
            window[index] = SIMD8<Float>(ring[from])
            from = from + 1 == Self.count ? 0 : from + 1
        }
    }
}

/// Takes out a constant offset, as A-law's silence has one: a first-order high-pass at 6 Hz.
struct DirectCurrentBlocker: Sendable {
    private var mean: Float = 0

    mutating func copy(_ samples: Span<Int16>, from start: Int, into block: inout HopSamples) {
        for index in 0..<10 {
            var vector = SIMD8<Float>()
            for lane in 0..<8 {
                let sample = Float(samples[start + 8 * index + lane])
                mean += (sample - mean) * 0.005
                vector[lane] = sample - mean
            }
            block[index] = vector
        }
    }
}
