/// Finds how far a signal must be shifted to be most like itself: the pitch period of speech, or a multiple of it.
package enum PitchSearch {
    /// The best shift, and how alike the two pieces are.
    package struct Match: Equatable, Sendable {
        /// In samples.
        package var lag: Int
        /// Normalised correlation, -1…1; 0 for silence.
        package var likeness: Float
    }

    /// Compares `count` samples from `start` on with as many that begin `lag` samples earlier.
    ///
    /// - Parameters:
    ///   - samples: 16-bit linear PCM; all pieces lie within it.
    ///   - count: length of a piece, a multiple of 8.
    ///   - step: of the lags in the first round; the best one's neighbours are tried after it.
    package static func earlier(
        in samples: Span<Int16>, at start: Int, count: Int, lags: ClosedRange<Int>, step: Int = 1
    ) -> Match {
        precondition(count % 8 == 0 && start - lags.upperBound >= 0 && start + count <= samples.count)
        return search(samples, start, count, lags, step, sign: -1)
    }

    /// Compares `count` samples from `start` on with as many that begin `lag` samples later.
    package static func later(
        in samples: Span<Int16>, at start: Int, count: Int, lags: ClosedRange<Int>, step: Int = 1
    ) -> Match {
        precondition(count % 8 == 0 && start >= 0 && start + lags.upperBound + count <= samples.count)
        return search(samples, start, count, lags, step, sign: 1)
    }

    private static func search(
        _ samples: Span<Int16>, _ start: Int, _ count: Int, _ lags: ClosedRange<Int>, _ step: Int, sign: Int
    ) -> Match {
        // Every piece was checked above to lie within the samples.
        samples.withUnsafeBufferPointer { all in
            guard let base = all.baseAddress else { return Match(lag: lags.lowerBound, likeness: 0) }
            let piece = base + start
            let energy = product(piece, piece, count)
            guard energy > 0 else { return Match(lag: lags.lowerBound, likeness: 0) }
            var best = Match(lag: lags.lowerBound, likeness: -1)
            func attempt(_ lag: Int) {
                let other = piece + sign * lag
                let power = product(other, other, count)
                guard power > 0 else { return }
                let likeness = product(piece, other, count) / (energy * power).squareRoot()
                if likeness > best.likeness { best = Match(lag: lag, likeness: likeness) }
            }
            var lag = lags.lowerBound
            while lag <= lags.upperBound {
                attempt(lag)
                lag += step
            }
            if step > 1 {
                let found = best.lag
                for near in max(lags.lowerBound, found - step + 1)...min(lags.upperBound, found + step - 1) {
                    attempt(near)
                }
            }
            return best
        }
    }

    /// Sum of products, eight at a time; both pieces have `count` samples, a multiple of 8.
    ///
    /// Two products of -32768 by itself would pass 31 bits: clipped so hard, a piece is merely taken to be less alike.
    @inline(__always)
    private static func product(_ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>, _ count: Int) -> Float {
        let left = UnsafeRawPointer(a)
        let right = UnsafeRawPointer(b)
        var sum = SIMD4<Float>.zero
        var offset = 0
        while offset < 2 &* count {
            let x = left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Int16>.self)
            let y = right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Int16>.self)
            sum += SIMD4<Float>(pairedProducts(x, y))
            offset &+= 16
        }
        return sum.sum()
    }
}
