/// The adaptive model of an echo path: partitions of 20 ms in the frequency domain, each bin a Kalman filter.
///
///     far ─▶ spectra of the last windows ─▶ × foreground ─▶ echo as it is subtracted
///                                      └──▶ × background ─▶ echo as it is being learnt ─▶ error ─▶ update
///
/// Every 80 samples the background learns from its error. Each of its bins holds how unsure it is of itself; that,
/// the far signal's power and the error's own power give the size of the step, so that a talking near end makes the
/// steps small by itself. The foreground only ever takes over what has proved better.
struct EchoFilter: Sendable {
    /// Samples from one update to the next: 10 ms.
    static let hop = 80
    /// Taps of one partition: 20 ms.
    static let partition = 160

    /// Hops that can be learnt from again.
    static let memory = 16

    /// Partitions that there is memory for, and those in use.
    let capacity: Int
    private(set) var partitions: Int
    private let first: Int
    private let transform = SkewTransform.shared

    // Spectra of the far signal, one a hop, in a ring; a partition is two hops long.
    private var history: [HopSpectrum]
    private var newest = 0
    private var foreground: [HopSpectrum]
    private var background: [HopSpectrum]
    /// Expected square of the background's error in each tap's bin.
    private var uncertainty: [BinPowers]
    /// Smoothed power of the background's error, in squared units of a hop's spectrum.
    private var errorPower = BinPowers(repeating: .zero)
    private var nextConstrained = 0
    private var isConstraintDue = false
    private var tapEnergy: [SIMD4<Float>]

    /// - Parameters:
    ///   - partitions: how many are used at first.
    ///   - capacity: how many a long echo may bring into use.
    init(partitions: Int, capacity: Int) {
        self.partitions = partitions
        self.capacity = max(partitions, capacity)
        first = partitions
        history = Array(repeating: HopSpectrum(), count: 2 * self.capacity + Self.memory)
        foreground = Array(repeating: HopSpectrum(), count: self.capacity)
        background = foreground
        uncertainty = Array(repeating: BinPowers(repeating: .zero), count: self.capacity)
        tapEnergy = Array(repeating: .zero, count: self.capacity)
        expectAnything()
    }

    private enum Tuning {
        /// Square of the gain that a bin of the first partition may have before anything is known; each next one less.
        static let firstGuess: Float = 0.1
        static let guessDecay: Float = 0.7
        /// Share of what is known that is forgotten in a hop: half in 14 s.
        static let forgetting: Float = 0.0005
        /// Smoothing of the error's power, a hop.
        static let errorSmoothing: Float = 0.3
        /// Length of a step, as a share of what the Kalman gain alone would be, and how far the error of this very hop
        /// holds it back.
        static let eager = (pace: Float(2), caution: Float(0.5))
        static let calm = (pace: Float(1), caution: Float(1))
        /// Taps with less than so many times the quietest ones' power are taken for noise and shrunk.
        static let sparseness: Float = 10
        static let shrinkage: Float = 0.7
        static let tailShare: Float = 0.001
    }

    /// Forgets the path.
    mutating func reset() {
        partitions = first
        nextConstrained = 0
        for index in 0..<partitions {
            foreground[index] = HopSpectrum()
            background[index] = HopSpectrum()
        }
        for index in history.indices { history[index] = HopSpectrum() }
        for index in tapEnergy.indices { tapEnergy[index] = .zero }
        errorPower = BinPowers(repeating: .zero)
        expectAnything()
    }

    /// Makes the background as unsure as at the beginning.
    mutating func expectAnything() {
        var guess = Tuning.firstGuess
        for index in 0..<partitions {
            uncertainty[index] = BinPowers(repeating: SIMD8(repeating: guess))
            guess *= Tuning.guessDecay
        }
    }

    /// Whether the model's end still holds a thousandth of the echo or more in each quarter of its last partition, as a
    /// room's does.
    var isTooShort: Bool {
        guard partitions < capacity else { return false }
        var total: Float = 0
        for index in 0..<partitions { total += tapEnergy[index].sum() }
        return tapEnergy[partitions - 1].min() > Tuning.tailShare * total
    }

