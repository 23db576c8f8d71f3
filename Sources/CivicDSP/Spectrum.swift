import Foundation

/// Short-time power spectrum under Hann's window.
package struct Spectrum: Sendable {
    /// Samples that a spectrum looks at.
    package let length: Int
    /// |X|² of each bin below fs/2; bin k stands for k·fs/length. A sine of amplitude A gives (A·length/4)² at its bin.
    package private(set) var power: [Float]
    /// What is looked at, oldest first, in pairs.
    package var samples: [SIMD2<Float>]

    private let transform: FourierTransform
    private let halfTwiddles: [SIMD2<Float>]
    private let window: [SIMD2<Float>]
    private var values: [SIMD2<Float>]

    /// - Parameter length: a power of two from 8 on.
    package init(length: Int) {
        self.length = length
        transform = FourierTransform(size: length / 2)
        halfTwiddles = transform.realTwiddles()
        func hann(_ index: Int) -> Float {
            Float(0.5 - 0.5 * cos(2 * Double.pi * (Double(index) + 0.5) / Double(length)))
        }
        window = (0..<length / 2).map { SIMD2(hann(2 * $0), hann(2 * $0 + 1)) }
        values = [SIMD2<Float>](repeating: .zero, count: length / 2)
        // Not the same array: a first write would copy it.
        samples = [SIMD2<Float>](repeating: .zero, count: length / 2)
        power = [Float](repeating: 0, count: length / 2)
    }

    /// Looks at `samples`; takes no memory.
    package mutating func measure() {
        for index in values.indices { values[index] = samples[index] * window[index] }
        let (transform, factors) = (transform, halfTwiddles)
        var span = values.mutableSpan
        transform.spectrum(&span, halfTwiddles: factors.span)
        for index in values.indices {
            let square = values[index] * values[index]
            power[index] = square.x + square.y
        }
    }

    /// Looks at `length` 16-bit samples.
    package mutating func measure(_ new: Span<Int16>) {
        precondition(new.count == length)
        for index in samples.indices {
            samples[index] = SIMD2(Float(new[2 * index]), Float(new[2 * index + 1]))
        }
        measure()
    }

    /// Frequency of the sine behind the peak at `bin`, in bins: between two neighbours of a Hann window's lobe their
    /// amplitudes r = b/a tell the place, (2r - 1)/(r + 1).
    package func refined(_ bin: Int) -> Float {
        guard bin > 0, bin + 1 < power.count, power[bin] > 0 else { return Float(bin) }
        let (below, above) = (power[bin - 1], power[bin + 1])
        let ratio = (max(below, above) / power[bin]).squareRoot()
        let shift = min(0.5, max(0, (2 * ratio - 1) / (ratio + 1)))
        return Float(bin) + (above >= below ? shift : -shift)
    }
}
