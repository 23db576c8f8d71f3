import Foundation

/// Decides which of the two models of an echo path is to be believed.
struct PathJudge: Sendable {
    enum Verdict {
        case keep
        /// The background is better: the foreground takes over.
        case promote
        /// The background has gone astray: it starts again from the foreground.
        case retreat
        /// The path seems to have changed: the background becomes unsure, so that it learns quickly.
        case doubt
    }

    private enum Tuning {
        /// The lead's square against its chance variance at which a contest is won over three hops and over seven, and
        /// lost over either.
        static let fast: Float = 2
        static let slow: Float = 1
        static let lost: Float = 4
        /// A lead under this share of what is left is nothing: in double talk it would be chance.
        static let material: Float = 0.15
        /// Hops of bad results until the path is doubted, and until it may be doubted again.
        static let collapse = 3
        static let rest: Float = 60
    }

    // How much the background is better, over one hop, three and seven, against its own chance.
    private var fast = Contest(memory: 0.6)
    private var slow = Contest(memory: 0.85)

    // Smoothed powers, over about 50 ms and over half a second of talk.
    private var near: Float = 0
    private var left: Float = 0
    private var echo: Float = 0
    private var sent: Float = 0
    private var modelled: Float = 0
    /// Return loss of the modelled path, in dB, from powers smoothed over half a second of talk.
    var modelledLoss: Float { 10 * log10((sent + 1) / (modelled + 1e-3)) }
    /// Hops of far talk since the foreground last took away half of what came back.
    private(set) var idle = 0
    /// The same, whoever talks at the near end and however little of an echo is still modelled.
    private(set) var unhelped = 0
    private(set) var isProven = false
    private var collapsed = 0
    private var rest = 0
    private var patience: Float = 1

    mutating func decide(_ powers: HopPowers, isFrozen: Bool) -> Verdict {
        near += (powers.near - near) * 0.2
        left += (powers.foreground - left) * 0.2
        echo += (powers.echo - echo) * 0.2
        if left < 0.5 * near && echo > 100 {
            unhelped = 0
        } else if powers.far > 2600 {
            unhelped += 1
        }
        if unhelped == 0 {
            idle = 0
        } else if powers.far > 2600 && (!isProven || near < 20 * echo) {
            idle += 1
        }
        if powers.far > 2600 {
            sent += (powers.far - sent) * 0.02
            modelled += (powers.echo - modelled) * 0.02
        }
        let gain = powers.foreground - powers.background
        let chance = powers.foreground * powers.difference
        fast.add(gain, chance, powers.foreground)
        slow.add(gain, chance, powers.foreground)
        if isFrozen { return .keep }
        let material = Tuning.material
        if fast.isWon(Tuning.fast, material: material) || slow.isWon(Tuning.slow, material: material) {
            fast.clear()
            slow.clear()
            if powers.background < 0.25 * powers.foreground { patience = 1 }
            return .promote
        }
        if -gain * abs(gain) > Tuning.lost * chance || fast.isLost(Tuning.lost) || slow.isLost(Tuning.lost) {
            fast.clear()
            slow.clear()
            return .retreat
        }
        if left < 0.1 * near && echo > 100 { isProven = true }
        if rest > 0 { rest -= 1 }
        let isCollapsed = isProven && echo > 0.2 * near && left > 0.4 * near && echo > 100
        collapsed = isCollapsed ? collapsed + 1 : 0
        if collapsed >= Tuning.collapse && rest == 0 {
            rest = Int(Tuning.rest * patience)
            patience = min(8, patience * 2)
            return .doubt
        }
        return .keep
    }
}

/// A difference of two powers, summed with a fading memory, against the spread that chance would give it.
private struct Contest: Sendable {
    let memory: Float
    private var lead: Float = 0
    /// Smoothed power that the lead is a part of.
    private var base: Float = 0
    private var variance: Float = 0

    init(memory: Float) { self.memory = memory }

    mutating func add(_ gain: Float, _ chance: Float, _ power: Float) {
        base = memory * base + (1 - memory) * power
        lead = memory * lead + (1 - memory) * gain
        variance = memory * memory * variance + (1 - memory) * (1 - memory) * chance
    }

    mutating func clear() {
        lead = 0
        variance = 0
    }

    func isWon(_ factor: Float, material: Float) -> Bool {
        lead > material * base && lead * lead > factor * variance
    }
    func isLost(_ factor: Float) -> Bool { lead < 0 && lead * lead > factor * variance }
}
