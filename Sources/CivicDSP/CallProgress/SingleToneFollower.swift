/// Follows any one tone from 300 to 2400 Hz: fax and modem tones, the three rising tones of special information, beeps.
struct SingleToneFollower: Sendable {
    /// One tone that has come to its end.
    struct Run: Sendable {
        /// In Hz.
        var frequency: Float
        /// In ms.
        var start: Double
        var end: Double
        /// Whether it held its frequency within ±5 Hz and stood out throughout, as no voice does.
        var isSteady: Bool

        var duration: Double { end - start }

        func isNear(_ nominal: Float, within hertz: Float) -> Bool { abs(frequency - nominal) <= hertz }
    }

    enum News: Equatable, Sendable {
        case faxCalling(at: Double)
        case faxAnswer(at: Double)
        case modemAnswer(at: Double)
        case information(at: Double)
    }

    private static let frame = 20.0  // ms
    private static let purity: Float = 0.8

    private var count = 0
    private var sum: Float = 0
    private var start = 0.0
    private var last = 0.0
    private var strongest: Float = 0
    private var rising = SIMD4<Float>.zero  // power of the first four frames
    private var lateWeak = 0  // frames at the end that were under a quarter
    private var missing = 0
    // Of the frames within 6 dB of the strongest.
    private var lowest: Float = 0
    private var highest: Float = 0
    private var worstShare: Float = 1

    // Turns of the phase within a 2100 Hz tone.
    private var turns = 0
    private var lastTurn = 0.0
    private var isAnswerTold = false

    private var lastCalling = -1e9
    private var isCallingTold = false
    private var rung = 0
    private var rungStart = 0.0
    private var rungEnd = 0.0

    /// The tone that ended with the last frame.
    private(set) var ended: Run?

    /// Length of the tone that is heard now, in ms.
    var duration: Double { count == 0 ? 0 : Double(count) * Self.frame }
    private var mean: Float { count > 0 ? sum / Float(count) : 0 }

    mutating func process(_ frame: ToneFrame) -> News? {
        ended = nil
        noteTurn(frame)
        let isTone = frame.isLoud && frame.peakShare >= Self.purity
        let continues = count > 0 && abs(frame.peak - mean) <= max(15, 0.02 * mean)
        if isTone && (count == 0 || continues) {
            add(frame)
            return answer(frame)
        }
        if count == 0 { return nil }
        // One frame may be lost to a click or a turn of the phase.
        missing += 1
        if missing < 3 && !isTone { return nil }
        let news = close()
        if isTone { add(frame) }
        return news
    }

    private mutating func add(_ frame: ToneFrame) {
        if count == 0 {
            start = frame.time
            strongest = 0
            rising = .zero
            turns = 0
            lastTurn = -1e9
            isAnswerTold = false
            sum = 0
            lowest = .infinity
            highest = 0
            worstShare = 1
        }
        if count < 4 { rising[count] = frame.total }
        count += 1 + missing
        sum += frame.peak * Float(1 + missing)
        missing = 0
        last = frame.time
        strongest = max(strongest, frame.total)
        if frame.total >= strongest / 2 {
            lowest = min(lowest, frame.peak)
            highest = max(highest, frame.peak)
            worstShare = min(worstShare, frame.peakShare)
        }
        lateWeak = frame.total < strongest / 4 ? lateWeak + 1 : 0
    }

    /// A phase that turns by π takes the middle out of the line's lobe. Such turns come every 450 ms from a modem.
    private mutating func noteTurn(_ frame: ToneFrame) {
        guard count > 5, frame.isLoud, frame.peakSharpness < 0.72, abs(mean - 2100) <= 22,
            abs(frame.peak - mean) < 45
        else { return }
        let gap = frame.time - lastTurn
        guard gap > 100 else { return }
        if (390...510).contains(gap) { turns += 1 }
        lastTurn = frame.time
    }

    /// T.30's CED lasts 2.6 s to 4 s; with its phase turned every 450 ms it is a modem's (V.8).
    private mutating func answer(_ frame: ToneFrame) -> News? {
        guard abs(mean - 2100) <= 22, !isAnswerTold, duration >= 2560 else { return nil }
        isAnswerTold = true
        return turns >= 2 ? .modemAnswer(at: start) : .faxAnswer(at: start)
    }

    private mutating func close() -> News? {
        // Only what stood within 6 dB of the tone belongs to it: the window reaches beyond both ends.
        var begin = start
        for index in 0..<4 where rising[index] > 0 && rising[index] < strongest / 4 { begin += Self.frame }
        let run = Run(
            frequency: mean, start: begin - 6, end: last + 14 - Self.frame * Double(lateWeak),
            isSteady: highest - lowest <= 10 && worstShare >= 0.85)
        count = 0
        missing = 0
        ended = run
        return fax(run) ?? rise(run)
    }

    /// CNG: 0.5 s of 1100 Hz, 3 s of nothing, each ±15 %, and the frequency ±38 Hz; two make it sure.
    private mutating func fax(_ run: Run) -> News? {
        guard run.isNear(1100, within: 42), (410...590).contains(run.duration) else { return nil }
        let period = run.start - lastCalling
        let first = lastCalling
        lastCalling = run.start
        guard (2950...4050).contains(period) else {
            isCallingTold = false
            return nil
        }
        defer { isCallingTold = true }
        return isCallingTold ? nil : .faxCalling(at: first)
    }

    /// 950, 1400 and 1800 Hz, each ±50 Hz and 330 ms ±70 ms, with gaps of 30 ms at most (E.180/Q.35 §9).
    private mutating func rise(_ run: Run) -> News? {
        let steps: InlineArray<3, Float> = [955, 1400, 1790]
        let follows = rung == 0 || run.start - rungEnd < 110
        let isStep = (220...440).contains(run.duration)
        if rung > 0 && (!follows || !isStep || !run.isNear(steps[rung], within: 62)) { rung = 0 }
        guard isStep, run.isNear(steps[rung], within: 62) else { return nil }
        if rung == 0 { rungStart = run.start }
        rung += 1
        rungEnd = run.end
        guard rung == 3 else { return nil }
        rung = 0
        return .information(at: rungStart)
    }
}
