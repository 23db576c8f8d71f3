import CivicCore
import CivicReports
import Foundation
import Testing

@Suite struct ErlangTests {
    @Test(
        "blocking is as in the printed tables of Erlang B for 1 %",
        arguments: [(1, 0.0101), (2, 0.153), (5, 1.36), (10, 4.46), (20, 12.0), (50, 37.9), (100, 84.1)])
    func blocking(agents: Int, load: Double) {
        // The tables print loads to three digits.
        #expect(abs(ErlangB.blocking(load: load, agents: agents) - 0.01) < 0.000_6)
    }

    @Test("a hundred calls in half an hour of three minutes each with fourteen agents, the textbooks' example")
    func textbook() {
        let queue = ErlangC(rate: 100 / 1_800, handling: 180, agents: 14)
        #expect(abs(queue.load - 10) < 1e-9)
        #expect(abs(queue.waiting - 0.1741) < 0.000_1)
        #expect(abs(queue.answered(within: 20) - 0.8884) < 0.000_1)
        #expect(abs(queue.meanWait - 7.8) < 0.05)
        #expect(abs(queue.occupancy - 0.714) < 0.001)
        #expect(ErlangC.agents(rate: 100 / 1_800, handling: 180, share: 0.8, within: 20) == 14)
    }

    @Test("one agent is the M/M/1 queue, whose waiting share is its load")
    func single() {
        let queue = ErlangC(rate: 0.5, handling: 1, agents: 1)
        #expect(abs(queue.waiting - 0.5) < 1e-12)
        #expect(abs(queue.answered(within: 2) - (1 - 0.5 * exp(-1))) < 1e-12)
    }

    @Test(
        "fifty agents and forty-eight calls a minute, as Mandelbaum and Zeltyn print them for patience of two minutes")
    func palm() {
        let patient = ErlangC(rate: 0.8, handling: 60, agents: 50)
        #expect(abs(patient.meanWait - 20.8) < 0.1)
        #expect(abs(patient.occupancy - 0.96) < 0.001)
        let queue = ErlangA(rate: 0.8, handling: 60, patience: 120, agents: 50)
        #expect(abs(queue.abandoned - 0.031) < 0.000_6)
        #expect(abs(queue.meanWait - 3.7) < 0.06)
        #expect(abs(queue.occupancy - 0.93) < 0.002)
    }

    @Test("without impatience the two agree")
    func limit() {
        let (patient, endless) = (
            ErlangC(rate: 0.8, handling: 60, agents: 52), ErlangA(rate: 0.8, handling: 60, patience: 1e9, agents: 52)
        )
        #expect(abs(patient.waiting - endless.waiting) < 1e-5)
        #expect(abs(patient.answered(within: 15) - endless.answered(within: 15)) < 1e-5)
    }

    @Test("patience as long as a call makes the number in the house Poisson, whatever the number of agents")
    func poisson() {
        // With µ = θ everybody leaves at the same rate: P(all busy) = P(Poisson(a) ≥ n).
        let (load, agents) = (40.0, 38)
        var below = 0.0
        var term = exp(-load)
        for n in 0..<agents {
            below += term
            term *= load / Double(n + 1)
        }
        let queue = ErlangA(rate: load / 120, handling: 120, patience: 120, agents: agents)
        #expect(abs(queue.waiting - (1 - below)) < 1e-7)
    }

    @Test(
        "thousands of agents, and far too few of them, stay numbers",
        arguments: [(5_000, 5_100.0), (5_000, 4_900), (5_000, 20_000), (3, 4_000), (20_000, 19_900)])
    func large(agents: Int, load: Double) {
        let queue = ErlangA(rate: load / 300, handling: 300, patience: 150, agents: agents)
        #expect((0...1.000_001).contains(queue.waiting))
        #expect(queue.abandoned >= max(0, 1 - Double(agents) / load) - 1e-6)
        #expect(queue.abandoned < 1)
        #expect((0...1.000_001).contains(queue.answered(within: 15)))
        let patient = ErlangC(rate: load / 300, handling: 300, agents: agents)
        #expect((0...1).contains(patient.waiting))
    }

    @Test("the number of agents is the fewest that suffices", arguments: [0.5, 3.0, 47.0, 400, 2_600])
    func fewest(load: Double) {
        let rate = load / 240
        let needed = ErlangA.agents(rate: rate, handling: 240, patience: 90, share: 0.95, within: 15)
        func answered(_ agents: Int) -> Double {
            ErlangA(rate: rate, handling: 240, patience: 90, agents: agents).answered(within: 15)
        }
        #expect(answered(needed) >= 0.95)
        #expect(needed == 1 || answered(needed - 1) < 0.95)
        let patient = ErlangC.agents(rate: rate, handling: 240, share: 0.95, within: 15)
        #expect(ErlangC(rate: rate, handling: 240, agents: patient).answered(within: 15) >= 0.95)
        #expect(
            Double(patient - 1) <= load
                || ErlangC(rate: rate, handling: 240, agents: patient - 1).answered(within: 15) < 0.95)
    }

    @Test(
        "a simulated line behaves as reckoned",
        arguments: [(4, 3.2, 60.0), (12, 11.5, 120), (10, 14, 45)])
    func simulated(agents: Int, load: Double, patience: Double) {
        let handling = 180.0
        let measured = Line(agents: agents, rate: load / handling, handling: handling, patience: patience)
            .run(calls: 300_000, inTime: 15)
        let reckoned = ErlangA(rate: load / handling, handling: handling, patience: patience, agents: agents)
        #expect(abs(measured.inTime - reckoned.answered(within: 15)) < 0.006)
        #expect(abs(measured.abandoned - reckoned.abandoned) < 0.006)
    }
}

/// A line of callers who come, wait, lose patience or are served, first come first served.
private struct Line {
    let agents: Int
    let rate: Double
    let handling: Double
    let patience: Double

    func run(calls: Int, inTime limit: Double) -> (inTime: Double, abandoned: Double) {
        var random = SplitMix64(seed: 7)
        func draw(mean: Double) -> Double { -mean * log(1 - Double.random(in: 0..<1, using: &random)) }
        var free = [Double](repeating: 0, count: agents)
        var now = 0.0
        var (inTime, abandoned) = (0, 0)
        for _ in 0..<calls {
            now += draw(mean: 1 / rate)
            let (patience, service) = (draw(mean: patience), draw(mean: handling))
            guard let next = free.indices.min(by: { free[$0] < free[$1] }) else { continue }
            let wait = max(0, free[next] - now)
            if wait > patience {
                abandoned += 1
            } else {
                if wait <= limit { inTime += 1 }
                free[next] = now + wait + service
            }
        }
        return (Double(inTime) / Double(calls), Double(abandoned) / Double(calls))
    }
}
