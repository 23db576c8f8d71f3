package import CivicCore

/// How fast a queue's callers are being answered, and what that says about a wait.
///
/// The time from one answer to the next is one sample, if somebody waited all the while: a line that runs empty says
/// nothing about the pace. The newest twenty of the last half hour count, each 0.85 of the next newer one. A caller at
/// position *p* waits for *p* such intervals: the mean is *p·m*, and, taking them as independent, the deviation is
/// *√p·s*. What is said is the range one deviation to both sides, in whole minutes. Nothing is said with fewer than
/// five samples or when the range is too wide to help.
package struct AnswerPace: Sendable {
    private static let most = 20
    private static let fewest = 5
    private static let weightOfOlder = 0.85
    private static let memory = Duration.seconds(30 * 60)
    /// Beyond this many minutes an estimate is a guess.
    private static let longest = 90

    private var samples: [(at: MonotonicInstant, seconds: Double)] = []
    private var lastAnswer: MonotonicInstant?

    package init() {}

    /// Notes an answer. `busySince` is when the line last went from empty to not empty.
    package mutating func answered(at now: MonotonicInstant, busySince: MonotonicInstant) {
        defer { lastAnswer = now }
        guard let lastAnswer, lastAnswer >= busySince else { return }
        samples.append((now, (now - lastAnswer).inSeconds))
        if samples.count > Self.most { samples.removeFirst() }
    }

    /// Minutes until the caller at `position` is answered; nil when too unsure to say.
    package func estimate(position: Int, at now: MonotonicInstant, busySince: MonotonicInstant) -> ClosedRange<Int>? {
        var intervals = samples.filter { now - $0.at <= Self.memory }.map(\.seconds)
        guard intervals.count >= Self.fewest, position >= 1 else { return nil }
        let mean = Self.weightedMean(of: intervals)
        // The pace has slowed down when the present interval is already longer than usual.
        let running = (now - max(lastAnswer ?? busySince, busySince)).inSeconds
        if running > mean { intervals.append(running) }
        let centre = Self.weightedMean(of: intervals)
        let variance = Self.weightedMean(of: intervals.map { ($0 - centre) * ($0 - centre) })
        let middle = Double(position) * centre
        let spread = (Double(position) * variance).squareRoot()
        guard middle + spread <= Double(Self.longest * 60) else { return nil }
        let lower = max(1, Int(((middle - spread) / 60).rounded()))
        let upper = max(lower, Int(((middle + spread) / 60 - 0.01).rounded(.up)))
        return upper - lower > max(4, lower * 2) ? nil : lower...upper
    }

    private static func weightedMean(of values: [Double]) -> Double {
        var weight = 1.0
        var (sum, weights) = (0.0, 0.0)
        for value in values.reversed() {
            sum += weight * value
            weights += weight
            weight *= weightOfOlder
        }
        return weights > 0 ? sum / weights : 0
    }
}
