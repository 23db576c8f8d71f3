/// Remembers what in our own sound comes near a key, so that its echo is not taken for one.
///
/// An echo comes back within 500 ms (the longest way over IP that is reckoned with) and as a whole at least 6 dB weaker
/// than it went out; but a hybrid's echo is uneven, so that single tones may come back nearly as strong as they went. So a
/// key is explained by what we sent when that held the same pair of tones in the last 600 ms, neither of them weaker than
/// it is heard now. A key that is pressed while we speak is another pair nearly always: speech is seldom near one.
package struct DTMFEchoGuard: Sendable {
    private struct Sighting {
        /// Squared amplitudes of low and high group, in the history's units: the strongest of late.
        var power = SIMD2<Float>.zero
        /// Last ms, on the listener's clock, at which an echo is still to be reckoned with.
        var until = Int.min
    }

    private var history = DTMFHistory()
    private var sightings = InlineArray<16, Sighting>(repeating: Sighting())

    /// Longest delay of an echo, in ms, with its smear and the length of a measurement.
    private static let memory = 600
    /// Share of the sent power that may come back in one tone: +1 dB.
    private static let mostReturned: Float = 1.25

    package init() {}

    /// Takes in what goes out, frame by frame.
    ///
    /// - Parameter now: ms that the listener has heard so far.
    mutating func send(_ frame: Span<Int16>, at now: Int) {
        if history.sleeps(through: frame) { return }
        let bank = DTMFFilterBank.shared
        var index = 0
        while let block = history.nextBlock(of: frame, from: &index) {
            history.append(block, bank)
            guard DTMFMeasurement.isPossible(&history, .near),
                let found = DTMFMeasurement(of: &history, .near)
            else { continue }
            var sighting = sightings[found.digit]
            if sighting.until < now { sighting.power = .zero }
            sighting.power = pointwiseMax(sighting.power, found.power)
            sighting.until = now + Self.memory
            sightings[found.digit] = sighting
        }
    }

    /// Whether the echo of what was sent can be what is heard now.
    mutating func explains(_ digit: Int, power: SIMD2<Float>, at now: Int) -> Bool {
        let sighting = sightings[digit]
        let most = sighting.power * Self.mostReturned
        return now <= sighting.until && power.x <= most.x && power.y <= most.y
    }
}
