import Foundation

/// Finds DTMF keys in 8 kHz audio: ITU-T Q.24 in its strict columns, and deaf to speech.
///
///     samples ─▶ two complex band-passes, one output a ms ─▶ gate: both bands strong, for 26 ms ─▶ measurement ─▶ key
///                                                             (levels, twist, both edges)          (frequencies,
///                                                                                                   purity, share)
///
/// A tone must hold for 26 ms (Q.24: 40 ms are a signal, 23 ms are none), a doubtful one for 33 ms; a pause must last
/// 25 ms (an interruption of 10 ms does not split a key, a pause of 30 ms does). With the filters' 6 ms, a clean key
/// is known 33 ms after it began, plus what is left of its frame.
///
/// 3 KB of state, taken when it is made.
package struct DTMFDetector: Sendable {
    /// The key that is down at the end of the last frame; `nil` between keys.
    package private(set) var currentDigit: Character?

    private var history = DTMFHistory()

    // Samples of a block that the last frame did not fill.
    private var partial = SIMD8<Float>.zero
    private var filled = 0

    // The key that may be coming: how often it was found in a row, and when last.
    private var candidate = -1
    private var sightings = 0
    private var lastSighting = 0

    // The key that is down: its number (-1: none), first and last ms, and power per group.
    private var current = -1
    private var firstTick = 0
    private var lastTick = 0
    private var power = SIMD2<Float>.zero

    // Reports not yet handed out; a frame of 20 ms makes two at the most, when a key rolls over into another.
    private var waiting: (first: DTMFDetection?, second: DTMFDetection?)

    private enum Timing {
        static let clean = 1  // sightings, one a ms
        static let doubtful = 8
        static let release = 25  // ms
        /// While a key is surely down it is measured only every so many ms.
        static let stride = 4
    }

    /// A power under this share of the key's counts as a pause: -7 dB.
    private static let presence: Float = 0.2

    /// - Parameter sampleRate: 8000 Hz is the only one; bring other signals there first.
    package init(sampleRate: Int = 8000) {
        precondition(sampleRate == 8000)
    }

    /// Hears the next samples and reports at most one event; a second one waits for the next call.
    ///
    /// Frames may have any length up to 25 ms, in which no third event can come; 20 ms is what the pipeline has.
    package mutating func process(_ frame: Span<Int16>) -> DTMFDetection? {
        var index = 0
        while index < frame.count {
            if filled == 0 && index + 8 <= frame.count {
                advance(
                    SIMD4<Float>(
                        Float(frame[index]), Float(frame[index + 1]), Float(frame[index + 2]), Float(frame[index + 3])),
                    SIMD4<Float>(
                        Float(frame[index + 4]), Float(frame[index + 5]), Float(frame[index + 6]),
                        Float(frame[index + 7])))
                index += 8
            } else {
                partial[filled] = Float(frame[index])
                filled += 1
                index += 1
                if filled == 8 {
                    filled = 0
                    advance(partial.lowHalf, partial.highHalf)
                }
            }
        }
        let event = waiting.first
        waiting = (waiting.second, nil)
        return event
    }

    /// Takes one more ms.
    private mutating func advance(_ newer: SIMD4<Float>, _ newest: SIMD4<Float>) {
        history.append(newer, newest)
        let now = history.tick
        if current >= 0 {
            if history.isPresent(atLeast: power * Self.presence) { lastTick = now }
            let isSure = candidate == current && now - lastSighting < Timing.stride
            if !isSure { look(at: now) }
            if current >= 0 && now - lastTick >= Timing.release { end() }
        } else {
            look(at: now)
        }
    }

    /// Measures the window that ends now, and lets a key go down when it has been seen often enough.
    private mutating func look(at now: Int) {
        guard let found = DTMFMeasurement(of: history) else { return }
        let isNext = found.digit == candidate && now - lastSighting < Timing.stride
        sightings = isNext ? sightings + 1 : 1
        candidate = found.digit
        lastSighting = now
        if found.digit == current {
            lastTick = now
            power = found.power
        } else if sightings >= (found.isClean ? Timing.clean : Timing.doubtful) {
            if current >= 0 { end() }
            let key = DTMFKeypad.key(row: found.digit / 4, column: found.digit % 4)
            current = found.digit
            currentDigit = key
            power = found.power
            firstTick = now - DTMFMeasurement.window + 1 - (sightings - 1)
            lastTick = now
            report(.started(key, at: max(0, firstTick * DTMFFilterBank.hop - Int(DTMFFilterBank.delay.rounded()))))
        }
    }

    private mutating func end() {
        if let key = currentDigit {
            report(.ended(key, duration: (lastTick - firstTick + 1) * DTMFFilterBank.hop))
        }
        current = -1
        currentDigit = nil
    }

    private mutating func report(_ event: DTMFDetection) {
        if waiting.first == nil { waiting.first = event } else { waiting.second = event }
    }
}

