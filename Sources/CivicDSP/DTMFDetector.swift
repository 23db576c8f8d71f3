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
                var block = SIMD8<Int16>.zero
                for lane in 0..<8 { block[lane] = frame[index + lane] }
                index += 8
                advance(SIMD8<Float>(block))
            } else {
                partial[filled] = Float(frame[index])
                filled += 1
                index += 1
                if filled == 8 {
                    filled = 0
                    advance(partial)
                }
            }
        }
        let event = waiting.first
        waiting = (waiting.second, nil)
        return event
    }

    /// Takes one more ms.
    private mutating func advance(_ block: SIMD8<Float>) {
        history.append(block)
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
    private var blocks = [SIMD8<Float>](repeating: .zero, count: 64)
    private var outputs = [SIMD4<Float>](repeating: .zero, count: 64)

    /// Takes in the next 8 samples and filters the window that ends with them.
    @inline(__always)
    mutating func append(_ block: SIMD8<Float>) {
        tick &+= 1
        blocks[tick & 63] = block
        var lowReal = SIMD8<Float>.zero
        var lowImaginary = SIMD8<Float>.zero
        var highReal = SIMD8<Float>.zero
        var highImaginary = SIMD8<Float>.zero
        for index in 0..<DTMFFilterBank.blocks {
            let samples = blocks[(tick &- 11 &+ index) & 63]
            lowReal += samples * taps[4 &* index]
            lowImaginary += samples * taps[4 &* index &+ 1]
            highReal += samples * taps[4 &* index &+ 2]
            highImaginary += samples * taps[4 &* index &+ 3]
        }
        let output = SIMD4(lowReal.sum(), lowImaginary.sum(), highReal.sum(), highImaginary.sum())
        outputs[tick & 63] = output
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

    /// Energy of the samples behind the outputs of the last `window` ms, without what lies below 460 Hz.
    func energyAboveDialTone(window: Int) -> Float {
        var energy: Float = 0
        for age in 0..<window {
            let centre = blocks[(tick &- age &- DTMFFilterBank.blocks / 2) & 63]
            energy += (centre * centre).sum()
            var sum = SIMD8<Float>.zero
            for index in 0..<DTMFFilterBank.blocks {
                sum += blocks[(tick &- age &- 11 &+ index) & 63] * below[index]
            }
            energy -= sum.sum() * sum.sum() * Float(DTMFFilterBank.hop)
        }
        return max(energy, 1)
    }
}
