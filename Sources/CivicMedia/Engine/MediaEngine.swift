/// The audio of every call: real-time threads that own the legs' sockets, and the orders that steer them.
package final class MediaEngine: Sendable {
    /// Legs that one bridge takes at most.
    package static let partiesPerBridge = 16

    private let stream: AsyncStream<MediaNews>

    package init(_ configuration: MediaConfiguration, clips: ClipLibrary) throws(MediaError) {
        stream = AsyncStream.makeStream(of: MediaNews.self).stream
    }

    package func start() throws(MediaError) {}
    package func stop() {}
    package var news: AsyncStream<MediaNews> { stream }
    package func openBridge() throws(MediaError) -> BridgeID { throw .stopped }
    package func closeBridge(_ bridge: BridgeID) {}
    package func openLeg(in bridge: BridgeID) throws(MediaError) -> OpenedLeg { throw .stopped }
    package func connect(_ leg: LegID, _ plan: LegPlan) {}
    package func play(
        _ parts: [PlaybackPart], to leg: LegID, token: PlaybackToken, loop: Bool, interruptible: Bool
    ) {}
    package func stopPlaying(_ leg: LegID) {}
    package func record(
        _ leg: LegID, to file: String, token: PlaybackToken, longest: Duration, silence: Duration?, stopOnKey: Bool
    ) {}
    package func stopRecording(_ leg: LegID) {}
    package func loopBack(_ leg: LegID, _ on: Bool) {}
    package func hear(_ listener: LegID, _ speaker: LegID, gain: Float) {}
    package func setHeld(_ leg: LegID, _ held: Bool) {}
    package func send(digits: String, to leg: LegID) {}
    package func injectDigit(_ digit: Character, from leg: LegID) {}
    package func close(_ leg: LegID) {}
    package func counters() -> MediaCounters { MediaCounters() }
}