    /// Takes one more partition into use.
    mutating func extend() {
        guard partitions < capacity else { return }
        for bin in 0..<16 {
            let (wr, wi) = (background[partitions - 1].re[bin], background[partitions - 1].im[bin])
            uncertainty[partitions][bin] = wr * wr + wi * wi + SIMD8(repeating: 1e-5)
        }
        foreground[partitions] = HopSpectrum()
        background[partitions] = HopSpectrum()
        tapEnergy[partitions] = .zero
        partitions += 1
    }

    /// Lets the background start from nothing, as unsure as the foreground's power says that it may be.
    mutating func restart() {
        for bin in 0..<16 {
            var total = SIMD8<Float>(repeating: 1e-5)
            for index in 0..<partitions {
                total +=
                    foreground[index].re[bin] * foreground[index].re[bin]
                    + foreground[index].im[bin] * foreground[index].im[bin]
            }
            total *= 0.5
            for index in 0..<partitions {
                uncertainty[index][bin] = total
                total *= Tuning.guessDecay
            }
        }
        for index in 0..<partitions { background[index] = HopSpectrum() }
    }

    /// Hops that the far signal is kept for.
    var depth: Int { history.count }

    /// Whether the newest far window is a tone or two.
    func isNarrow(to detector: inout NarrowBandDetector) -> Bool { detector.update(history[newest]) }

    /// Takes in the far window that ends with this hop.
    mutating func append(far: borrowing SampleWindow) {
        newest = newest == 0 ? history.count - 1 : newest - 1
        transform.forward(far, into: &history[newest])
    }

    enum Model { case foreground, background }

    /// The echo of this hop as a model has it: the last 80 samples of what is returned.
    func echo(of model: Model, age: Int = 0, into echo: inout SampleWindow) {
        var bands = BandPowers.zero
        self.echo(of: model, age: age, into: &echo, bands: &bands)
    }

    func echo(of model: Model, age: Int, into echo: inout SampleWindow, bands: inout BandPowers) {
        var sum = HopSpectrum()
        switch model {
        case .foreground: multiply(foreground, age, into: &sum)
        case .background: multiply(background, age, into: &sum)
        }
        if age == 0 && model == .foreground { bands = sum.bands * (Float(Self.hop) / 256) }
        transform.inverse(&sum, into: &echo)
    }

    private func multiply(_ model: [HopSpectrum], _ age: Int, into sum: inout HopSpectrum) {
        let (newest, count) = (newest + age, history.count)
        history.withRows { far in
            model.withRows { weights in
                for bin in 0..<HopSpectrum.half {
                    var (re, im) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
                    var slot = newest >= count ? newest - count : newest
                    for index in 0..<partitions {
                        let (here, place) = (HopSpectrum.rows &* slot &+ bin, HopSpectrum.rows &* index &+ bin)
                        let (xr, xi) = (far[here], far[here &+ HopSpectrum.half])
                        let (wr, wi) = (weights[place], weights[place &+ HopSpectrum.half])
                        re += xr * wr - xi * wi
                        im += xr * wi + xi * wr
                        slot &+= 2
                        if slot >= count { slot &-= count }
                    }
                    sum.re[bin] = re
                    sum.im[bin] = im
                }
            }
        }
    }

    /// Learns from the background's error in this hop: the last 80 samples of `error`, the others zero.
    mutating func learn(from error: borrowing SampleWindow, age: Int = 0, isEager: Bool) {
        var spectrum = HopSpectrum()
        transform.forward(error, into: &spectrum)
        var slot = newest + age
        if slot >= history.count { slot -= history.count }
        update(by: spectrum, newest: slot, isEager: isEager)
        // A calm filter drifts so little that every other hop is enough.
        isConstraintDue.toggle()
        if isEager || isConstraintDue { constrain() }
    }

