import CivicSIP
import Logging
import CivicCore
import CivicDialplan
import CivicSpeech
import Foundation

// The clean stop.
extension Switchboard {
    /// Refuses new calls with 503, tells those in progress, ends them within `patience`, and writes everything.
    package func close(patience: Duration) async {
        takesCalls = false
        let retry = patience + .seconds(10)
        await signalling.perform { agent, _ in agent.setAdmission(.closed(retryAfter: retry)) }
        stopTrunks()
        log.notice("closing: \(conversations.count) conversations in progress are told")
        for conversation in Array(conversations.values) {
            if conversation.agent != nil, case .answered = conversation.stage {
                say(
                    [.prompt("shutting-down")], conversation.language, token: WalkToken(value: .max - 1),
                    interruptible: false, in: conversation)
            } else {
                walk(conversation, .shuttingDown)
            }
        }
        let deadline = MonotonicClock.now + patience
        while !(conversations.isEmpty && extensionCalls.isEmpty), MonotonicClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(50))
        }
        for conversation in Array(conversations.values) {
            keepPlace(of: conversation)
            end(conversation, outcome: "shutdown")
        }
        for key in Array(extensionCalls.keys) { endExtension(key) }
        for leg in Array(booths.keys) { endBooth(leg, reason: "shutdown") }
        for id in desks.keys { desks[id]?.feed.finish() }
        noteAlive()
        // The last BYEs leave, and the last contact rows come back, before the writer ends.
        try? await Task.sleep(for: .milliseconds(300))
        enter.finish()
        await writer.finish()
    }
}
