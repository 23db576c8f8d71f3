import CivicCore
import CivicSpeech

// Ends that the plan does not choose.
extension Walk {
    /// The caller is gone: only what is to be kept is done yet.
    mutating func hungUp() {
        fileMessage()
        if case .surveying(let surveying) = stay { leaveSurvey(surveying) }
        if case .reading(let reading) = stay { leaveReading(reading) }
        if case .waiting(let waiting) = stay, waiting.phase != .withAgent, !greetsFirst {
            effects.append(.leaveQueue(waiting.token, .hungUp))
        }
        stay = .ended
        speech = nil
    }

    /// The daemon stops. A place in line is kept, and a message that was begun becomes a case.
    mutating func shutDown() {
        switch stay {
        case .leaving, .ended: return
        case .waiting, .transferring: if isWithAgent { return }
        default: break
        }
        stopSpeaking()
        fileMessage()
        if case .recording = stay { stay = .listening(until: nil) }  // `fileMessage` has stopped it.
        abandonStay()
        guard isAnswered, let prompt = plan.shuttingDown else { return end(.shuttingDown) }
        stay = .leaving(.shuttingDown)
        _ = speak([Utterance.prompt(prompt)], isInterruptible: false)
    }
}
