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

    /// Samples of a frame: 20 ms at 8 kHz.
    private static let frame = 160

    /// - Parameter samples: 16-bit linear PCM at 8 kHz. The last frame is filled with silence, and 60 ms of silence
    ///   follow, so that a key at the end is told as well.
    init(of samples: [Int16]) {
        var detector = DTMFDetector()
        let frames = (samples.count + Self.frame - 1) / Self.frame + 3
        let padded = samples + [Int16](repeating: 0, count: frames * Self.frame - samples.count)
        for index in 0..<frames {
            let range = index * Self.frame..<(index + 1) * Self.frame
            let told = (index + 1) * 20
            switch detector.process(padded.span.extracting(range)) {
            case .started(let key, let at):
                keys.append(Key(digit: key, start: at / 8, end: told, detected: told))
            case .ended(_, let duration):
                guard let last = keys.indices.last else { continue }
                keys[last].end = keys[last].start + duration / 8
            case nil: break
            }
        }
    }
}
