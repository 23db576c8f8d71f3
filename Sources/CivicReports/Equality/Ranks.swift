import Foundation

/// Values with their ranks, worked out once for many comparisons: waits are compared by rank, because a few very long ones
/// say little of the many.
package struct Ranked: Sendable {
    let values: [Int64]
    /// Indices, the smallest value first.
    let order: [Int]
    /// By index; equal values share the middle of their ranks.
    private let ranks: [Double]
    /// Sum of t³ − t over sets of t equal values.
    private let ties: Double

    package init(_ values: [Int64]) {
        self.values = values
        order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var ties = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for index in order[start..<end] { ranks[index] = Double(start + 1 + end) / 2 }
            let count = Double(end - start)
            ties += count * count * count - count
            start = end
        }
        self.ranks = ranks
        self.ties = ties
    }

    /// How likely chance alone makes the values of a group larger than all others: the test of Mann and Whitney with the
    /// normal approximation, corrected for ties and for continuity, one-sided.
    package func chanceOfLonger(_ group: [Int]) -> Double {
        let (n, total) = (Double(group.count), Double(values.count))
        let m = total - n
        guard n > 0, m > 0, total > 1 else { return 1 }
        let wins = group.reduce(0) { $0 + ranks[$1] } - n * (n + 1) / 2
        let variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
        guard variance > 0 else { return 1 }
        return Normal.above((wins - n * m / 2 - 0.5) / variance.squareRoot())
    }

    /// - Parameter group: by rank, and not all.
    func medianOfOthers(than group: [Int]) -> Double {
        let count = values.count - group.count
        guard count > 0 else { return 0 }
        var skipped = group[...]
        var seen = 0
        var middle: [Int64] = []
        for index in order {
            if skipped.first == index {
                skipped.removeFirst()
                continue
            }
            if seen == (count - 1) / 2 || seen == count / 2 { middle.append(values[index]) }
            if seen == count / 2 { break }
            seen += 1
        }
        return Double(middle.reduce(0, +)) / Double(middle.count)
    }
}

/// Sorted values, and chances.
package enum Ranks {
    /// The median and its interval of 95 %, by order statistics: so many of the sorted waits to either side of the middle
    /// as the binomial distribution asks for. It supposes nothing of how waits are distributed.
    ///
    /// - Parameter sorted: at least one.
    package static func median(sorted: [Int64]) -> (median: Double, interval: ClosedRange<Double>) {
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
