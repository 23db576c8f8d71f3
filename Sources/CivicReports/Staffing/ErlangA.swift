import Foundation

/// A queue in which callers lose patience: M/M/n+M, by Palm; worked out as Zeltyn and Mandelbaum do (2005).
///
///     λ calls a second, µ = 1/handling, θ = 1/patience, n agents
///     v(x) = λ·p·e^g(x),  g(x) = λ·(1 − e^(−θx))/θ − n·µ·x      density of the wait that is offered to a caller
///     p    = 1 / (1/B(n−1) + λ·∫e^g)                            B by ``ErlangB``
///
/// Whoever is offered the wait x is answered with probability e^(−θx), and else hangs up. The integrals are taken by
/// Simpson's rule where e^g is not negligible, with the largest g taken out, so that nothing overflows for thousands of
/// agents or a load beyond them.
package struct ErlangA: Sendable {
    package let rate: Double
    package let handling: Double
    /// Mean seconds that callers would wait.
    package let patience: Double
    package let agents: Int

    /// The largest g, and where e^(g − peak) matters.
    private let peak: Double
    private let reach: ClosedRange<Double>
    /// What v(x) is e^(g − peak) times of.
    private let scale: Double

    private static let panels = 400
    /// e^−40 of the peak is nothing.
    private static let negligible = 40.0

    package init(rate: Double, handling: Double, patience: Double, agents: Int) {
        self.init(
            rate: rate, handling: handling, patience: patience, agents: agents,
            blocking: agents > 0 ? ErlangB.blocking(load: rate * handling, agents: agents - 1) : 1)
    }

    /// - Parameter blocking: of one agent fewer.
    private init(rate: Double, handling: Double, patience: Double, agents: Int, blocking: Double) {
        (self.rate, self.handling, self.patience, self.agents) = (rate, handling, patience, agents)
        guard rate > 0, agents > 0 else {
            (peak, reach, scale) = (0, 0...0, 0)
            return
        }
        let service = Double(agents) / handling
        let theta = 1 / patience
        func g(_ x: Double) -> Double { rate * (1 - exp(-theta * x)) * patience - service * x }
        let top = rate > service ? log(rate / service) * patience : 0
        let highest = g(top)
        func edge(from start: Double, step: Double) -> Double {
            var step = step
            while g(max(0, start + step)) > highest - Self.negligible, start + step > 0 { step *= 2 }
            var (near, far) = (start, max(0, start + step))
            for _ in 0..<60 {
                let middle = (near + far) / 2
                if g(middle) > highest - Self.negligible { near = middle } else { far = middle }
            }
            return far
        }
        let width = handling / Double(agents)
        peak = highest
        reach = (top > 0 ? edge(from: top, step: -width) : 0)...edge(from: top, step: width)
        let area = Self.simpson(reach) { exp(g($0) - highest) }
        // e^−peak underflows to nothing where nobody is ever answered at once, as it should.
        scale = rate / (exp(-highest) / max(blocking, .leastNormalMagnitude) + rate * area)
    }

    private func density(_ x: Double) -> Double {
        scale * exp(rate * (1 - exp(-x / patience)) * patience - Double(agents) / handling * x - peak)
    }

    private static func simpson(_ range: ClosedRange<Double>, _ value: (Double) -> Double) -> Double {
        let step = (range.upperBound - range.lowerBound) / Double(panels)
        guard step > 0 else { return 0 }
        var sum = value(range.lowerBound) + value(range.upperBound)
        for index in 1..<panels {
            sum += value(range.lowerBound + Double(index) * step) * (index.isMultiple(of: 2) ? 2 : 4)
        }
        return sum * step / 3
    }

    private func integral(upTo end: Double = .infinity, _ value: (Double) -> Double) -> Double {
        let end = min(end, reach.upperBound)
        guard end > reach.lowerBound else { return 0 }
        return Self.simpson(reach.lowerBound...end) { density($0) * value($0) }
    }

    /// The share that finds all agents busy.
    package var waiting: Double {
        guard rate > 0 else { return 0 }
        return agents > 0 ? min(1, integral { _ in 1 }) : 1
    }

    /// The share that hangs up.
    package var abandoned: Double {
        guard rate > 0 else { return 0 }
        return agents > 0 ? integral { 1 - exp(-$0 / patience) } : 1
    }

    /// Mean seconds in line, over all callers: by Little's law, what hangs up is θ times what waits.
    package var meanWait: Double { abandoned * patience }

    package var occupancy: Double {
        agents > 0 ? min(1, rate * (1 - abandoned) * handling / Double(agents)) : 1
    }

    /// The share of all callers that is answered within so many seconds; who hangs up is not.
    package func answered(within seconds: Double) -> Double {
        guard rate > 0 else { return 1 }
        guard agents > 0 else { return 0 }
        return max(0, 1 - waiting) + integral(upTo: seconds) { exp(-$0 / patience) }
    }

    /// The fewest agents who answer `share` of all calls within `seconds`. More agents never answer fewer, so the number
    /// is found by halving.
    package static func agents(
        rate: Double, handling: Double, patience: Double, share: Double, within seconds: Double
    ) -> Int {
        guard rate > 0, handling > 0, share > 0 else { return 0 }
        var low = 0
        var high = max(1, Int((rate * handling).rounded(.up)))
        func suffices(_ agents: Int) -> Bool {
            Self(rate: rate, handling: handling, patience: patience, agents: agents)
                .answered(within: seconds) >= share
        }
        while !suffices(high) { (low, high) = (high, high * 2) }
        while high - low > 1 {
            let middle = (low + high) / 2
            if suffices(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
