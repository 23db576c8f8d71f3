import Foundation

/// Exact tails of distributions over whole numbers, from the ratios of neighbouring probabilities: no factorials, and nothing
/// overflows, because logarithms are summed.
enum Tail {
    /// P(X ≥ x) where X lies in `range` and P(k+1) = `ratio(k)`·P(k), with ratios above 0.
    static func chance(ofAtLeast x: Int, in range: ClosedRange<Int>, ratio: (Int) -> Double) -> Double {
        guard x > range.lowerBound else { return 1 }
        guard x <= range.upperBound else { return 0 }
        var logs = [0.0]
        logs.reserveCapacity(range.count)
        for k in range.lowerBound..<range.upperBound { logs.append(logs[logs.count - 1] + log(ratio(k))) }
        let highest = logs.max() ?? 0
        let weights = logs.map { exp($0 - highest) }
        let above = weights[(x - range.lowerBound)...].reversed().reduce(0, +)
        return min(1, above / weights.reversed().reduce(0, +))
    }
}

/// Fisher's exact test, one-sided.
package enum Fisher {
    /// How likely at least `both` of `chosen` have a mark that `marked` of `all` have, where choosing knows nothing of marks
    /// (hypergeometric).
    package static func chance(both: Int, chosen: Int, marked: Int, of all: Int) -> Double {
        guard chosen >= 0, marked >= 0, chosen <= all, marked <= all else { return 1 }
        let least = max(0, chosen + marked - all)
        return Tail.chance(ofAtLeast: both, in: least...min(chosen, marked)) { k in
            Double(marked - k) * Double(chosen - k) / (Double(k + 1) * Double(all - marked - chosen + k + 1))
        }
    }
}

/// Probabilities corrected for how many were asked for, by Benjamini and Hochberg (1995).
package enum FalseDiscovery {
    /// The smallest share of false ones with which each would be among the findings: p·m/rank, never falling with p. Of all
    /// that are below 5 %, one in twenty is false on average; where nothing is there to be found, the chance of even one
    /// finding is 5 %.
    package static func corrected(_ chances: [Double]) -> [Double] {
        var corrected = chances
        var lowest = 1.0
        let order = chances.indices.sorted { chances[$0] > chances[$1] }
        for (place, index) in order.enumerated() {
            lowest = min(lowest, chances[index] * Double(chances.count) / Double(chances.count - place))
            corrected[index] = lowest
        }
        return corrected
    }
}
