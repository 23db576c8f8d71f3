/// Remembers our own sound, so that its echo is not taken for a key.
///
/// An echo comes back within 500 ms (the longest way over IP that is reckoned with) and as a whole at least 6 dB weaker
/// than it went out; but a hybrid's echo is uneven, so that single tones may come back nearly as strong as they went. So a
/// key is explained by what we sent when that held the same pair of tones in the last 600 ms, neither of them weaker than
/// it is heard now. A key that is pressed while we speak is another pair nearly always: speech is seldom near one.
///
/// What was sent is looked at only when a key is about to be reported, 25 µs for all of it: most frames of most calls are
/// only put by.
package struct DTMFEchoGuard: Sendable {
    private struct Sighting {
        var digit = -1
        /// Squared amplitudes of low and high group, in the history's units: the strongest of late.
        var power = SIMD2<Float>.zero
        /// Last ms, on the listener's clock, at which an echo is still to be reckoned with.
        var until = Int.min
    }

    private var sent = CoarseSound()
    /// What the last look found.
    private var sighting = Sighting()

    /// Longest delay of an echo, in ms, with its smear and the length of a measurement.
    private static let memory = 600
    /// Looks lie so far apart, in ms.
    private static let stride = 3
    /// Share of the sent power that may come back in one tone: +1 dB.
    private static let mostReturned: Float = 1.25

    package init() {}

    /// Takes in what goes out, frame by frame.
    ///
    /// - Parameter now: ms that the listener has heard so far.
    mutating func send(_ frame: Span<Int16>, at now: Int) { sent.append(frame, at: now) }

    /// Whether the echo of what was sent can be what is heard now.
    mutating func explains(_ digit: Int, power: SIMD2<Float>, at now: Int) -> Bool {
        if Self.covers(sighting, digit, power, now) { return true }
        sighting = look(for: digit, at: now)
        return Self.covers(sighting, digit, power, now)
    }

    private static func covers(_ sighting: Sighting, _ digit: Int, _ power: SIMD2<Float>, _ now: Int) -> Bool {
        let most = sighting.power * mostReturned
        return sighting.digit == digit && now <= sighting.until && power.x <= most.x && power.y <= most.y
    }

    /// Goes over all that was sent in the last 600 ms.
    private mutating func look(for digit: Int, at now: Int) -> Sighting {
        var sighting = Sighting(digit: digit)
        var history = DTMFHistory()
        var piece = InlineArray<160, Int16>(repeating: 0)
        let first = max(0, now - Self.memory - DTMFHistory.reach)
        var start = first
        while start < sent.end {
            let length = sent.copy(from: start, into: &piece)
            start += length
            let frame = piece.span.extracting(0..<length * CoarseSound.block)
            if history.sleeps(through: frame) { continue }
            var index = 0
            while history.advance(through: frame, from: &index, to: .near) {
                // What could make a key lasts longer than the stride, within limits as wide.
                guard history.tick % Self.stride == 0, let found = DTMFMeasurement(of: &history, .near),
                    found.digit == digit, first + history.tick + Self.memory >= now
                else { continue }
                sighting.power = pointwiseMax(sighting.power, found.power)
                sighting.until = first + history.tick + Self.memory
            }
        }
        return sighting
    }
}
