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
    private var partial = SIMD8<Int16>.zero
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
        let bank = DTMFFilterBank.shared
        let bytes = frame.bytes
        var index = 0
        while index < frame.count {
            if filled == 0 && index + 8 <= frame.count {
                // Any bits make a block; the 16 bytes lie within the frame, as the line above has seen.
                advance(bytes.unsafeLoadUnaligned(fromByteOffset: 2 * index, as: SIMD8<Int16>.self), bank)
                index += 8
            } else {
                partial[filled] = frame[index]
                filled += 1
                index += 1
                if filled == 8 {
                    filled = 0
                    advance(partial, bank)
                }
            }
        }
        let event = waiting.first
        waiting = (waiting.second, nil)
        return event
    }

    /// Takes one more ms.
    private mutating func advance(_ block: SIMD8<Int16>, _ bank: DTMFFilterBank) {
        history.append(block, bank)
        let now = history.tick
        if current >= 0 {
            let heard = SIMD2<Float>(history.triplePower(1))
            let floor = power * (3 * Self.presence)
            if heard.x >= floor.x && heard.y >= floor.y { lastTick = now }
            let isSure = candidate == current && now - lastSighting < Timing.stride
            if !isSure && DTMFMeasurement.isPossible(&history) { look(at: now) }
            if current >= 0 && now - lastTick >= Timing.release { end() }
        } else if DTMFMeasurement.isPossible(&history) {
            look(at: now)
        }
    }

    /// Measures the window that ends now, and lets a key go down when it has been seen often enough.
    private mutating func look(at now: Int) {
        guard let found = DTMFMeasurement(of: &history) else { return }
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
            firstTick = now - DTMFHistory.window + 1 - (sightings - 1)
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
