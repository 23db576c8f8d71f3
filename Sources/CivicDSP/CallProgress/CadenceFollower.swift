/// Follows one class of tones on and off, and says which tone of the plan its times are.
///
///     idle ─present for 80 ms─▶ on ◀─power over a quarter of the tone's─▶ off
///       ▲                        │                                        │
///       └── other sounds, or silence for longer than any tone's pause ────┘
struct CadenceFollower: Sendable {
    enum News: Equatable, Sendable {
        case began(ProgressToneKind, at: Double)
        case ended(ProgressToneKind, at: Double)
    }

    private enum State: Sendable { case idle, on, off }

    private static let frame = 20.0  // ms
    /// The window is a quarter full, by power, so long before its middle reaches the tone.
    private static let edgeBias = 6.0  // ms
    private static let longestPause = 16_000.0  // ms
    /// A single time on that no other tone has is enough from here.
    private static let tellingOn: Float = 700  // ms
    private static let quietAfterRing = 400.0  // ms
    /// Times that prove a tone are together no shorter: syllables can be three short pips.
    private static let leastProof: Float = 580  // ms

    private let patterns: [CadencePattern]
    private let hangovers: [Int]
    /// For each class, the time on after which its tone must be the steady one; infinite where none is.
    private let steadyAfter: [Double]

    private var state = State.idle
    private(set) var active = -1
    private var history = InlineArray<8, SIMD8<Float>>(repeating: .zero)
    private var frames = 0
    private var candidate = -1
    private var streak = 0

    private var reference: Float = 0
    private var edge = 0.0  // ms, when the present time on or off began
    private var crossing = 0.0
    private var pending = 0
    private var foreign = 0
    private var runs = CadenceRuns()
    private var isFirstCut = false
    private var reported = -1

    init(patterns: [CadencePattern], classes: [ToneClass]) {
        self.patterns = patterns
        hangovers = classes.map(\.hangover)
        steadyAfter = classes.indices.map { index in
            let mine = patterns.filter { $0.toneClass == index }
            guard mine.contains(where: \.isSteady) else { return .infinity }
            return max(1500, Double(mine.filter { !$0.isSteady }.map(\.longestOn).max() ?? 0) * 1.3)
        }
    }

    /// Whether the class's tone is heard, or is between two times on.
    var isFollowing: Bool { state != .idle }
    var isOn: Bool { state == .on }

    mutating func process(_ frame: ToneFrame) -> News? {
        history[frames & 7] = frame.power
        frames += 1
        switch state {
        case .idle:
            find(frame)
            return nil
        case .on: return on(frame)
        case .off: return off(frame)
        }
    }

    private mutating func find(_ frame: ToneFrame) {
        let found = frame.present == 0 ? -1 : strongest(frame)
        streak = found >= 0 && found == candidate ? streak + 1 : (found >= 0 ? 1 : 0)
        candidate = found
        guard streak >= 4 else { return }
        active = found
        state = .on
        runs.clear()
        pending = 0
        foreign = 0
        reference = 0
        for age in 0..<4 { reference = max(reference, power(age)) }
        // Back to where the power came through a quarter.
        var age = 3
        while age < min(7, frames - 1), power(age) >= reference / 4 { age += 1 }
        edge = power(age) < reference / 4 ? between(age, frame.time) + Self.edgeBias : frame.time - 20 * Double(age)
        // A tone that was there from the start may have begun any time before.
        isFirstCut = edge < 40
    }

    /// Of two classes that fit, the one with more power explains more.
    private func strongest(_ frame: ToneFrame) -> Int {
        var best = -1
        for index in 0..<ToneFrame.mostClasses where frame.isPresent(index) {
            if best < 0 || frame.power[index] > frame.power[best] * 1.05 { best = index }
        }
        return best
    }

    private func power(_ age: Int) -> Float { history[(frames - 1 - age) & 7][active] }

    /// When the power went through a quarter of the reference, between `age` frames ago and the frame after it.
    private func between(_ age: Int, _ now: Double) -> Double {
        let (before, after) = (power(age), power(age - 1))
        let level = reference / 4
        let part = before == after ? 0.5 : min(1, max(0, (level - before) / (after - before)))
        return now - Self.frame * (Double(age) - Double(part))
    }

    private mutating func on(_ frame: ToneFrame) -> News? {
        let heard = frame.power[active]
        reference = max(heard, reference * 0.98)
        if heard < reference / 4 {
            if pending == 0 { crossing = between(1, frame.time) - Self.edgeBias }
            pending += 1
            if pending >= hangovers[active] {
                let duration = crossing - edge
                edge = crossing
                state = .off
                pending = 0
                foreign = 0
                return add(duration, isOn: true)
            }
            return nil
        }
        pending = 0
        foreign = frame.isPresent(active) ? 0 : foreign + 1
        if foreign >= 8 { return leave(frame.time) }
        return held(frame.time)
    }

