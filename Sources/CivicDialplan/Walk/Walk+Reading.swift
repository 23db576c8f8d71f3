import CivicCore
import CivicSpeech

// A knowledge article that is read out.
extension Walk {
    struct Reading: Sendable {
        enum Phase: Equatable {
            /// It has expired, and the caller is told so.
            case refusing
            case introducing
            case part(Int)
        }

        var phase: Phase
        /// Parts that were heard to their end.
        var heard: Set<Int> = []
        /// When the first part began; `nil` before.
        var since: MonotonicInstant?
    }

    private static let betweenParts = 600

    mutating func enter(_ answer: AnswerStep) {
        // Nobody has asked yet for what comes next.
        typedAhead = []
        let today = LocalTime(timeZone: plan.timeZone).reading(at: wallClock).date
        let reading = Reading(phase: today <= answer.article.lastDay ? .introducing : .refusing)
        stay = .reading(reading)
        let words = reading.phase == .refusing ? answer.unavailable : answer.prompt
        if !speak(words, isInterruptible: true) { readingSpoke(reading) }
    }

    /// The words before the article or one of its parts have been heard.
    mutating func readingSpoke(_ reading: Reading) {
        guard case .answer(let answer) = plan[step].action else { return }
        switch reading.phase {
        case .refusing: go(answer.expired, by: .outcome(AnswerStep.expiry))
        case .introducing: read(0, of: answer, reading)
        case .part(let part):
            var reading = reading
            reading.heard.insert(part)
            read(part + 1, of: answer, reading)
        }
    }

    private mutating func read(_ part: Int, of answer: AnswerStep, _ reading: Reading) {
        var reading = reading
        reading.since = reading.since ?? now
        guard part < answer.article.parts.count else { return finish(reading, answer) }
        reading.phase = .part(part)
        stay = .reading(reading)
        let pause = part == 0 ? [] : [Utterance.pause(milliseconds: Self.betweenParts)]
        _ = speak(pause + [.prompt(answer.article.parts[part])], isInterruptible: true)
    }

    mutating func keyWhileReading(_ key: Character, _ reading: Reading) {
        guard case .answer(let answer) = plan[step].action else { return }
        stopSpeaking()
        note(.pressed(key))
        if key == "0", let person = plan.person {
            leaveReading(reading)
            return go(person)
        }
        switch reading.phase {
        case .refusing,
            .introducing where key != AnswerStep.stop:
            readingSpoke(reading)
        case .introducing: finish(reading, answer)
        case .part(let part):
            switch key {
            case AnswerStep.again: read(part, of: answer, reading)
            case AnswerStep.stop: finish(reading, answer)
            default: read(part + 1, of: answer, reading)
            }
        }
    }

    private mutating func finish(_ reading: Reading, _ answer: AnswerStep) {
        leaveReading(reading)
        go(answer.then, by: .then)
    }

    /// The receipt, once, for whatever was begun; also for a caller who hangs up.
    mutating func leaveReading(_ reading: Reading) {
        guard case .answer(let answer) = plan[step].action, let since = reading.since else { return }
        effects.append(
            .receipt(
                answer.article, language: language, heard: reading.heard.count,
                seconds: Int((now - since).inSeconds.rounded())))
        stay = .listening(until: nil)
    }
}
