import CivicCore
import Foundation

// How each kind of step begins.
extension Walk {
    mutating func enter(_ target: StepID) {
        stopSpeaking()
        step = target
        note(.entered)
        switch plan[target].action {
        case .say(let say): enter(say)
        case .menu(let menu):
            listen(misses[target] == nil ? menu.prompt : menu.again ?? menu.prompt, menu.isInterruptible)
        case .chooseLanguage(let choice):
            if let meanwhile = choice.meanwhile { _ = inquire(for: meanwhile) }
            // Who has chosen before is greeted in that language first.
            listen(choice.prompt, true, in: [language] + plan.languages.filter { $0 != language })
        case .anyKey(let anyKey): listen(anyKey.prompt, true)
        case .collect(let collect): enter(collect)
        case .identify, .lookUp, .announceSurge: enterInquiry(of: target)
        case .branch(let branch):
            let arm = branch.arms.first { $0.condition.holds(variable) }
            go(arm?.target ?? branch.otherwise, by: arm.map { .condition(line: $0.line) } ?? .otherwise)
        case .hours(let hours): enter(hours)
        case .set(let set):
            // All values are those from before the step.
            let values = set.assignments.map { ($0.variable, $0.value.value(variable)) }
            for (name, value) in values { variables[name] = value }
            let secret = set.assignments.filter { !$0.value.variables.isDisjoint(with: secrets) }.map(\.variable)
            secrets = secrets.subtracting(set.assignments.map(\.variable)).union(secret)
            go(set.then, by: .then)
        case .openCase(let openCase): enter(openCase)
        case .queue(let queue): enter(queue)
        case .record(let record): enter(record)
        case .goodbye(let goodbye): enter(goodbye)
        case .ring(let ring): enter(ring)
        case .tone(let tone): enter(tone)
        case .loopBack(let loopBack): enter(loopBack)
        case .goto(let goto): enter(goto)
        case .transfer(let transfer): enter(transfer)
        case .survey(let survey): enter(survey)
        case .answer(let answer): enter(answer)
        case .quiet(let quiet):
            answer()
            stay = .passing(until: now + quiet.duration, token: nil)
        }
    }

    private mutating func enter(_ say: SayStep) {
        if let meanwhile = say.meanwhile { _ = inquire(for: meanwhile) }
        stay = .saying(then: say.then, by: .then)
        // Someone who types ahead knows what will be said.
        let isSkipped = say.isInterruptible && !typedAhead.isEmpty
        if isSkipped || !speak(say.items, isInterruptible: say.isInterruptible) { go(say.then, by: .then) }
    }

    private mutating func listen(_ prompt: [SpokenItem], _ isInterruptible: Bool, in languages: [Language]? = nil) {
        stay = .listening(until: nil)
        let isSkipped = isInterruptible && !typedAhead.isEmpty
        if isSkipped || !speak(prompt, isInterruptible: isInterruptible, in: languages) { spoke() }
    }

    /// How long the present step waits for a key.
    var patience: Duration { attempts?.wait ?? .seconds(6) }

    var attempts: Attempts? {
        switch plan[step].action {
        case .menu(let menu): menu.attempts
        case .chooseLanguage(let choice): choice.attempts
        case .anyKey(let anyKey): anyKey.attempts
        case .collect(let collect): collect.attempts
        default: nil
        }
    }

    private mutating func enter(_ hours: HoursStep) {
        guard let calendar = plan.calendars[hours.calendar] else { return go(hours.closed, by: .outcome("closed")) }
        let status = calendar.status(at: wallClock, in: township)
        if let into = hours.into {
            let opens = status == .open ? nil : calendar.nextOpening(after: wallClock, in: township)
            variables["\(into).opens"] = opens.map { .date($0) } ?? .absent
            variables["\(into).reason"] = status.reason.map { .text($0) } ?? .absent
        }
        switch status {
        case .open: go(hours.open, by: .outcome("open"))
        case .closed: go(hours.closed, by: .outcome("closed"))
        case .holiday: go(hours.holiday, by: .outcome("holiday"))
        case .lunch: go(hours.lunch, by: .outcome("lunch"))
        case .closure:
            if let closure = hours.closure {
                go(closure, by: .outcome(HoursStep.closureWord))
            } else {
                go(hours.closed, by: .outcome("closed"))
            }
        }
    }

    private mutating func enter(_ goodbye: GoodbyeStep) {
        // A 0 that no step has taken yet still means a person.
        if let person = plan.person, let zero = typedAhead.first(where: { $0.key == "0" }) {
            takes(zero.number, as: .open)
            typedAhead = []
            return go(person)
        }
        leave(.goodbye, goodbye.items)
    }

    /// Says the last words and hangs up.
    mutating func leave(_ reason: HangUpReason, _ items: [SpokenItem]) {
        stay = .leaving(reason)
        if !speak(items, isInterruptible: false) { end(reason) }
    }

    // MARK: Steps that try out a line

    private mutating func enter(_ ring: RingStep) {
        guard !isAnswered else { return go(ring.then, by: .then) }
        effects.append(.ring)
        stay = .passing(until: now + ring.duration, token: nil)
    }

    private mutating func enter(_ tone: ToneStep) {
        answer()
        let token = newToken()
        switch tone.sound {
        case .sine(let hertz, let level):
            effects.append(.tone(token, hertz: hertz, dBFS: level, tone.duration))
        case .country(let name): effects.append(.countryTone(token, name, tone.duration))
        }
        stay = .passing(until: now + tone.duration + .seconds(2), token: token)
    }

    private mutating func enter(_ loopBack: LoopBackStep) {
        answer()
        stay = .passing(until: nil, token: nil)
        if !speak(loopBack.prompt, isInterruptible: true) { loopBackIfAsked() }
    }

    mutating func loopBackIfAsked() {
        guard case .loopBack(let loopBack) = plan[step].action else { return }
        isLoopedBack = true
        effects.append(.loopBack(true))
        stay = .passing(until: now + loopBack.duration, token: nil)
    }

    /// A ring, a tone, a loop or a silence is over.
    mutating func passed() {
        endLoop()
        switch plan[step].action {
        case .ring(let ring): go(ring.then, by: .then)
        case .tone(let tone): go(tone.then, by: .then)
        case .loopBack(let loopBack): go(loopBack.then, by: .then)
        case .quiet(let quiet): go(quiet.then, by: .then)
        default: break
        }
    }

    private mutating func endLoop() {
        guard isLoopedBack else { return }
        isLoopedBack = false
        effects.append(.loopBack(false))
    }

    /// Leaves nothing running behind when a step is left other than by its own branches.
    mutating func abandonStay() {
        endLoop()
        setMusic(nil)
        switch stay {
        case .recording(let recording):
            if case .running(let token, let since, _) = recording.phase {
                effects.append(.stopRecording(token))
                keepComment(of: now - since)
            }
        case .transferring(let transferring):
            if case .ringing(let token, _) = transferring.phase { effects.append(.endTransfer(token)) }
        case .surveying(let surveying): leaveSurvey(surveying)
        case .reading(let reading): leaveReading(reading)
        case .passing(_, let token):
            if token != nil { effects.append(.stopSpeaking) }
        default: break
        }
    }
}
