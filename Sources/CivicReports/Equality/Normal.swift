import Foundation

/// The normal distribution.
package enum Normal {
    /// P(Z ≤ z)
    package static func below(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// P(Z ≥ z), exact far out as well.
    package static func above(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }

    /// Of 95 % between minus and plus.
    package static let z95 = 1.959963984540054
}

/// A share with what chance makes of it.
package struct Proportion: Equatable, Sendable {
    package var hits: Int
    package var of: Int

    package init(_ hits: Int, of count: Int) {
        self.hits = hits
        of = count
    }

    /// Counts one case more.
    package mutating func count(_ isHit: Bool) {
        of += 1
        if isHit { hits += 1 }
    }

    package var share: Double { of > 0 ? Double(hits) / Double(of) : 0 }

    /// The interval of 95 % by Wilson (1927): it stays within 0…1 and holds for few cases and for shares near the ends.
    ///
    ///     (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)
    package var interval: ClosedRange<Double> {
        guard of > 0 else { return 0...1 }
        let (n, p, z) = (Double(of), share, Normal.z95)
        let middle = p + z * z / (2 * n)
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let whole = 1 + z * z / n
        return max(0, (middle - half) / whole)...min(1, (middle + half) / whole)
    }

    /// How likely chance alone makes this share exceed the other one so much, by the two-proportion score test
    /// (Pearson's, with the pooled share), one-sided; 0.5 and more where it does not exceed it.
    package func chanceOfExceeding(_ other: Proportion) -> Double {
        guard of > 0, other.of > 0 else { return 1 }
        let pooled = Double(hits + other.hits) / Double(of + other.of)
        let variance = pooled * (1 - pooled) * (1 / Double(of) + 1 / Double(other.of))
        guard variance > 0 else { return 1 }
        return Normal.above((share - other.share) / variance.squareRoot())
    }
}
