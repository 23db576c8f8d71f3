/// How a conversation is kept.
package enum RecordingFormat: String, Sendable, CaseIterable {
    /// A-law, 8 kHz, two channels: 16 kB a second, readable everywhere.
    case wav
    /// Opus in Ogg, two streams that know nothing of each other: about 3 kB a second while both speak.
    case opus

    package var fileExtension: String { rawValue }
}

/// What one of the two tracks of a conversation's recording holds.
package enum RecordingTrack: Sendable, Equatable {
    /// What this party says.
    case voice(of: LegID)
    /// What all others say, whenever they came.
    case voices(exceptOf: LegID)
    /// What this party is sent: prompts, music and the others as loud as it hears them.
    case heard(by: LegID)
}

/// The same as the tick uses it: plain bits.
struct TrackSource: BitwiseCopyable, Sendable {
    enum Kind: UInt8, BitwiseCopyable {
        case voice
        case others
        case heard
    }

    var kind: Kind
    var leg: UInt32

    init(_ track: RecordingTrack) {
        switch track {
        case .voice(let id): (kind, leg) = (.voice, id.value)
        case .voices(let id): (kind, leg) = (.others, id.value)
        case .heard(let id): (kind, leg) = (.heard, id.value)
        }
    }
}

/// A stretch of a recording in which silence stands instead of what was said.
package struct MaskedStretch: Sendable, Equatable {
    /// From the beginning of the recording, in samples of 125 µs.
    package var start: Int
    /// In samples of 125 µs.
    package var length: Int

    package init(start: Int, length: Int) {
        self.start = start
        self.length = length
    }
}

/// What became of the recording of a conversation.
package struct RecordingReport: Sendable, Equatable {
    package var file: String
    package var end: RecordingEnd
    package var duration: Duration
    /// Where the mask was on; its time is part of `duration`.
    package var masked: [MaskedStretch]
    /// Silence in place of what a slow disk has cost, or of ticks that the machine did not run.
    package var dropped: Duration

    package var maskedDuration: Duration { .microseconds(masked.reduce(0) { $0 + $1.length } * 125) }
}