    /// A tone that goes on for longer than one with a cadence would is the steady one.
    private mutating func held(_ now: Double) -> News? {
        let duration = now - edge
        if reported >= 0, !patterns[reported].isSteady, duration > Double(patterns[reported].longestOn) * 1.25 + 60 {
            return end(at: edge)
        }
        guard reported < 0, duration >= steadyAfter[active],
            let steady = patterns.firstIndex(where: { $0.isSteady && $0.toneClass == active })
        else { return nil }
        reported = steady
        return .began(patterns[steady].kind, at: edge)
    }

    private mutating func off(_ frame: ToneFrame) -> News? {
        let heard = frame.power[active]
        let isBack = heard >= reference / 4 && frame.isPresent(active)
        if isBack {
            if pending == 0 { crossing = between(1, frame.time) + Self.edgeBias }
            pending += 1
            if pending >= 2 {
                let duration = crossing - edge
                edge = crossing
                state = .on
                pending = 0
                foreign = 0
                return add(duration, isOn: false)
            }
            return nil
        }
        pending = 0
        foreign = frame.isLoud && frame.total > reference / 3 ? foreign + 1 : max(0, foreign - 1)
        if foreign >= 5 { return leave(edge) }
        let duration = frame.time - edge
        // The first ring is told once quiet has followed it.
        if reported < 0, duration >= Self.quietAfterRing, foreign == 0, let found = telling() { return begin(found) }
        let longest = reported < 0 ? Self.longestPause : Double(patterns[reported].longestOff) * 1.25 + 100
        return duration > longest ? leave(edge) : nil
    }

    /// Takes a whole time on or off, and looks what fits all of them.
    private mutating func add(_ duration: Double, isOn: Bool) -> News? {
        if isFirstCut && runs.count == 0 {
            isFirstCut = false
            return nil
        }
        runs.append(duration, isOn: isOn)
        if reported >= 0 {
            if patterns[reported].agreement(with: runs, isKnown: true) >= min(2, runs.count) { return nil }
            // A steady tone has ended now, another with the last of its times that fitted.
            return end(at: patterns[reported].isSteady ? edge : edge - duration)
        }
        guard let found = best() else { return nil }
        return begin(found)
    }

    private mutating func begin(_ found: Int) -> News {
        reported = found
        var start = edge
        for age in 0..<min(runs.count, max(1, patterns[found].agreement(with: runs))) {
            start -= Double(runs.recent(age))
        }
        // A pattern begins with a time on.
        let matched = patterns[found].agreement(with: runs)
        if matched > 0, runs.lastIsOn != !matched.isMultiple(of: 2) { start += Double(runs.recent(matched - 1)) }
        return .began(patterns[found].kind, at: start)
    }

    /// The tone that the times prove, or `nil` while two are possible.
    private func best() -> Int? {
        var found = -1
        var most = 2
        var isTied = false
        var longest = 0
        for index in patterns.indices where patterns[index].toneClass == active && !patterns[index].isSteady {
            let agreement = patterns[index].agreement(with: runs)
            if runs.sum(agreement) < Self.leastProof { continue }
            if agreement >= 3 { longest = max(longest, patterns[index].durations.count) }
            if agreement > most {
                (found, most, isTied) = (index, agreement, false)
            } else if agreement == most && found >= 0 {
                isTied = true
            }
        }
        return found < 0 || (isTied && most <= longest) ? nil : found
    }

    /// A long time on that only one tone of the class has: the first ring is enough.
    private func telling() -> Int? {
        guard runs.lastIsOn, runs.count > 0 else { return nil }
        let heard = runs.recent(0)
        var found: Int?
        for index in patterns.indices where patterns[index].toneClass == active && !patterns[index].isSteady {
            for step in stride(from: 0, to: patterns[index].durations.count, by: 2) {
                let nominal = patterns[index].durations[step]
                if patterns[index].durations.count == 2, nominal >= Self.tellingOn, CadencePattern.fits(heard, nominal),
                    found == nil
                {
                    found = index
                } else if abs(heard - nominal) < 0.22 * nominal {
                    return nil
                }
            }
        }
        return found
    }

    /// Other sounds, or nothing for long: back to the beginning.
    private mutating func leave(_ now: Double) -> News? {
        state = .idle
        streak = 0
        candidate = -1
        return reported >= 0 ? end(at: now) : nil
    }

    private mutating func end(at time: Double) -> News {
        let kind = patterns[reported].kind
        reported = -1
        return .ended(kind, at: time)
    }
}
