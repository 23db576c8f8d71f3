/// Takes a line's echo out of what comes back: a short, sparse tail after a bulk delay (ITU-T G.168).
///
///     far ─▶ bulk delay ─▶ EchoFilter ─▶ echo ─┐
///     near ───────────────────────────────────(-)─▶ error ─▶ never louder than near ─▶ ResidualSuppressor ─▶ output
///
/// It adds no delay. Memory is taken when it is made: see `stateSize`.
package struct LineEchoCanceller: EchoCancelling, Sendable {
    private var filter: EchoFilter
    private var far: FarHistory
    private var suppressor = ResidualSuppressor()
    private var narrowBand = NarrowBandDetector()
    private var judge = PathJudge()
    private var blocker = DirectCurrentBlocker()

    private var model = SampleWindow(repeating: .zero)
    private var trial = SampleWindow(repeating: .zero)
    private var error = SampleWindow(repeating: .zero)
    private var left = HopSpectrum()
    private var block = HopSamples(repeating: .zero)
    private var window = SampleWindow(repeating: .zero)

    private var recent = [HopSamples](repeating: HopSamples(repeating: .zero), count: EchoFilter.memory)
    private var latest = 0
    private var turn = 0
    private let passes = Int(knob("K", 3))
    private var eager = Int(knob("EG", 200))

    /// Delay of the modelled part of the path, in samples: a multiple of 80.
    package private(set) var bulkDelay = 0

    /// What the model has achieved.
    package var effect: EchoEffect {
        EchoEffect(isProven: judge.isProven, idleTalk: judge.idle * 10, modelledLoss: judge.modelledLoss)
    }

    /// - Parameter tail: length of the modelled part of the path in ms; rounded up to 20, at least 16 ms more than the
    ///   echoes' spread, so that a hybrid at its end still fits.
    package init(tail: Int = 64) {
        filter = EchoFilter(partitions: max(1, (tail + 16 + 19) / 20))
        far = FarHistory()
    }

    /// Forgets path, noise and signals; takes no memory.
    package mutating func reset() {
        filter.reset()
        far.clear()
        suppressor = ResidualSuppressor()
        narrowBand = NarrowBandDetector()
        judge = PathJudge()
        blocker = DirectCurrentBlocker()
        bulkDelay = 0
        eager = Int(knob("EG", 200))
        for index in recent.indices { recent[index] = HopSamples(repeating: .zero) }
    }

    /// Moves the modelled part of the path to where an echo lies; what was learnt elsewhere is forgotten.
    ///
    /// - Parameter delay: in samples, a multiple of 80 up to 4000.
    package mutating func aim(at delay: Int) {
        guard delay != bulkDelay else { return }
        bulkDelay = min(FarHistory.longestDelay, delay / EchoFilter.hop * EchoFilter.hop)
        filter.reset()
        suppressor.expectAnything()
        judge = PathJudge()
        eager = Int(knob("EG", 200))
        for age in (0..<filter.depth).reversed() {
            far.copyWindow(delay: bulkDelay + age * EchoFilter.hop, into: &window)
            filter.append(far: window)
        }
    }

    package mutating func process(far: Span<Int16>, near: Span<Int16>, into output: inout MutableSpan<Int16>) {
        precondition(far.count == near.count && near.count == output.count && near.count % EchoFilter.hop == 0)
        var start = 0
        while start < near.count {
            self.far.append(far, from: start)
            blocker.copy(near, from: start, into: &block)
            cancel()
            for index in 0..<EchoFilter.hop {
                let sample = block[index >> 3][index & 7]
                output[start + index] = Int16(max(-32768, min(32767, sample.rounded())))
            }
            start += EchoFilter.hop
        }
    }

    /// Takes the echo out of `block`.
    private mutating func cancel() {
        far.copyWindow(delay: bulkDelay, into: &window)
        filter.append(far: window)
        let isNarrow = narrowBand.update(filter.farSpectrum)

        var echoBands = BandPowers.zero
        filter.echo(of: .foreground, age: 0, into: &model, bands: &echoBands)
        filter.echo(of: .background, into: &trial)
        for index in 0..<22 { trial[index] = .zero }
        var powers = HopPowers()
        for index in 0..<10 {
            let near = block[index]
            let kept = near - model[22 &+ index]
            let tried = near - trial[22 &+ index]
            error[22 &+ index] = tried
            trial[22 &+ index] = kept
            powers.near += (near * near).sum()
            powers.echo += (model[22 &+ index] * model[22 &+ index]).sum()
            powers.foreground += (kept * kept).sum()
            powers.background += (tried * tried).sum()
            powers.difference += ((kept - tried) * (kept - tried)).sum()
            powers.far += (window[22 &+ index] * window[22 &+ index]).sum()
        }
        powers.scale(1 / Float(EchoFilter.hop))
        if !isNarrow && powers.far > 100 {
            filter.learn(from: error, isEager: eager > 0)
            if eager > 0 {
                eager -= 1
                relearn()
            }
        }
        latest = latest == 0 ? EchoFilter.memory - 1 : latest - 1
        recent[latest] = block

        // `trial` holds what the foreground leaves, `error` what the background does. A filter that makes the line
        // louder is wrong: the path has changed or gone.
        let isLouder = powers.foreground > 2 * powers.near
        if isLouder { for index in 0..<10 { trial[22 &+ index] = block[index] } }
        switch judge.decide(powers, isFrozen: isNarrow) {
        case .promote:
            filter.promote()
            fade(to: \.error)
            powers.foreground = powers.background
        case .retreat:
            filter.retreat()
        case .doubt:
            if knobRS > 0 { filter.restart() } else { filter.doubt(knobSc) }
            eager = max(eager, Int(knob("DEG", 100)))
        case .keep: break
        }
        if isLouder { powers.foreground = powers.near }
        SkewTransform.shared.forward(trial, into: &left)
        suppressor.process(
            trial, powers: powers, bands: left.bands, echo: echoBands, into: &block)
    }

    private mutating func relearn() {
        for _ in 0..<passes {
            turn = turn + 1 >= EchoFilter.memory ? 1 : turn + 1
            let slot = (latest + turn - 1) % EchoFilter.memory
            filter.echo(of: .background, age: turn, into: &window)
            var error = SampleWindow(repeating: .zero)
            for index in 0..<10 { error[22 &+ index] = recent[slot][index] - window[22 &+ index] }
            filter.learn(from: error, age: turn, isEager: true)
        }
    }

    private mutating func fade(to other: KeyPath<Self, SampleWindow>) {
        for index in 0..<10 {
            let share = (Float(index) + 0.5) / 10
            trial[22 &+ index] = trial[22 &+ index] * (1 - share) + error[22 &+ index] * share
        }
    }
}

/// How well a canceller does, for the decision whether it is needed.
package struct EchoEffect: Equatable, Sendable {
    /// Whether it has taken away nine tenths of what came back, for a while.
    package var isProven: Bool
    /// Talk since it last took away half of what came back, in ms.
    package var idleTalk: Int
    /// Return loss of the path as it is modelled, in dB.
    package var modelledLoss: Float
}

/// 80 samples, eight a vector.
typealias HopSamples = InlineArray<10, SIMD8<Float>>

/// Mean squares over one hop, in squared sample units.
struct HopPowers: Sendable {
    /// What came back.
    var near: Float = 0
    /// The far signal where the modelled path begins.
    var far: Float = 0
    /// The echo as the foreground has it.
    var echo: Float = 0
    /// What is left by the foreground and by the background, and the difference of the two.
    var foreground: Float = 0
    var background: Float = 0
    var difference: Float = 0

    mutating func scale(_ factor: Float) {
        near *= factor
        far *= factor
        echo *= factor
        foreground *= factor
        background *= factor
        difference *= factor
    }
}
