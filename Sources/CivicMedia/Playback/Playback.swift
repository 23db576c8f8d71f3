import CivicDSP

/// What is being played to a leg: stretches of A-law codes and pauses in a row, given out frame by frame.
///
/// Made on the control side with all that it needs, tones rendered already; the clips' codes are shared with the
/// library. In the tick it only copies bytes.
struct Playback: ~Copyable, Sendable {
    /// Parts of one playback at most; what is beyond is left out.
    static let maximumParts = 64

    enum Stretch: Sendable {
        case codes([UInt8])
        /// One period, over and over until `samples` are out.
        case repeated([UInt8], samples: Int)
        case pause(samples: Int)

        var length: Int {
            switch self {
            case .codes(let codes): codes.count
            case .repeated(let codes, let samples): codes.isEmpty ? 0 : samples
            case .pause(let samples): samples
            }
        }
    }

    let token: PlaybackToken
    let isInterruptible: Bool
    private let loops: Bool
    private let stretches: [Stretch]
    private let isEmpty: Bool
    private var index = 0
    private var position = 0  // samples into the present stretch

    init(_ stretches: [Stretch], token: PlaybackToken, loop: Bool, interruptible: Bool) {
        self.token = token
        isInterruptible = interruptible
        loops = loop
        self.stretches = stretches
        isEmpty = !stretches.contains { $0.length > 0 }
    }

    /// Fills a frame of A-law codes, with silence after the end; `false` when nothing is left for the next one.
    mutating func fill(_ frame: inout MutableSpan<UInt8>) -> Bool {
        var filled = 0
        while filled < frame.count, !isEmpty, index < stretches.count {
            let length = stretches[index].length
            let count = min(frame.count - filled, length - position)
            write(stretches[index], count: count, to: &frame, at: filled)
            filled += count
            position += count
            if position >= length { advance() }
        }
        while filled < frame.count {
            frame[filled] = G711Law.alaw.silence
            filled += 1
        }
        return !isEmpty && index < stretches.count
    }

    private mutating func advance() {
        position = 0
        index += 1
        if index == stretches.count && loops { index = 0 }
    }

    private func write(_ stretch: Stretch, count: Int, to frame: inout MutableSpan<UInt8>, at offset: Int) {
        switch stretch {
        case .codes(let codes):
            for step in 0..<count { frame[offset + step] = codes[position + step] }
        case .repeated(let codes, _):
            var next = position % codes.count
            for step in 0..<count {
                frame[offset + step] = codes[next]
                next += 1
                if next == codes.count { next = 0 }
            }
        case .pause:
            for step in 0..<count { frame[offset + step] = G711Law.alaw.silence }
        }
    }
}
