import Foundation

/// Waits compared by rank, because a few very long ones say little of the many.
package enum Ranks {
    /// How likely chance alone makes the waits of a group longer than those of the others: the test of Mann and Whitney
    /// with the normal approximation, corrected for ties and for continuity, one-sided.
    package static func chanceOfLonger(_ group: [Int64], than others: [Int64]) -> Double {
        let (n, m) = (Double(group.count), Double(others.count))
        guard n > 0, m > 0 else { return 1 }
        let all = (group.map { ($0, true) } + others.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var rankSum = 0.0
        var ties = 0.0
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end].0 == all[start].0 { end += 1 }
            let count = Double(end - start)
            let middle = Double(start + 1 + end) / 2
            rankSum += middle * Double(all[start..<end].count { $0.1 })
            ties += count * count * count - count
            start = end
        }
        let wins = rankSum - n * (n + 1) / 2
        let total = n + m
        guard total > 1 else { return 1 }
        let variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
        guard variance > 0 else { return 1 }
        return Normal.above((wins - n * m / 2 - 0.5) / variance.squareRoot())
    }

    /// The median and its interval of 95 %, by order statistics: so many of the sorted waits to either side of the middle
    /// as the binomial distribution asks for. It supposes nothing of how waits are distributed.
    package static func median(_ values: [Int64]) -> (median: Double, interval: ClosedRange<Double>)? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let count = sorted.count
        let median =
            count.isMultiple(of: 2)
            ? Double(sorted[count / 2 - 1] + sorted[count / 2]) / 2 : Double(sorted[count / 2])
        let half = Normal.z95 * Double(count).squareRoot() / 2
        let low = max(0, Int((Double(count) / 2 - half).rounded(.down)) - 1)
        let high = min(count - 1, Int((Double(count) / 2 + half).rounded(.up)))
        return (median, Double(sorted[low])...Double(sorted[high]))
    }

    /// Probabilities corrected for how many were asked for, by Holm (1979): the smallest times their number, the next
    /// times one less, and so on, never falling. Of all that are then below 5 %, the chance that even one is a false alarm
    /// is 5 %.
    package static func corrected(_ chances: [Double]) -> [Double] {
        var corrected = chances
        var highest = 0.0
        for (place, index) in chances.indices.sorted(by: { chances[$0] < chances[$1] }).enumerated() {
            highest = max(highest, min(1, chances[index] * Double(chances.count - place)))
            corrected[index] = highest
        }
        return corrected
    }
}
