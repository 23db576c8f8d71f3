package import CivicCore

/// The way by which a digit came.
package enum DigitWay: String, Sendable, CaseIterable, BitwiseCopyable {
    case rfc4733
    case inBand
    case info
}

/// How a recording came to its end.
package enum RecordingEnd: Sendable, Equatable {
    case key(Character)
    case silence
    case longest
    /// By order, by another recording in its place, or with the leg.
    case stopped
    /// The file cannot be written.
    case failed
}

/// What the media threads report, in the order in which it happened on each leg.
///
/// The end of a recording comes from the thread that writes the files, so it may follow later news of its leg, even
/// `closed`.
package enum MediaNews: Sendable {
    /// A key was pressed: told at its beginning by RFC 4733, or as soon as a tone is valid; once, whichever ways it
    /// came.
    case digit(LegID, Character, DigitWay)
    case playbackEnded(LegID, PlaybackToken, PlaybackEnd)
    /// The file is complete and closed.
    case recordingEnded(LegID, PlaybackToken, RecordingEnd, duration: Duration, heardSpeech: Bool)
    /// The file of a conversation is complete and closed.
    case conversationRecorded(BridgeID, PlaybackToken, RecordingReport)
    /// From now on only this source is listened to.
    case latched(LegID, SocketEndpoint)
    /// Nothing has come from the peer for the configured time.
    case mediaLost(LegID)
    /// The leg's ports are free again.
    case closed(LegID, LegReport)
}
