import Foundation

/// Finds DTMF keys in 8 kHz audio: ITU-T Q.24 in its strict columns, and deaf to speech.
///
///     samples ─▶ two complex band-passes, one output a ms ─▶ gate: both bands strong, for 26 ms ─▶ measurement ─▶ key
///                                                             (levels, twist, both edges)          (frequencies,
///                                                                                                   purity, share)
///
/// A tone must hold for 26 ms (Q.24: 40 ms are a signal, 23 ms are none), a doubtful one for 30 to 41 ms, and what a speech
/// codec has left of one for 36 ms; a pause must last 25 ms (an interruption of 10 ms does not split a key, a pause of 30 ms
/// does). With the filters' 6 ms, a clean key is known 33 ms after it began, plus what is left of its frame.
///
/// 3 KB of state, all within the value: nothing is allocated, ever.
package struct DTMFDetector: Sendable {
    /// The key that is down at the end of the last frame; `nil` between keys.
    package var currentDigit: Character? {
        current < 0 ? nil : DTMFKeypad.key(row: current / 4, column: current % 4)
    }

    /// Keys that were not reported, as they were our own sound coming back.
    package private(set) var echoes = 0
    /// Pairs of tones that came near to being taken for a key, and did not: most of them speech or music.
    package private(set) var suspects = 0

    private var history = DTMFHistory()
    private var echo = DTMFEchoGuard()

    // The key that may be coming: what speaks for it, and when it was seen first and last.
    private var candidate = -1
    private var evidence: Float = 0
    private var isEcho = false
    private var firstSighting = 0
    private var lastSighting = 0

    // The key that is down: its number (-1: none), first and last ms, and power per group.
    private var current = -1
    private var firstTick = 0
    private var lastTick = 0
    private var power = SIMD2<Float>.zero

    // Reports not yet handed out; a frame of 20 ms makes two at the most, when a key rolls over into another.
    private var waiting: (first: DTMFDetection?, second: DTMFDetection?)

    private enum Timing {
        static let release = 25  // ms
        /// Sightings of one key lie at most this far apart, in ms; while it is surely down, it is measured only so often.
        static let stride = 4
        static let gap = 8
    }

    /// Evidence that makes a key: 1, less what sums of fractions lose.
    private static let enough: Float = 0.999
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
        if current >= 0 || !history.sleeps(through: frame) {
            var index = 0
            while history.advance(through: frame, from: &index, to: current >= 0 ? nil : .coded) { step() }
        }
        let event = waiting.first
        waiting = (waiting.second, nil)
        return event
    }

    /// The same, while `sent` goes out: a key that is only our own sound coming back is not reported.
    ///
    /// - Parameter sent: what is sent in the time of `frame`; an echo may take 500 ms and must not be stronger. Silence
    ///   costs next to nothing.
    package mutating func process(_ frame: Span<Int16>, sending sent: Span<Int16>) -> DTMFDetection? {
        echo.send(sent, at: history.tick)
        return process(frame)
    }

    /// Judges the window after one more ms: every ms while a key is down, else where one is possible.
    private mutating func step() {
        let now = history.tick
        guard current >= 0 else {
            look(at: now)
            return
        }
        let heard = SIMD2<Float>(history.triplePower(1))
        let floor = power * (3 * Self.presence)
        if heard.x >= floor.x && heard.y >= floor.y { lastTick = now }
        let isSure = candidate == current && now - lastSighting < Timing.stride
        if !isSure && DTMFMeasurement.isPossible(&history, .coded) { look(at: now) }
        if current >= 0 && now - lastTick >= Timing.release { end() }
    }

    /// Measures the window that ends now, and lets a key go down when enough speaks for it.
    private mutating func look(at now: Int) {
        guard let found = DTMFMeasurement(of: &history) else { return }
        if found.digit != candidate || now - lastSighting >= Timing.gap {
            if evidence >= 0.2 && evidence < Self.enough { suspects += 1 }
            candidate = found.digit
            evidence = 0
            isEcho = false
            firstSighting = now
        }
        evidence += found.evidence
        lastSighting = now
        if found.digit == current {
            lastTick = now
            power = found.power
        } else if evidence < Self.enough {
            return
        } else if echo.explains(found.digit, power: found.power, at: now) {
            if !isEcho { echoes += 1 }
            isEcho = true
        } else {
            if current >= 0 { end() }
            current = found.digit
            power = found.power
            firstTick = firstSighting - DTMFHistory.window + 1
            lastTick = now
            let start = max(0, firstTick * DTMFFilterBank.hop - Int(DTMFFilterBank.delay.rounded()))
            if let key = currentDigit { report(.started(key, at: start)) }
        }
    }

    private mutating func end() {
        if let key = currentDigit {
            report(.ended(key, duration: (lastTick - firstTick + 1) * DTMFFilterBank.hop))
        }
        current = -1
    }

    private mutating func report(_ event: DTMFDetection) {
        if waiting.first == nil { waiting.first = event } else { waiting.second = event }
    }
}
