/// A linear gain that moves to its target over a stated number of samples, so that no change clicks.
package struct GainRamp: Sendable, Equatable {
    /// Linear factor that the last sample was given.
    package private(set) var current: Float
    package private(set) var target: Float
    private var step: Float = 0
    private var remaining: Int32 = 0

    package init(_ gain: Float) {
        current = gain
        target = gain
    }

    /// Moves to `gain` over `length` samples from where it is now; at once when `length` is 0.
    package mutating func ramp(to gain: Float, over length: Int) {
        target = gain
        remaining = Int32(clamping: max(0, length))
        if remaining == 0 {
            current = gain
        } else {
            step = (gain - current) / Float(remaining)
        }
    }

    package var isSettled: Bool { remaining == 0 }

    /// The factor for the next sample.
    @inline(__always)
    package mutating func next() -> Float {
        if remaining > 0 {
            remaining -= 1
            current = remaining == 0 ? target : current + step
        }
        return current
    }

    /// Lets `count` samples pass at once, for a frame that is not worth mixing.
    package mutating func skip(_ count: Int) {
        let passed = min(Int32(clamping: count), remaining)
        remaining -= passed
        current = remaining == 0 ? target : current + step * Float(passed)
    }
}
