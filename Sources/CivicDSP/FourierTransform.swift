import Foundation

/// The discrete Fourier transform of a power of two, in place, by Cooley and Tukey's halving.
///
/// Tables are worked out in `init`; `forward` and `spectrum` take no memory.
package struct FourierTransform: Sendable {
    /// Points of a transform.
    package let size: Int
    /// e^(-2πik/size) for k in 0..<size/2.
    private let twiddles: [SIMD2<Float>]
    private let reversed: [Int32]

    /// - Parameter size: a power of two, 4 to 2²⁶.
    package init(size: Int) {
        precondition(size >= 4 && size <= 1 << 26 && size & (size - 1) == 0)
        self.size = size
        twiddles = (0..<size / 2).map { index in
            let angle = -2 * Double.pi * Double(index) / Double(size)
            return SIMD2(Float(cos(angle)), Float(sin(angle)))
        }
        let bits = size.trailingZeroBitCount
        var reversed = [Int32](repeating: 0, count: size)
        for index in 1..<size { reversed[index] = reversed[index >> 1] >> 1 | Int32(index & 1) << Int32(bits - 1) }
        self.reversed = reversed
    }

    /// Transforms `size` complex values (x real, y imaginary) where they lie, without a scale.
    package func forward(_ values: inout MutableSpan<SIMD2<Float>>) {
        precondition(values.count == size)
        for index in 0..<size {
            let other = Int(reversed[index])
            if other > index { values.swapAt(index, other) }
        }
        var half = 1
        var stride = size / 2
        while half < size {
            var start = 0
            while start < size {
                for step in 0..<half {
                    let factor = twiddles[step &* stride]
                    let (upper, lower) = (start &+ step, start &+ step &+ half)
                    let odd = values[lower]
                    let turned = SIMD2(
                        odd.x * factor.x - odd.y * factor.y, odd.x * factor.y + odd.y * factor.x)
                    let even = values[upper]
                    values[upper] = even + turned
                    values[lower] = even - turned
                }
                start &+= 2 &* half
            }
            half &*= 2
            stride /= 2
        }
    }

    /// The inverse, scaled by 1/size, so that it undoes `forward`.
    package func inverse(_ values: inout MutableSpan<SIMD2<Float>>) {
        // Exchanging real and imaginary parts before and after turns the one into the other.
        for index in values.indices { values[index] = SIMD2(values[index].y, values[index].x) }
        forward(&values)
        let scale = 1 / Float(size)
        for index in values.indices { values[index] = SIMD2(values[index].y, values[index].x) * scale }
    }

    /// The lower half of the transform of 2·`size` real values, which lie in `values` in pairs (even, odd).
    ///
    /// Two real signals ride on one complex transform; afterwards they are taken apart. Bin k (0..<size) then stands
    /// for k·fs / (2·size); the bin at fs/2 is left out.
    ///
    /// - Parameter halfTwiddles: e^(-πik/size), from `realTwiddles`.
    package func spectrum(_ values: inout MutableSpan<SIMD2<Float>>, halfTwiddles: Span<SIMD2<Float>>) {
        precondition(halfTwiddles.count >= size / 2 + 1)
        forward(&values)
        values[0] = SIMD2(values[0].x + values[0].y, 0)
        for low in 1...size / 2 {
            let high = size - low
            let (a, b) = (values[low], values[high])
            let even = SIMD2(a.x + b.x, a.y - b.y) * 0.5
            let odd = SIMD2(a.y + b.y, b.x - a.x) * 0.5
            let factor = halfTwiddles[low]
            let turned = SIMD2(odd.x * factor.x - odd.y * factor.y, odd.x * factor.y + odd.y * factor.x)
            values[low] = even + turned
            if high != low { values[high] = SIMD2(even.x - turned.x, turned.y - even.y) }
        }
    }

    /// The factors that `spectrum` needs.
    package func realTwiddles() -> [SIMD2<Float>] {
        (0...size / 2).map { index in
            let angle = -Double.pi * Double(index) / Double(size)
            return SIMD2(Float(cos(angle)), Float(sin(angle)))
        }
    }
}
