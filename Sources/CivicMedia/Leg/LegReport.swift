package import CivicCore

/// What a leg was like, told when it is closed.
package struct LegReport: Sendable, Equatable {
    package var packetsReceived = 0
    package var packetsSent = 0
    /// Expected by sequence number and never come (RFC 3550 §A.3).
    package var packetsLost = 0
    /// Interarrival jitter at the end, in milliseconds (RFC 3550 §6.4.1).
    package var jitterMilliseconds = 0.0
    /// Frames of 20 ms that were made up because nothing was there to play.
    package var concealedFrames = 0
    /// Frames of 20 ms that were played since the first packet.
    package var playedFrames = 0
    /// Mean delay from the fastest packet's arrival to its being heard, in ms.
    package var playoutDelay = 0.0
    /// There and back, in ms, by the peer's last RTCP report (RFC 3550 §6.4.1); `nil` when it sent none.
    package var roundTrip: Double?
    /// Of what we sent, how many packets the peer's last report misses; `nil` when it sent none.
    package var lostAtPeer: Int?
    /// Packets that came after their time to be played.
    package var latePackets = 0
    package var duplicatePackets = 0
    /// How it was encrypted in the end; `nil` when it never was.
    package var suite: SRTPSuite?
    /// Packets from others than the latched source.
    package var foreignPackets = 0
    package var digitsByEvent = 0
    package var digitsInBand = 0
    package var digitsByInfo = 0
    /// Digits that came a second time by another way.
    package var digitsMerged = 0
    /// Keys in the audio that were our own, come back as an echo.
    package var digitsSuppressed = 0
    /// Pairs of tones in the audio that came near to a key without being one: talk-off suspects.
    package var digitsSuspected = 0
    /// Return loss of the echo that was found last, in dB; `nil` when none was.
    package var echoReturnLoss: Double?
    /// Its delay from what we sent, in ms.
    package var echoDelay: Int?
    /// Times that we sent for 2 s and nothing, or only digital silence, came back.
    package var oneWayAlarms = 0
    /// Mean level of what was heard above -60 dBFS, in dBFS; `nil` when nothing was.
    package var level: Double?

    package init() {}
}
