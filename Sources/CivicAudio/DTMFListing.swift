import CivicDSP

/// The keys that a live call would have heard in a signal.
struct DTMFListing {
    /// One key: where it lies, and when it was told, in ms from the beginning.
    struct Key: Equatable {
        var digit: Character
        var start: Int
        var end: Int
        var detected: Int

        var line: String { "\(digit) \(start) \(end) \(detected)" }
    }

    private(set) var keys: [Key] = []

    /// Length of a frame, in ms.
    private static let frame = 20

    /// - Parameters:
    ///   - samples: 16-bit linear PCM. The last frame is filled with silence, and 60 ms of silence follow, so that a key
    ///     at the end is told as well.
    ///   - sent: what went out in the meantime, at the same rate; its echo is no key.
    ///   - sampleRate: 8000 or 16,000 Hz, the rates of a call's codecs; 16,000 is brought to 8000 frame by frame.
    init(of samples: [Int16], sending sent: [Int16] = [], sampleRate: Int = 8000) throws {
        var detector = DTMFDetector()
        var heard = try FrameReader(samples, sampleRate: sampleRate)
        var said = try FrameReader(sent, sampleRate: sampleRate)
        let frames = (samples.count * 1000 / sampleRate + Self.frame - 1) / Self.frame + 3
        for index in 0..<frames {
            heard.next()
            said.next()
            take(
                detector.process(heard.frame.span, sending: said.frame.span), delay: heard.delay,
                told: (index + 1) * Self.frame)
        }
    }

    /// - Parameter delay: of what the detector heard against the file, in ms.
    private mutating func take(_ event: DTMFDetection?, delay: Int, told: Int) {
        switch event {
        case .started(let key, let at):
            keys.append(Key(digit: key, start: max(0, at / 8 - delay), end: told, detected: told))
        case .ended(_, let duration):
            if let last = keys.indices.last { keys[last].end = keys[last].start + duration / 8 }
        case nil: break
        }
    }
}

/// Hands out a signal in frames of 20 ms at 8 kHz, and silence after its end.
private struct FrameReader: ~Copyable {
    private(set) var frame = [Int16](repeating: 0, count: 160)
    private let samples: [Int16]
    private let length: Int  // samples of a frame at the file's rate
    private var position = 0
    private let isConverted: Bool
    private var resampler: Resampler
    /// What the change of the rate delays, in ms.
    let delay: Int

    init(_ samples: [Int16], sampleRate: Int) throws {
        self.samples = samples
        length = sampleRate / 50
        isConverted = sampleRate != 8000
        resampler = try Resampler(from: sampleRate, to: 8000)
        delay = isConverted ? (resampler.latency + 4) / 8 : 0
    }

    mutating func next() {
        let end = min(position + length, samples.count)
        let piece = samples[min(position, end)..<end] + [Int16](repeating: 0, count: length - max(0, end - position))
        position += length
        let source = Array(piece)
        guard isConverted else {
            frame = source
            return
        }
        var converted = [Int16](repeating: 0, count: 160)
        var output = converted.mutableSpan
        _ = resampler.process(source.span, into: &output)
        frame = converted
    }
}
