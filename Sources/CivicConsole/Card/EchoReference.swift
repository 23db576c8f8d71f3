/// What the loudspeaker plays, kept until the microphone hears it.
///
/// Between writing a sample and reading its echo lie the card's two queues; their lengths are asked of the driver, and
/// the same stretch of the past is handed out for each frame of the microphone:
///
///     written ───────────────────┬──────▶ now        delay = playback queue + capture queue + air
///               reference frame ─┘◀──── delay ────▶
///
/// A delay that wavers by less than `tolerance` is left as it is: an echo canceller learns one place of the echo.
package struct EchoReference: Sendable {
    /// 4 ms: half of the shortest period.
    package static let tolerance = 32
    /// The echo shall not come before its reference: so many samples are taken off the delay.
    package static let margin = 16
    /// Observations outside of the tolerance that make a new delay.
    private static let patience = 25

    private var samples: [Int16]
    private var written = 0
    private var outside = 0
    /// Samples of 125 µs between a frame of the microphone and its reference.
    package private(set) var delay: Int?

    /// - Parameter capacity: the longest delay that can be served, in samples.
    package init(capacity: Int = 8192) {
        samples = [Int16](repeating: 0, count: capacity)
    }

    /// Keeps what was given to the loudspeaker.
    package mutating func append(_ frame: Span<Int16>) {
        for index in frame.indices { samples[(written + index) % samples.count] = frame[index] }
        written += frame.count
    }

    /// Takes note of the queues' lengths, in samples of 125 µs.
    package mutating func observe(delay measured: Int) {
        guard let known = delay else {
            delay = measured
            return
        }
        guard abs(measured - known) > Self.tolerance else {
            outside = 0
            return
        }
        outside += 1
        if outside >= Self.patience {
            delay = measured
            outside = 0
        }
    }

    /// The loudspeaker's samples that belong to the microphone's newest frame; silence where nothing was played.
    package func take(into frame: inout MutableSpan<Int16>) {
        let back = max(0, (delay ?? 0) - Self.margin)
        let start = written - back - frame.count
        for index in frame.indices {
            let place = start + index
            frame[index] =
                place >= 0 && place < written && written - place <= samples.count ? samples[place % samples.count] : 0
        }
    }
}
