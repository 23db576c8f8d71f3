import CivicCore
import CivicSpeech
import Foundation

// What is said.
extension Walk {
    /// Begins to speak; `false` when nothing is left to be said, and the step goes on at once.
    ///
    /// - Parameter languages: said in each of them in turn; in the caller's where `nil`.
    mutating func speak(_ items: [SpokenItem], isInterruptible: Bool, in languages: [Language]? = nil) -> Bool {
        let isSecret = items.contains { $0.speaks(of: secrets) }
        return speak(
            utterances(items), shown: isSecret ? utterances(items.filter { !$0.speaks(of: secrets) }) : nil,
            isInterruptible: isInterruptible, in: languages)
    }

    /// - Parameter shown: what the agent's screen shows of it; all where `nil`.
    mutating func speak(
        _ utterances: [Utterance], shown: [Utterance]? = nil, isInterruptible: Bool, in languages: [Language]? = nil
    ) -> Bool {
        guard !utterances.isEmpty else { return false }
        let passages = (languages ?? [language]).map { Passage(utterances: utterances, language: $0) }
        let shown = shown ?? utterances
        if !shown.isEmpty { note(.said(shown)) }
        say(passages[...], isInterruptible: isInterruptible)
        return true
    }

    private mutating func say(_ passages: ArraySlice<Passage>, isInterruptible: Bool) {
        guard let first = passages.first else { return }
        answer()
        let token = newToken()
        speech = Speech(
            token: token, rest: Array(passages.dropFirst()), isInterruptible: isInterruptible,
            watchdog: now + Self.longestSpeech)
        effects.append(
            .say(
                token, first.utterances, first.language, interruptible: isInterruptible && !mayHaveToIgnoreKeys))
    }

    /// The host stops interruptible speech at any key by itself, before the walk has seen the key. Where a key may come
    /// that is to do nothing, stopping is left to the walk.
    private var mayHaveToIgnoreKeys: Bool {
        if let swallowed, now <= swallowed.until { return true }
        if case .menu(let menu) = plan[step].action { return !menu.ignored.isEmpty }
        return false
    }

    mutating func stopSpeaking() {
        guard speech != nil else { return }
        speech = nil
        effects.append(.stopSpeaking)
    }

    /// The host has played everything of a speech, or a tone.
    mutating func spoken(_ token: WalkToken) {
        if let speech, speech.token == token {
            self.speech = nil
            if speech.rest.isEmpty {
                spoke()
            } else {
                say(speech.rest[...], isInterruptible: speech.isInterruptible)
            }
        } else if case .passing(_, token) = stay {
            passed()
        }
    }

    /// Everything has been said: the wait that follows begins.
    mutating func spoke() {
        switch stay {
        case .saying(let then, let cause): go(then, by: cause)
        case .listening:
            stay = .listening(until: now + patience)
            takeTypedAhead()
        case .collecting(var collecting):
            collecting.until = now + (collecting.digits.isEmpty ? collecting.rules.wait : collecting.rules.between)
            stay = .collecting(collecting)
            takeTypedAhead()
        case .confirming(var confirming):
            confirming.until = now + patience
            stay = .confirming(confirming)
        case .inquiring(let inquiring):
            if inquiring.inquiry.outcome != nil || inquiring.until <= now { conclude(inquiring) }
        case .openingCase(let opening):
            if opening.outcome != nil || opening.until <= now { conclude(opening) }
        case .recording(let recording): promptIsOver(recording)
        case .waiting(let waiting): announcementIsOver(waiting)
        case .transferring: promptOfTransferIsOver()
        case .surveying(let surveying): surveySpoke(surveying)
        case .reading(let reading): readingSpoke(reading)
        case .passing: loopBackIfAsked()
        case .leaving(let reason): end(reason)
        case .arriving, .ended: break
        }
    }

    // MARK: From items to utterances

    func utterances(_ items: [SpokenItem]) -> [Utterance] { items.compactMap(utterance) }

    private func utterance(_ item: SpokenItem) -> Utterance? {
        if let condition = item.condition, !condition.holds(variable) { return nil }
        switch item.content {
        case .prompt(let template): return template.name(variable).map(Utterance.prompt)
        case .pause(let milliseconds): return .pause(milliseconds: milliseconds)
        case .value(let name, let speaking): return spokenValue(variable(name), speaking).map(Utterance.value)
        }
    }

    func spokenValue(_ value: DialplanValue, _ speaking: Speaking) -> SpokenValue? {
        switch (value, speaking) {
        case (.text(let text), .digits): .digits(text)
        case (.text(let text), .caseNumber): .caseNumber(text)
        case (.number(let number), .number): .number(number)
        case (.number(let number), .ordinal): .ordinal(number)
        case (.number(let number), .position): .position(number)
        case (.number(let number), .money): .money(minorUnits: number)
        case (.number(let number), .minutes): .minutes(number)
        case (.number(let number), .days): .days(number)
        case (.date(let date), .date): spokenDate(date, withWeekday: false)
        case (.date(let date), .weekdayDate): spokenDate(date, withWeekday: true)
        case (.date(let date), .time): spokenTime(date)
        case (.time(let minutes), .time): .timeOfDay(hour: minutes / 60, minute: minutes % 60)
        default: nil
        }
    }

    /// The year is said only where it is not the present one.
    private func spokenDate(_ date: Date, withWeekday: Bool) -> SpokenValue {
        let local = LocalTime(timeZone: plan.timeZone)
        let day = local.reading(at: date).date
        let today = local.reading(at: wallClock).date
        return .date(
            year: day.year == today.year ? nil : day.year, month: day.month, day: day.day,
            weekday: withWeekday ? day.weekday.rawValue : nil)
    }

    private func spokenTime(_ date: Date) -> SpokenValue {
        let minutes = Int(LocalTime(timeZone: plan.timeZone).reading(at: date).seconds / 60)
        return .timeOfDay(hour: minutes / 60, minute: minutes % 60)
    }
}
