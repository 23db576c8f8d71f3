/// Takes a line's echo out of what comes back: a short, sparse tail after a bulk delay (ITU-T G.168).
///
///     far ─▶ bulk delay ─▶ EchoFilter ─▶ echo ─┐
///     near ───────────────────────────────────(-)─▶ error ─▶ never louder than near ─▶ ResidualSuppressor ─▶ output
///
/// It adds no delay. 72 KB of state for a tail of 64 ms, taken when it is made: a leg borrows one (``EchoLeg``).
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

    /// Hops of talk for which a canceller is eager: it learns from each hop, and from three earlier ones again.
    private static let eagerness = 200
    private static let passes = 3
    private var recent = [HopSamples](repeating: HopSamples(repeating: .zero), count: EchoFilter.memory)
    private var latest = 0
    private var turn = 0
    private var eager = Self.eagerness
    private var untilLengthCheck = 0

    /// Delay of the modelled part of the path, in samples: a multiple of 80.
    package private(set) var bulkDelay = 0

    /// What the model has achieved.
    package var effect: EchoEffect {
        EchoEffect(
            isProven: judge.isProven, idleTalk: judge.idle * 10, unhelpedTalk: judge.unhelped * 10,
            modelledLoss: judge.modelledLoss)
    }

    /// - Parameter tail: length of the modelled part of the path in ms; a hybrid of 16 ms at its end still fits. Where an
    ///   echo goes on beyond it, as a room's does, the model grows up to twice as long.
    package init(tail: Int = 64) {
        let partitions = max(1, (tail + 16 + 19) / 20)
        filter = EchoFilter(partitions: partitions, capacity: 2 * partitions)
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
        eager = Self.eagerness
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
        eager = Self.eagerness
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
        let isNarrow = filter.isNarrow(to: &narrowBand)

        var echoBands = BandPowers.zero
        filter.echo(of: .foreground, age: 0, into: &model, bands: &echoBands)
        filter.echo(of: .background, into: &trial)
        var powers = Self.subtract(block, window, model, &trial, &error)
        if !isNarrow && powers.far > 100 {
            filter.learn(from: error, isEager: eager > 0)
            if eager > 0 {
                eager -= 1
                relearn()
            } else {
                checkLength()
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
            fade()
            powers.foreground = powers.background
        case .retreat:
            filter.retreat()
        case .doubt:
            filter.restart()
            eager = max(eager, Self.eagerness / 2)
        case .keep: break
        }
        if isLouder { powers.foreground = powers.near }
        SkewTransform.shared.forward(trial, into: &left)
        suppressor.process(
            trial, powers: powers, bands: left.bands, echo: echoBands, into: &block)
    }

    /// Takes the foreground's echo, `model`, and the background's, `trial`, from what came back. What the foreground
    /// leaves is then in `trial`, what the background leaves in `error`.
    private static func subtract(
        _ block: borrowing HopSamples, _ far: borrowing SampleWindow, _ model: borrowing SampleWindow,
        _ trial: inout SampleWindow, _ error: inout SampleWindow
    ) -> HopPowers {
        var powers = HopPowers()
        let (block, far, model) = (block.span, far.span, model.span)
        for index in 0..<22 { trial[index] = .zero }
        for index in 0..<10 {
            let near = block[index]
            let echo = model[22 &+ index]
            let kept = near - echo
            let tried = near - trial[22 &+ index]
            let sent = far[22 &+ index]
            error[22 &+ index] = tried
            trial[22 &+ index] = kept
            powers.near += (near * near).sum()
            powers.echo += (echo * echo).sum()
            powers.foreground += (kept * kept).sum()
            powers.background += (tried * tried).sum()
            powers.difference += ((kept - tried) * (kept - tried)).sum()
            powers.far += (sent * sent).sum()
        }
        powers.scale(1 / Float(EchoFilter.hop))
        return powers
    }

    /// Makes the model longer where the echo goes on at its end, one partition in half a second of talk.
    private mutating func checkLength() {
        untilLengthCheck -= 1
        guard untilLengthCheck <= 0 else { return }
        untilLengthCheck = 50
        if filter.isTooShort {
            filter.extend()
            eager = 30
        }
    }

    /// Learns once more from earlier hops, each time others.
    private mutating func relearn() {
        for _ in 0..<Self.passes {
            turn = turn + 1 >= EchoFilter.memory ? 1 : turn + 1
            let slot = (latest + turn - 1) % EchoFilter.memory
            filter.echo(of: .background, age: turn, into: &window)
            var error = SampleWindow(repeating: .zero)
            let earlier = recent[slot]
            for index in 0..<10 { error[22 &+ index] = earlier[index] - window[22 &+ index] }
            filter.learn(from: error, age: turn, isEager: true)
        }
    }

    /// Goes over from what the foreground left to what the background leaves.
    private mutating func fade() {
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
    /// The same, whoever talked at the near end in the meantime.
    package var unhelpedTalk: Int
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
