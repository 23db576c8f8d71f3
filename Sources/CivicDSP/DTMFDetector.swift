/// What a detector reports.
package enum DTMFDetection: Equatable, Sendable {
    /// A key is down: which, and the sample (counted from the detector's start) where its tone began.
    case started(Character, at: Int)
    /// The key is up again, with the length of its tone in samples.
    case ended(Character, duration: Int)
}

/// Finds DTMF keys in speech-band audio, ITU-T Q.24.
package struct DTMFDetector: Sendable {
    /// The key that is down now, after `process` has said so; `nil` between keys.
    package private(set) var currentDigit: Character?

    /// - Parameter sampleRate: in Hz; 8000.
    package init(sampleRate: Int = 8000) {}

    /// Hears the next samples (20 ms a call in the pipeline, any count elsewhere) and reports at most one event.
    package mutating func process(_ frame: Span<Int16>) -> DTMFDetection? { nil }
}
