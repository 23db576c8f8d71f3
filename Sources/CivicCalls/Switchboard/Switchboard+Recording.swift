import CivicCore
import CivicMedia
import Foundation
import Logging

// The recording of whole conversations: the citizen on one track, what the citizen hears on the other.
extension Switchboard {
    /// From the answer on, where it is configured; it ends with the bridge.
    func recordWhole(_ conversation: Conversation) {
        guard let format = settings.conversationRecording else { return }
        let citizen = conversation.audio.leg
        recorded[conversation.bridge] = conversation.reference
        media.recordBridge(
            conversation.bridge, to: "\(settings.recordings)/\(conversation.reference).\(format.fileExtension)",
            format: format, left: .voice(of: citizen), right: .heard(by: citizen),
            token: PlaybackToken(value: .max - 2), longest: settings.longestCall + .seconds(60))
    }

    /// A pause ends by itself, so that a forgotten one costs no more than this.
    static let longestMask = Duration.seconds(60)

    func isRecording(_ conversation: Conversation) -> Bool { recorded[conversation.bridge] == conversation.reference }

    /// Silence in the recording from now on; zero ends it.
    func mask(_ conversation: Conversation, for time: Duration) {
        media.maskRecording(of: conversation.bridge, for: time)
    }

    /// The file is complete: the ledger says where it is and what is missing in it.
    func recorded(_ bridge: BridgeID, _ report: RecordingReport) {
        guard let reference = recorded.removeValue(forKey: bridge) else { return }
        if report.end == .failed { log.error("\(reference): the recording could not be written") }
        note(
            "conversation-recorded", of: reference,
            [
                "file": "recordings/" + URL(filePath: report.file).lastPathComponent,
                "how": report.end == .failed ? "failed" : "complete",
                "seconds": String(Int(report.duration.inSeconds.rounded())),
                "masked-seconds": String(Int(report.maskedDuration.inSeconds.rounded())),
                "dropped-milliseconds": String(report.dropped.milliseconds),
            ])
    }
}
