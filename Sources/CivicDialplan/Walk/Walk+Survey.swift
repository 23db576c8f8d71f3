import CivicCore
import CivicSpeech

// Questions by key, each asked once.
extension Walk {
    struct Surveying: Sendable {
        enum Phase: Equatable {
            /// `nil` while the question is still put.
            case asking(until: MonotonicInstant?)
            case inviting
            case beeping
            case recording(WalkToken, since: MonotonicInstant, until: MonotonicInstant)
        }

        var question = 0
        var phase = Phase.asking(until: nil)
        var answers: [String: Int] = [:]
        var isStopped = false
    }

    mutating func enter(_ survey: SurveyStep) {
        // What was typed before a question was heard is no answer to it.
        typedAhead = []
        ask(Surveying(), survey)
    }

    private mutating func ask(_ surveying: Surveying, _ survey: SurveyStep) {
        var surveying = surveying
        guard surveying.question < survey.questions.count else { return invite(surveying, survey) }
        surveying.phase = .asking(until: nil)
        stay = .surveying(surveying)
        if !speak(survey.questions[surveying.question].prompt, isInterruptible: true) { surveySpoke(surveying) }
    }

    private mutating func invite(_ surveying: Surveying, _ survey: SurveyStep) {
        var surveying = surveying
        guard let comment = survey.comment else { return finish(surveying, survey, comment: nil) }
        surveying.phase = .inviting
        stay = .surveying(surveying)
        if !speak(comment.prompt, isInterruptible: true) { surveySpoke(surveying) }
    }

    /// A question, the words before the comment or the tone have been heard.
    mutating func surveySpoke(_ surveying: Surveying) {
        guard case .survey(let survey) = plan[step].action else { return }
        var surveying = surveying
        switch surveying.phase {
        case .asking: surveying.phase = .asking(until: now + survey.wait)
        case .inviting: surveying.phase = .beeping
        case .beeping:
            let token = newToken()
            let longest = survey.comment?.longest ?? .zero
            surveying.phase = .recording(token, since: now, until: now + longest + Self.recordingReport)
            effects.append(.record(token, longest: longest, purpose: .comment))
        case .recording: return
        }
        stay = .surveying(surveying)
        if surveying.phase == .beeping { _ = speak([Utterance.prompt(Self.beep)], isInterruptible: false) }
    }

    mutating func keyInSurvey(_ key: Character, _ surveying: Surveying) {
        guard case .survey(let survey) = plan[step].action else { return }
        if key == "0", let person = plan.person {
            stopSpeaking()
            abandonStay()
            note(.pressed(key))
            return go(person)
        }
        var surveying = surveying
        switch surveying.phase {
        case .asking:
            stopSpeaking()
            note(.pressed(key))
            if let mark = key.wholeNumberValue, (1...5).contains(mark) {
                surveying.answers[survey.questions[surveying.question].name] = mark
            }
            surveying.question += 1
            ask(surveying, survey)
        case .inviting:
            stopSpeaking()
            surveySpoke(surveying)
        case .beeping: break
        case .recording(let token, _, _):
            guard !surveying.isStopped else { return }
            surveying.isStopped = true
            stay = .surveying(surveying)
            effects.append(.stopRecording(token))
        }
    }

    mutating func surveyIsDue(_ surveying: Surveying) {
        guard case .survey(let survey) = plan[step].action else { return }
        var surveying = surveying
        switch surveying.phase {
        case .asking:
            surveying.question += 1
            ask(surveying, survey)
        case .recording(let token, _, _):
            if !surveying.isStopped { effects.append(.stopRecording(token)) }
            finish(surveying, survey, comment: nil)
        case .inviting, .beeping: break
        }
    }

    mutating func commentRecorded(_ token: WalkToken, _ surveying: Surveying, seconds: Int, heard: Bool) {
        guard case .survey(let survey) = plan[step].action, case .recording(token, _, _) = surveying.phase else {
            return
        }
        note(.recorded(seconds: seconds))
        if !surveying.isStopped { swallowed = ("#", now + Self.terminatorFollows) }
        finish(surveying, survey, comment: heard && seconds > 0 ? seconds : nil)
    }

    private mutating func finish(_ surveying: Surveying, _ survey: SurveyStep, comment: Int?) {
        report(surveying, survey, comment: comment)
        go(survey.then, by: .then)
    }

    private mutating func report(_ surveying: Surveying, _ survey: SurveyStep, comment: Int?) {
        guard !surveying.answers.isEmpty || comment != nil else { return }
        effects.append(.survey(survey.name, answers: surveying.answers, commentSeconds: comment))
    }

    /// The survey is left before its end: what was answered counts, and a comment that was begun.
    mutating func leaveSurvey(_ surveying: Surveying) {
        guard case .survey(let survey) = plan[step].action else { return }
        var seconds: Int?
        if case .recording(let token, let since, _) = surveying.phase {
            if !surveying.isStopped { effects.append(.stopRecording(token)) }
            if now - since >= Self.leastOnHangUp { seconds = Int((now - since).inSeconds) }
        }
        report(surveying, survey, comment: seconds)
        stay = .listening(until: nil)  // It is told once.
    }
}
