import CivicCore
import CivicSpeech

// The waiting line.
extension Walk {
    /// A place that is not durable by then is not to be had.
    static let joinDeadline = Duration.seconds(10)

    mutating func enter(_ queue: QueueStep) {
        if greetsFirst { return greet(queue) }
        // What was typed before the line was joined chooses nothing in it.
        typedAhead = []
        answer()
        let token = newToken()
        stay = .waiting(Waiting(token: token, phase: .joining(until: now + Self.joinDeadline)))
        effects.append(.enqueue(token, queue: queue.queue, language: language))
        note(.queued(queue: queue.queue))
        setMusic(queue.music)
        _ = speak(queue.prompt, isInterruptible: true)
    }

    mutating func hear(_ news: QueueNews, of token: WalkToken) {
        guard case .waiting(var waiting) = stay, waiting.token == token, case .queue(let queue) = plan[step].action
        else { return }
        switch news {
        case .joined(let position, let wait):
            waiting.phase = .inLine
            (waiting.position, waiting.wait) = (position, wait)
            waiting.overflowAt = queue.overflow.map { now + $0.after }
            waiting.unsaid = queue.joined
            stay = .waiting(waiting)
            if speech == nil { announce(queue, queue.joined) }
        case .moved(let position, let wait):
            (waiting.position, waiting.wait) = (position, wait)
            stay = .waiting(waiting)
        case .offered: break  // Told only when somebody answers; a promise may not be kept.
        case .answered:
            stopSpeaking()
            setMusic(nil)
            waiting.phase = .withAgent
            waiting.overflowAt = nil
            waiting.announceAt = nil
            waiting.unsaid = []
            stay = .waiting(waiting)
        case .returned(let position, let wait):
            let wasTalking = waiting.phase == .withAgent
            waiting.phase = .inLine
            (waiting.position, waiting.wait) = (position, wait)
            waiting.overflowAt = queue.overflow.map { now + $0.after }
            stay = .waiting(waiting)
            setMusic(queue.music)
            // Nothing was lost that the caller knows of when the agent only did not answer.
            if wasTalking { announce(queue, queue.returned) }
        case .refused: leaveLine(to: queue.closed, by: .outcome("closed"))
        case .served:
            if let served = queue.served {
                leaveLine(to: served, by: .outcome("served"))
            } else {
                setMusic(nil)
                stopSpeaking()
                end(.served)
            }
        }
    }

    mutating func keyInLine(_ key: Character, _ waiting: Waiting) {
        guard case .queue(let queue) = plan[step].action else { return }
        if case .greeting = waiting.phase { return keyToTakeCall(key) }
        if let callBack = queue.callBack, callBack.key == key {
            note(.pressed(key))
            effects.append(.leaveQueue(waiting.token, .callBack))
            return leaveLine(to: callBack.to, by: .key(key))
        }
        guard let target = queue.choices[key] else { return skipSpeech() }
        note(.pressed(key))
        effects.append(.leaveQueue(waiting.token, .message))
        leaveLine(to: target, by: .key(key))
    }

    mutating func waitIsDue(_ waiting: Waiting) {
        guard case .queue(let queue) = plan[step].action else { return }
        if case .greeting(let round, _) = waiting.phase {
            if round < Self.greetings { say(queue, round: round + 1) } else { end(.goodbye) }
        } else if case .joining = waiting.phase {
            effects.append(.leaveQueue(waiting.token, .closed))
            leaveLine(to: queue.closed, by: .outcome("closed"))
        } else if let overflow = queue.overflow, let at = waiting.overflowAt, at <= now {
            effects.append(.leaveQueue(waiting.token, .overflow))
            leaveLine(to: overflow.to, by: .outcome("overflow"))
        } else {
            announce(queue, queue.comfort)
        }
    }

    private mutating func leaveLine(to target: StepID, by cause: Exit.Cause) {
        stopSpeaking()
        setMusic(nil)
        go(target, by: cause)
    }

    // MARK: What a waiting caller hears

    private mutating func announce(_ queue: QueueStep, _ first: [SpokenItem]) {
        guard case .waiting(var waiting) = stay else { return }
        waiting.announceAt = nil
        waiting.unsaid = []
        stay = .waiting(waiting)
        stopSpeaking()
        var utterances = utterances(first)
        if let position = waiting.position { utterances.append(.value(.position(position))) }
        if let wait = waiting.wait {
            let leadIn = self.utterances(queue.wait)
            if !leadIn.isEmpty { utterances += leadIn + [.value(.minutesRange(wait))] }
        } else {
            utterances += self.utterances(queue.waitUnknown)
        }
        utterances += self.utterances(queue.offer)
        if !speak(utterances, isInterruptible: true), case .waiting(let waiting) = stay { announcementIsOver(waiting) }
    }

    mutating func announcementIsOver(_ waiting: Waiting) {
        guard case .queue(let queue) = plan[step].action else { return }
        if case .greeting(let round, nil) = waiting.phase {
            stay = .waiting(Waiting(token: waiting.token, phase: .greeting(round, until: now + Self.greetingWait)))
        }
        guard waiting.phase == .inLine else { return }
        if !waiting.unsaid.isEmpty { return announce(queue, waiting.unsaid) }
        var waiting = waiting
        waiting.announceAt = now + queue.every
        stay = .waiting(waiting)
    }
}
