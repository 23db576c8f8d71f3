import CivicCore
import Synchronization

// The recording of whole conversations.
extension MediaEngine {
    /// Records a conversation on two tracks that share one clock, in place of a recording of it that runs.
    ///
    /// The file is `NAME.part` until it is complete; `MediaNews.conversationRecorded` tells when. It ends with its
    /// bridge at the latest.
    ///
    /// - Parameters:
    ///   - left: what the first track holds, usually the citizen.
    ///   - right: what the second holds, usually what the citizen hears.
    package func recordBridge(
        _ bridge: BridgeID, to file: String, format: RecordingFormat, left: RecordingTrack, right: RecordingTrack,
        token: PlaybackToken, longest: Duration = .seconds(86_400)
    ) {
        withBridge(bridge) { record, control in
            let recorder = Recorder(
                .conversation(bridge), token: token, file: file, format: format, rules: .init(longest: longest),
                buffer: configuration.recordingBuffer)
            // The writer keeps it alive until the media thread has ended it.
            writer.add(recorder)
            order(
                .recordBridge(record.lent, .passUnretained(recorder), TrackSource(left), TrackSource(right)),
                record.thread, &control)
        }
    }

    package func stopRecordingBridge(_ bridge: BridgeID) {
        withBridge(bridge) { record, control in order(.stopRecordingBridge(record.lent), record.thread, &control) }
    }

    /// Writes silence instead of what is said, while somebody says a card or identity number.
    ///
    /// - Parameter time: after which the recording goes on by itself, whoever forgot; zero takes the mask away now.
    package func maskRecording(of bridge: BridgeID, for time: Duration) {
        let ticks = Int32(clamping: max(0, time.milliseconds + 19) / 20)
        withBridge(bridge) { record, control in
            order(.maskBridge(record.lent, ticks: ticks), record.thread, &control)
        }
    }

    private func withBridge(_ bridge: BridgeID, _ body: (MediaControl.Bridge, inout MediaControl) -> Void) {
        control.withLock { control in
            guard let record = control.bridges[bridge] else { return }
            body(record, &control)
        }
    }
}
