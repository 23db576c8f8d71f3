import CivicCore
import CivicSpeech

// The hotline has called the citizen: whoever answers hears at once who calls, and takes the call by key.
extension Walk {
    /// How often it is said.
    static let greetings = 3
    /// From its end to the key.
    static let greetingWait = Duration.seconds(5)
    private static let takingKey: Character = "1"

    /// The walk begins in the line of `queue`, with a greeting, when the citizen has answered our call; only before it
    /// begins otherwise.
    ///
    /// - Returns: `false` where the plan calls nobody back in that queue.
    package mutating func begin(callingBackIn queue: String) -> Bool {
        guard case .arriving = stay, let line = plan.callBackStep(of: queue) else { return false }
        step = line.id
        greetsFirst = true
        isAnswered = true
        return true
    }

    mutating func greet(_ queue: QueueStep) {
        typedAhead = []
        stay = .waiting(Waiting(token: newToken(), phase: .greeting(1, until: nil)))
        say(queue, round: 1)
    }

    mutating func say(_ queue: QueueStep, round: Int) {
        guard case .waiting(var waiting) = stay else { return }
        waiting.phase = .greeting(round, until: nil)
        stay = .waiting(waiting)
        if !speak(queue.callBack?.greeting ?? [], isInterruptible: true) { announcementIsOver(waiting) }
    }

    mutating func keyToTakeCall(_ key: Character) {
        guard key == Self.takingKey else { return }
        note(.pressed(key))
        stopSpeaking()
        greetsFirst = false
        go(step)
    }
}

extension Plan {
    /// Where citizens of a queue wait who may be called back.
    package func callBackStep(of queue: String) -> Step? {
        steps.first { step in
            if case .queue(let line) = step.action { line.queue == queue && line.callBack != nil } else { false }
        }
    }
}
