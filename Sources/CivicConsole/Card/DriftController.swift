/// Finds out how far two clocks run apart from how full the ring between them is, and says how to bend the resampler.
///
/// The fill is to be told at the same point of the card's period, and without the saw of the line's frames
/// (`SampleRing.sinceTick`): the two would beat with each other. It is averaged over two seconds before it counts.
/// A proportional part brings the fill back, an integral part learns the drift; both are slow and small, so that nobody
/// hears a pitch move:
///
///     fill ─▶ average ─▶ (fill − target) ─▶ P + I ─▶ at most 20 ppm a second ─▶ ±900 ppm
package struct DriftController: Sendable {
    /// The bend moves by no more than this, in millionths per second.
    package static let slew = 20.0
    package static let limit = 900.0
    private static let averageTime = 2.0  // s
    /// Bend for one millisecond too many, in millionths: it would be gone in about 25 s.
    private static let proportional = 40.0
    /// Change of the learnt drift for one millisecond too many, in millionths per second.
    private static let integral = 0.5

    private let target: Double  // samples
    private let leeway: Double
    /// What the fill happened to be at the start, if near enough: to shift it would cost a minute of bent pitch.
    private var aim: Double
    private let rate: Double
    private var average: Double?
    private var learnt = 0.0
    private var bend = 0.0

    /// - Parameters:
    ///   - target: fill that is aimed at, in samples.
    ///   - rate: samples a second.
    package init(target: Int, rate: Int = 8000) {
        self.target = Double(target)
        aim = Double(target)
        leeway = Double(rate) / 100
        self.rate = Double(rate)
    }

    /// How much faster than it should the producing side runs, in millionths.
    package var drift: Int { Int(bend.rounded()) }

    /// Takes note of the fill, as it is some time after the last one.
    ///
    /// - Returns: the bend in millionths: so much more input is to make the same output.
    package mutating func observe(fill: Double, after seconds: Double) -> Int {
        let weight = min(1, seconds / Self.averageTime)
        // A jump is no drift: the ring was emptied, filled anew, or not in use yet.
        if let known = average, abs(fill - known) > 2 * leeway { average = nil }
        if average == nil { aim = max(target - leeway, min(target + leeway, fill)) }
        let mean = average.map { $0 + weight * (fill - $0) } ?? fill
        average = mean
        let excess = (mean - aim) / rate * 1000  // ms
        learnt = max(-Self.limit, min(Self.limit, learnt + Self.integral * excess * seconds))
        let wanted = max(-Self.limit, min(Self.limit, learnt + Self.proportional * excess))
        let step = Self.slew * seconds
        bend += max(-step, min(step, wanted - bend))
        return drift
    }

    /// The ring was emptied or filled anew: what was learnt of the clocks stays.
    package mutating func restart() { average = nil }
}