    private mutating func update(by spectrum: borrowing HopSpectrum, newest: Int, isEager: Bool) {
        let (errorRe, errorIm) = (spectrum.re.span, spectrum.im.span)
        for bin in 0..<HopSpectrum.half {
            let (er, ei) = (errorRe[bin], errorIm[bin])
            let instant = er * er + ei * ei
            errorPower[bin] = errorPower[bin] * (1 - Tuning.errorSmoothing) + instant * Tuning.errorSmoothing
            let caution = isEager ? Tuning.eager.caution : Tuning.calm.caution
            var noise = errorPower[bin]
            noise.replace(with: instant * caution, where: noise .< instant * caution)
            noise += SIMD8(repeating: 1e3)
            noise *= SIMD8(repeating: 1 / Self.share)
            Self.update(
                bin, &background, &uncertainty, error: (er, ei), noise: noise, history, newest: newest,
                partitions: partitions, pace: isEager ? Tuning.eager.pace : Tuning.calm.pace)
        }
    }

    private static let share = Float(hop) / 256

    /// Updates one row of all partitions.
    @inline(__always)
    private static func update(
        _ bin: Int, _ background: inout [HopSpectrum], _ uncertainty: inout [BinPowers],
        error: (SIMD8<Float>, SIMD8<Float>), noise: SIMD8<Float>, _ history: [HopSpectrum], newest: Int,
        partitions: Int, pace: Float
    ) {
        let forget = Tuning.forgetting
        let (er, ei) = error
        let count = history.count
        history.withRows { far in
            background.withMutableRows { weights in
                uncertainty.withMutableRows { doubts in
                    var sum = noise
                    var slot = newest
                    for index in 0..<partitions {
                        let here = HopSpectrum.rows &* slot &+ bin
                        let (xr, xi) = (far[here], far[here &+ HopSpectrum.half])
                        sum += doubts[HopSpectrum.half &* index &+ bin] * (xr * xr + xi * xi)
                        slot &+= 2
                        if slot >= count { slot &-= count }
                    }
                    let gain = SIMD8<Float>(repeating: pace) / sum
                    slot = newest
                    for index in 0..<partitions {
                        let (here, place) = (HopSpectrum.rows &* slot &+ bin, HopSpectrum.rows &* index &+ bin)
                        let (xr, xi) = (far[here], far[here &+ HopSpectrum.half])
                        let doubt = doubts[HopSpectrum.half &* index &+ bin]
                        let step = doubt * gain
                        let wr = weights[place] + step * (xr * er + xi * ei)
                        let wi = weights[place &+ HopSpectrum.half] + step * (xr * ei - xi * er)
                        weights[place] = wr
                        weights[place &+ HopSpectrum.half] = wi
                        let kept = SIMD8<Float>(repeating: 1) - step * (xr * xr + xi * xi) * share
                        doubts[HopSpectrum.half &* index &+ bin] =
                            doubt * kept * (1 - forget) + (wr * wr + wi * wi) * forget
                        slot &+= 2
                        if slot >= count { slot &-= count }
                    }
                }
            }
        }
    }

    /// Takes the taps that wrapped around out of one partition; all have their turn.
    private mutating func constrain() {
        var spectrum = background[nextConstrained]
        var window = SampleWindow(repeating: .zero)
        transform.inverse(&spectrum, into: &window)
        for index in Self.partition / 8..<32 { window[index] = .zero }
        shrink(&window)
        transform.forward(window, into: &background[nextConstrained])
        nextConstrained = nextConstrained + 1 == partitions ? 0 : nextConstrained + 1
    }

    /// Pulls those taps towards zero that hold no more than the noise of learning: a line's echo is sparse.
    private mutating func shrink(_ window: inout SampleWindow) {
        var energies = InlineArray<22, Float>(repeating: 0)
        for group in 0..<4 {
            var total: Float = 0
            for index in 5 * group..<5 * group + 5 {
                let energy = (window[index] * window[index]).sum()
                energies[index + 1] = energy
                total += energy
            }
            tapEnergy[nextConstrained][group] = total
        }
        var least: Float = .infinity
        for index in 0..<partitions { least = min(least, tapEnergy[index].min()) }
        let threshold = least * Tuning.sparseness * 3 / 5
        for index in 0..<20 where energies[index] + energies[index + 1] + energies[index + 2] < threshold {
            window[index] *= Tuning.shrinkage
        }
    }

    /// Lets the foreground take over what the background has learnt.
    mutating func promote() {
        for index in 0..<partitions { foreground[index] = background[index] }
    }

    /// Lets the background start again from the foreground.
    mutating func retreat() {
        for index in 0..<partitions { background[index] = foreground[index] }
    }
}