/// The last 64 ms as the filters see them.
struct DTMFHistory: Sendable {
    /// Milliseconds heard.
    private(set) var tick = 0

    private let taps = DTMFFilterBank.shared.taps
    private let below = DTMFFilterBank.shared.below
    private var samples = [SIMD4<Float>](repeating: .zero, count: 128)
    private var outputs = [SIMD4<Float>](repeating: .zero, count: 64)

    /// Takes in the next 8 samples and filters the window that ends with them.
    ///
    /// Each sample weighs in on all four parts at once, so nothing has to be added up across a vector; four sums hide
    /// the time that an addition takes.
    @inline(__always)
    mutating func append(_ newer: SIMD4<Float>, _ newest: SIMD4<Float>) {
        tick &+= 1
        samples[(2 &* tick) & 127] = newer
        samples[(2 &* tick &+ 1) & 127] = newest
        var sums = (SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero)
        for index in 0..<2 &* DTMFFilterBank.blocks {
            let four = samples[(2 &* tick &- 22 &+ index) & 127]
            sums.0 += taps[4 &* index] * four.x
            sums.1 += taps[4 &* index &+ 1] * four.y
            sums.2 += taps[4 &* index &+ 2] * four.z
            sums.3 += taps[4 &* index &+ 3] * four.w
        }
        outputs[tick & 63] = (sums.0 + sums.1) + (sums.2 + sums.3)
    }

    /// Low real, low imaginary, high real and high imaginary output, `age` ms ago.
    @inline(__always)
    func output(_ age: Int) -> SIMD4<Float> { outputs[(tick &- age) & 63] }

    /// Power of the low and the high group, `age` ms ago: the squared amplitude of a steady sine.
    @inline(__always)
    func power(_ age: Int) -> SIMD2<Float> {
        let squares = output(age) * output(age)
        return squares.evenHalf + squares.oddHalf
    }

    /// Mean power over three ms around `age`.
    @inline(__always)
    func smoothPower(_ age: Int) -> SIMD2<Float> {
        (power(age &- 1) + power(age) + power(age &+ 1)) * Float(1.0 / 3)
    }

    @inline(__always)
    func isPresent(atLeast floor: SIMD2<Float>) -> Bool {
        let now = smoothPower(1)
        return now.x >= floor.x && now.y >= floor.y
    }

    /// Energy of the samples behind the outputs of the last `window` ms.
    func energy(window: Int) -> Float {
        var energy = SIMD4<Float>.zero
        for age in 0..<window {
            let centre = 2 &* (tick &- age) &- 12
            let (first, second) = (samples[centre & 127], samples[(centre &+ 1) & 127])
            energy += first * first + second * second
        }
        return energy.sum()
    }

    /// The part of it that lies below 460 Hz.
    func energyOfDialTone(window: Int) -> Float {
        var energy: Float = 0
        for age in 0..<window {
            let start = 2 &* (tick &- age) &- 22
            var low = SIMD4<Float>.zero
            for index in 0..<2 &* DTMFFilterBank.blocks { low += samples[(start &+ index) & 127] * below[index] }
            energy += low.sum() * low.sum()
        }
        return energy * Float(DTMFFilterBank.hop)
    }
}
