import Foundation

/// Whether a week has more matters than its own past explains.
///
/// Weekly counts of one cell are taken as negative binomial: Poisson, with a spread that all cells of the county share.
/// Given how many matters now and before were in all, N, the count now then has a known distribution, whatever the cell's mean:
///
///     now | N  ~  BetaBinomial(N; r, K·r)        K weeks before, variance of a week = µ + µ²/r
///              →  Binomial(N, 1/(K+1))           where counts spread no more than Poisson's (r = ∞)
///
/// so the test is exact for quiet cells however small (for Poisson: Przyborowski and Wilenski 1940). It knows no seasons: what
/// comes back every year rises every year.
package struct RiseTest: Equatable, Sendable {
    /// Weeks before, K.
    package let weeks: Int
    /// r; `nil` for Poisson.
    package let size: Double?

    package init(weeks: Int, size: Double? = nil) {
        self.weeks = weeks
        self.size = size
    }

    /// With the spread of the cells' weeks before, by moments: 1/r = Σ(s² − m) ÷ Σ(m² − s²/K), where m is a cell's mean and s² its
    /// variance.
    package init(estimatedFrom before: [[Int]]) {
        weeks = before.first?.count ?? 0
        guard weeks > 1 else {
            size = nil
            return
        }
        let count = Double(weeks)
        var (excess, squares) = (0.0, 0.0)
        for cell in before {
            let mean = Double(cell.reduce(0, +)) / count
            let variance = cell.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / (count - 1)
            excess += variance - mean
            squares += mean * mean - variance / count
        }
        size = excess > 0 && squares > 0 ? squares / excess : nil
    }

    /// P(at least `now` of all matters fall into this week), where nothing has changed.
    package func chance(now: Int, before: Int) -> Double {
        let all = now + before
        guard weeks > 0, all > 0 else { return 1 }
        let count = Double(weeks)
        return Tail.chance(ofAtLeast: now, in: 0...all) { k in
            let odds = Double(all - k) / Double(k + 1)
            guard let size else { return odds / count }
            return odds * (size + Double(k)) / (count * size + Double(all - k - 1))
        }
    }
}
