/// Figures of the whole engine since its start.
package struct MediaCounters: Sendable, Equatable {
    /// Runs of a phase (2 ms apart; every leg is in one phase of ten).
    package var phases = 0
    /// Phases that ended more than 20 ms late because of our own work: they would have, had the machine always run us
    /// at once.
    package var latePhases = 0
    /// Phases that ended more than 20 ms late because the machine did not run us in time.
    package var stalledPhases = 0
    /// From when a phase was due to its end, whoever was to blame.
    package var worstLateness: Duration = .zero
    /// The same as far as our own work goes.
    package var worstOwnLateness: Duration = .zero
    package var legsOpen = 0
    /// Part of the time for which the busiest thread works, 0…1.
    package var highestLoad = 0.0
    /// Processor time of all media threads.
    package var processorTime: Duration = .zero
    package var packetsReceived = 0
    package var packetsSent = 0
    package var sendErrors = 0
    package var droppedForeignSource = 0
    package var droppedMalformed = 0
    package var droppedWrongPayloadType = 0
    package var droppedOversized = 0
    /// On an encrypted leg: forged, damaged, under another key, or not encrypted.
    package var droppedUnauthenticated = 0
    /// On an encrypted leg: a second time, or too old to tell.
    package var droppedReplayed = 0
    /// On a plain leg: of a length that only encrypted audio has.
    package var droppedEncrypted = 0
    /// Late, far out of place, or of a new SSRC on trial.
    package var droppedByJitterBuffer = 0
    package var concealedFrames = 0
    package var digitsByEvent = 0
    package var digitsInBand = 0
    package var digitsByInfo = 0
    package var digitsMerged = 0
    /// Frames of 20 ms that a slow disk has cost the recordings.
    package var recorderFramesDropped = 0
    /// Times that a leg sent for 2 s and heard no packet, or no sound.
    package var oneWayAlarms = 0
    /// Frames of 20 ms that went through an echo canceller.
    package var cancelledFrames = 0
    /// Browsers whose way or keys came to nothing, or went away.
    package var webLosses = 0
    /// Legs that were refused because their thread had no room for them.
    package var legsRefused = 0
    /// Parts of a playback whose clip is not in the library.
    package var unknownClips = 0
    /// Orders that had to wait, and news that were dropped, because a ring was full.
    package var ringOverflows = 0
    /// News that nobody read in time.
    package var newsDropped = 0

    package init() {}
}
