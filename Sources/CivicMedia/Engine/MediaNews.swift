package import CivicCore
package import CivicDSP

/// The way by which a digit came.
package enum DigitWay: String, Sendable, CaseIterable, BitwiseCopyable {
    case rfc4733
    case inBand
    case info
}

/// Ways by which digits are heard on a leg; what comes by another one is passed over.
package struct DigitWays: OptionSet, Sendable, BitwiseCopyable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let rfc4733 = DigitWays(rawValue: 1)
    package static let inBand = DigitWays(rawValue: 2)
    package static let info = DigitWays(rawValue: 4)
    package static let all: DigitWays = [.rfc4733, .inBand, .info]

    func includes(_ way: DigitWay) -> Bool {
        switch way {
        case .rfc4733: contains(.rfc4733)
        case .inBand: contains(.inBand)
        case .info: contains(.info)
        }
    }
}

/// What does not come while we send: no packets, or no sound in them.
package enum MissingAudio: String, Sendable, CaseIterable, BitwiseCopyable {
    case packets
    case sound
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
    /// A key was pressed: told when it is let go, or after 400 ms of being down; once, whichever ways it came. An
    /// interruptible playback has ended when it went down.
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
    /// A browser has gone, or its way or keys came to nothing, with the reason for the log.
    case webLost(LegID, String)
    /// One-way audio: we have been sending for 2 s, and this does not come from the peer.
    case audioMissing(LegID, MissingAudio)
    /// It comes again.
    case audioFound(LegID)
    /// A tone of the network, a fax machine, a person or an answering machine was heard; see `watchProgress`.
    case progress(LegID, CallProgressEvent)
    /// The leg's ports are free again.
    case closed(LegID, LegReport)
}
