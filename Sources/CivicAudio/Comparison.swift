import CivicDSP
import Foundation

/// How one sound came out of another: later, louder, with what left over and what missing.
struct Comparison {
    struct Gap: Equatable {
        /// In the second file, in samples.
        var start: Int
        var length: Int
    }

    /// How far the second lies behind the first, in samples; negative where it is ahead.
    let delay: Double
    /// Correlation at this delay, 0…1.
    let likeness: Double
    /// Whether the second is upside down.
    let isInverted: Bool
    /// Level of the second's share of the first, in dB against the first.
    let gain: Double
    /// That share against all else in the second, in dB; `nil` where they agree to the last bit.
    let signalToNoise: Double?
    /// Where the first sounds and the second is silent for 5 ms or more.
    let gaps: [Gap]

    /// Longest sound, in samples: ten minutes at 8 kHz; the transform then takes half a gigabyte.
    static let mostSamples = 4_800_000

    /// `nil` when one of them is silent, or they have nothing in common.
    ///
    /// - Parameters:
    ///   - first: the original, and `second`, at the same rate.
    init?(_ first: [Int16], _ second: [Int16], sampleRate: Int) {
        guard let peak = Self.correlationPeak(first, second) else { return nil }
        let shift = Int(peak.delay.rounded())
        let overlap = max(0, -shift)..<max(0, -shift, min(first.count, second.count - shift))
        let aligned = Self.align(first, second, delay: peak.delay, over: overlap)
        guard aligned.inFirst > 0, aligned.inSecond > 0 else { return nil }
        delay = peak.delay
        let factor = aligned.product / aligned.inFirst
        isInverted = factor < 0
        likeness = min(1, abs(aligned.product) / (aligned.inFirst * aligned.inSecond).squareRoot())
        guard likeness > 0.1 else { return nil }
        gain = 20 * log10(abs(factor))
        let left = aligned.inSecond - factor * aligned.product
        signalToNoise = left <= 0 ? nil : 10 * log10(factor * aligned.product / left)
        gaps = Self.gaps(first, second, shift: shift, over: overlap, block: sampleRate / 200)
    }

    /// The delay where the two are most alike, by one long transform; between samples by a parabola.
    private static func correlationPeak(_ first: [Int16], _ second: [Int16]) -> (delay: Double, height: Float)? {
        var size = 4
        while size < first.count + second.count { size *= 2 }
        let transform = FourierTransform(size: size)
        func spectrum(_ samples: [Int16]) -> [SIMD2<Float>] {
            var values = [SIMD2<Float>](repeating: .zero, count: size)
            for (index, sample) in samples.enumerated() { values[index].x = Float(sample) / 32768 }
            var span = values.mutableSpan
            transform.forward(&span)
            return values
        }
        var product = spectrum(second)
        let other = spectrum(first)
        for index in product.indices {
            let (a, b) = (product[index], other[index])
            product[index] = SIMD2(a.x * b.x + a.y * b.y, a.y * b.x - a.x * b.y)
        }
        var span = product.mutableSpan
        transform.inverse(&span)
        var best = 0
        for index in product.indices where abs(product[index].x) > abs(product[best].x) { best = index }
        let height = abs(product[best].x)
        guard height > 0 else { return nil }
        let before = Double(abs(product[(best + size - 1) % size].x))
        let after = Double(abs(product[(best + 1) % size].x))
        let curve = before - 2 * Double(height) + after
        let part = curve < 0 ? max(-0.5, min(0.5, 0.5 * (before - after) / curve)) : 0
        let whole = best >= second.count ? best - size : best
        // A peak that is as sharp as a sample's own stands on the sample.
        return (Double(whole) + (abs(part) < 0.02 ? 0 : part), height)
    }

    /// Powers and product of the first, moved by the delay, and the second.
    private static func align(
        _ first: [Int16], _ second: [Int16], delay: Double, over range: Range<Int>
    ) -> (inFirst: Double, inSecond: Double, product: Double) {
        let shift = Int(delay.rounded())
        let taps = fractional(delay - Double(shift))
        let reach = taps.count / 2
        var (inFirst, inSecond, product) = (0.0, 0.0, 0.0)
        for index in range {
            var moved = 0.0
            if taps.count == 1 {
                moved = Double(first[index])
            } else {
                for tap in taps.indices {
                    let place = index - tap + reach
                    if first.indices.contains(place) { moved += taps[tap] * Double(first[place]) }
                }
            }
            let heard = Double(second[index + shift])
            inFirst += moved * moved
            inSecond += heard * heard
            product += moved * heard
        }
        return (inFirst, inSecond, product)
    }

    /// A windowed sinc that delays by a part of a sample.
    private static func fractional(_ part: Double) -> [Double] {
        guard abs(part) > 1e-6 else { return [1] }
        return (-16...16).map { tap in
            let x = Double(tap) - part
            let sinc = x == 0 ? 1 : sin(.pi * x) / (.pi * x)
            return sinc * pow(cos(.pi * x / 34), 2)
        }
    }

    private static func gaps(
        _ first: [Int16], _ second: [Int16], shift: Int, over range: Range<Int>, block: Int
    ) -> [Gap] {
        guard block > 0 else { return [] }
        var gaps: [Gap] = []
        for start in stride(from: range.lowerBound, to: range.upperBound - block + 1, by: block) {
            let original = Level.dBFS(of: first.span.extracting(start..<start + block))
            let heard = Level.dBFS(of: second.span.extracting(start + shift..<start + shift + block))
            guard original > -48, heard < -66 else { continue }
            if let last = gaps.indices.last, gaps[last].start + gaps[last].length == start + shift {
                gaps[last].length += block
            } else {
                gaps.append(Gap(start: start + shift, length: block))
            }
        }
        return gaps
    }
}
