import CivicCore
import CivicSpeech

// Recordings, and the cases that become of them.
extension Walk {
    /// The host reports a recording at most this long after its longest time.
    static let recordingReport = Duration.seconds(10)
    /// A caller who hangs up while speaking has left a message, if it lasted so long.
    static let leastOnHangUp = Duration.seconds(3)
    static let beep = "beep"

    // MARK: record

    mutating func enter(_ record: RecordStep) {
        typedAhead = []
        let recording = Recording()
        stay = .recording(recording)
        let prompt = misses[step] == nil ? record.prompt : record.again ?? record.prompt
        if !speak(prompt, isInterruptible: true) { promptIsOver(recording) }
    }

    mutating func promptIsOver(_ recording: Recording) {
        guard case .record(let record) = plan[step].action else { return }
        var recording = recording
        switch recording.phase {
        case .prompting:
            recording.phase = .beeping
            stay = .recording(recording)
            _ = speak([Utterance.prompt(Self.beep)], isInterruptible: false)
        case .beeping:
            let token = newToken()
            recording.phase = .running(token, since: now, until: now + record.longest + Self.recordingReport)
            stay = .recording(recording)
            effects.append(.record(token, longest: record.longest, purpose: record.purpose))
        case .running: break
        }
    }

    mutating func keyWhileRecording(_ key: Character, _ recording: Recording) {
        if key == "0", let person = plan.person {
            abandonStay()
            note(.pressed(key))
            return go(person)
        }
        switch recording.phase {
        case .prompting:
            stopSpeaking()
            promptIsOver(recording)
        case .beeping: break
        case .running(let token, _, _):
            guard !recording.isStopped else { return }
            effects.append(.stopRecording(token))
            var recording = recording
            recording.isStopped = true
            stay = .recording(recording)
        }
    }

    mutating func recorded(_ token: WalkToken, seconds: Int, heard: Bool) {
        if case .surveying(let surveying) = stay {
            return commentRecorded(token, surveying, seconds: seconds, heard: heard)
        }
        guard case .recording(let recording) = stay, case .running(token, _, _) = recording.phase,
            case .record(let record) = plan[step].action
        else { return }
        note(.recorded(seconds: seconds))
        // The key that ended it may reach us after the news of it.
        if !recording.isStopped { swallowed = ("#", now + Self.terminatorFollows) }
        guard record.purpose == .test || (heard && seconds >= record.least) else { return recordingMissed(record) }
        misses[step] = nil
        if record.purpose == .message { unfiledMessage = seconds }
        if record.purpose == .comment { effects.append(.comment(seconds: seconds)) }
        go(record.then, by: .then)
    }

    mutating func recordingIsLost(_ recording: Recording) {
        guard case .record(let record) = plan[step].action else { return }
        abandonStay()
        recordingMissed(record)
    }

    private mutating func recordingMissed(_ record: RecordStep) {
        let count = misses[step, default: 0] + 1
        if count >= record.attempts {
            misses[step] = nil
            go(record.empty, by: .outcome("empty"))
        } else {
            misses[step] = count
            go(step)
        }
    }

    // MARK: open-case

    mutating func enter(_ openCase: OpenCaseStep) {
        guard let token = put(openCase) else { return go(openCase.failed, by: .outcome("failed")) }
        stay = .openingCase(OpeningCase(token: token, until: now + openCase.deadline, outcome: nil))
        _ = speak(openCase.prompt, isInterruptible: false)
    }

    private mutating func put(_ openCase: OpenCaseStep) -> WalkToken? {
        guard let service = openCase.service.name(variable) else { return nil }
        let token = newToken()
        let recording = openCase.from == .recording ? unfiledMessage : nil
        var parts = openCase.summary.isEmpty ? [] : [openCase.summary]
        if !pressed.isEmpty { parts.append("keys " + pressed.map(String.init).joined(separator: " ")) }
        if let recording { parts.append("recording of \(recording) s") }
        unfiledMessage = nil
        effects.append(
            .openCase(
                token, service: service, recording: openCase.from == .recording,
                summary: parts.joined(separator: "; ")))
        return token
    }

    mutating func caseOpened(_ token: WalkToken, _ number: String?) {
        guard case .openingCase(var opening) = stay, opening.token == token else { return }
        opening.outcome = .some(number)
        stay = .openingCase(opening)
        if speech == nil { conclude(opening) }
    }

    mutating func conclude(_ opening: OpeningCase) {
        guard case .openCase(let openCase) = plan[step].action else { return }
        guard case .some(.some(let number)) = opening.outcome else {
            return go(openCase.failed, by: .outcome("failed"))
        }
        variables[openCase.into] = .text(number)
        go(openCase.opened, by: .outcome("opened"))
    }

    // MARK: The caller is gone

    /// A comment that was begun counts when the caller does something else.
    mutating func keepComment(of length: Duration) {
        guard case .record(let record) = plan[step].action, record.purpose == .comment, length >= Self.leastOnHangUp
        else { return }
        effects.append(.comment(seconds: Int(length.inSeconds)))
    }

    /// Makes a case of what the caller has said, where the plan would have done so on the way.
    mutating func fileMessage() {
        if case .recording(let recording) = stay, case .running(let token, let since, _) = recording.phase,
            case .record(let record) = plan[step].action, record.purpose != .test
        {
            effects.append(.stopRecording(token))
            let length = now - since
            if length >= Self.leastOnHangUp {
                keepComment(of: length)
                if record.purpose == .message { unfiledMessage = Int(length.inSeconds) }
                step = record.then
            }
        }
        guard unfiledMessage != nil else { return }
        var seen: Set<StepID> = []
        while seen.insert(step).inserted {
            switch plan[step].action {
            case .openCase(let openCase):
                if openCase.from == .recording { _ = put(openCase) }
                return
            case .say(let say): step = say.then
            case .set(let set): step = set.then
            default: return
            }
        }
    }
}
