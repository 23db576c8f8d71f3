import CivicCRM
import CivicCore
import CivicDialplan
import CivicQueue
import CivicReports
import CivicSIP
import Foundation
import Logging

// Places without a call: kept because the caller asked, because a line was lost, or because an administrator says so.
extension Switchboard {
    /// What the place asks of agents, by the dialplan and by what is known of the citizen's matter.
    func ask(for place: inout Place, _ conversation: Conversation) {
        if case .queue(let line) = conversation.walk.plan.step(named: conversation.walk.currentStep)?.action {
            place.skills = line.skills.map { SkillNeed(name: $0.key, level: $0.value) }.sorted()
            if line.isLifeAndLimb { place.mark = .lifeAndLimb }
        }
        if conversation.lastPlace?.mark == .lifeAndLimb, place.mark != .lifeAndLimb {
            place.mark = .lifeAndLimb
            note("place-marked", of: conversation.reference, ["mark": Place.Mark.lifeAndLimb.rawValue])
        }
        if let card = conversation.card, !card.openCases.isEmpty {
            place.preferredAgent = card.timeline.first { $0.agent != nil }?.agent
        }
        guard let number = place.callbackNumber, let broken = brokenTalks.removeValue(forKey: number),
            MonotonicClock.now - broken.at <= settings.callBacks.resumesFor
        else { return }
        conversation.continues = true
        place.mark = place.mark ?? .continuation
        place.preferredAgent = broken.agent
        note("place-marked", of: conversation.reference, ["mark": Place.Mark.continuation.rawValue])
    }

    func noteBrokenTalk(of conversation: Conversation) {
        guard conversation.isDropped, case .talking = conversation.agent?.stage, let number = conversation.number?.key
        else { return }
        let now = MonotonicClock.now
        brokenTalks = brokenTalks.filter { now - $0.value.at <= settings.callBacks.resumesFor }
        brokenTalks[number] = BrokenTalk(agent: conversation.agent?.agent, at: now)
    }

    // MARK: The same place goes on

    /// Whether the caller has a place already: kept in this call, or in an earlier one that ended a short while ago.
    func keepsPlace(_ token: WalkToken, _ queue: String, _ conversation: Conversation) -> Bool {
        if conversation.callingBack != nil {
            enter.yield(.placeTaken(conversation.reference, token))
            return true
        }
        var kept = conversation.held
        if kept == nil, let number = conversation.number?.key, let place = dispatcher.callBack(at: number),
            let since = keptSince[place.id], MonotonicClock.now - since <= settings.callBacks.resumesFor
        {
            kept = place
        }
        guard let kept, kept.queue == queue, !dispatcher.isDialling(kept.id) else { return false }
        enter.yield(.placeResumed(conversation.reference, token, kept))
        return true
    }

    func placeResumed(_ reference: ConversationReference, _ token: WalkToken, _ kept: Place) {
        guard let conversation = conversations[reference], conversation.gaveUpPlace == nil else { return }
        conversation.held = nil
        let effects = dispatcher.handle(
            .resumed(placeId: kept.id, reference), at: MonotonicClock.now, wallClock: Date())
        guard let position = dispatcher.position(of: kept.id), !dispatcher.isDialling(kept.id) else {
            carryOut(effects)
            return joinQueue(kept.queue, language: kept.language, token: token, conversation)
        }
        var place = kept
        (place.conversation, place.callBack, place.state) = (reference, nil, .waiting)
        conversation.place = place
        placesInLine[place.id] = reference
        note("place-resumed", of: reference, ["queue": place.queue])
        walk(
            conversation, .queue(token, .joined(position: position, wait: dispatcher.waitEstimate(of: place.id))))
        carryOut(effects)
    }

    // MARK: Asked for

    /// The caller has chosen to be called back: the place is kept from now on, whatever becomes of the call.
    func hold(_ conversation: Conversation) {
        guard let place = conversation.place else { return leaveQueue(conversation, .message) }
        conversation.place = nil
        conversation.queueToken = nil
        conversation.held = place
        placesInLine[place.id] = nil
        note("place-held", of: conversation.reference)
        carryOut(
            dispatcher.handle(
                .holds(placeId: place.id, .asked, number: conversation.number?.key), at: MonotonicClock.now,
                wallClock: Date()))
    }

    /// Whoever hangs up half-way is called at the number that the call came from.
    func closeHeldPlace(of conversation: Conversation) {
        guard let place = conversation.held else { return }
        conversation.held = nil
        let event: QueueEvent =
            conversation.number.map { .arranged(placeId: place.id, number: $0.key, at: nil) }
            ?? .left(placeId: place.id, .hungUp)
        carryOut(dispatcher.handle(event, at: MonotonicClock.now, wallClock: Date()))
    }

    /// The look-ups of the dialplan's step `call-back`.
    func arrangeCallBack(
        _ source: String, _ arguments: [String: DialplanValue], _ token: WalkToken, _ conversation: Conversation
    ) {
        let reference = conversation.reference
        let finding = LookUpFinding(milliseconds: 0)
        let line = callBackQueue(of: conversation)
        func tell(_ outcome: LookUpOutcome) { enter.yield(.lookedUp(reference, token, outcome, finding)) }
        guard let line else { return tell(.failed) }
        if source == "call-back-ways" {
            let times = dispatcher.dialler.windows(after: Date(), lead: .seconds(1_800), count: 2)
            let own = conversation.number.flatMap { canBeCalled($0) ? national($0) : nil }
            let fields: [String: DialplanValue] = [
                "number": own.map { .text($0) } ?? .absent, "first": times.first.map { .date($0) } ?? .absent,
                "second": times.count > 1 ? .date(times[1]) : .absent,
            ]
            return tell(.found(fields))
        }
        guard case .text(let keyed) = arguments["number"], let number = settings.numbering.number(from: keyed),
            canBeCalled(number)
        else { return tell(.notFound) }
        var at: Date?
        if case .date(let chosen) = arguments["at"] { at = chosen }
        if let held = conversation.held {
            conversation.held = nil
            carryOut(
                dispatcher.handle(
                    .arranged(placeId: held.id, number: number.key, at: at), at: MonotonicClock.now, wallClock: Date()))
            note("call-back-arranged", of: reference, ["queue": held.queue])
            let enter = self.enter
            // Behind the rows themselves.
            return writer.write { enter.yield(.lookedUp(reference, token, .found([:]), finding)) }
        }
        conversation.hadPlace = true
        var callBack = CallBack(cause: .asked)
        let soonest = Date(timeIntervalSinceNow: settings.callBacks.settle.inSeconds)
        callBack.notBefore = max(at ?? soonest, soonest)
        keep(callBack, at: number, in: line, of: conversation, answering: token)
    }

    /// Numbers of the house, and those outside that the rules let the hotline call.
    private func canBeCalled(_ number: PhoneNumber) -> Bool {
        settings.extensions.contains(number.key) || lines.guardian.reaches(number)
    }

    /// As people of the country say it.
    private func national(_ number: PhoneNumber) -> String {
        let prefix = "+" + settings.numbering.countryCode
        if number.key.hasPrefix(prefix) { return String(number.key.dropFirst(prefix.count)) }
        return number.isE164 ? settings.numbering.internationalPrefix + number.key.dropFirst() : number.key
    }

    private func callBackQueue(of conversation: Conversation) -> String? {
        if let held = conversation.held { return held.queue }
        return conversation.walk.plan.callBackQueue
    }

    /// A place that begins without a call.
    private func keep(
        _ callBack: CallBack, at number: PhoneNumber, in queue: String, of conversation: Conversation,
        answering token: WalkToken?
    ) {
        var place = Place(
            id: 0, conversation: conversation.reference, queue: queue, joinedAt: Date(),
            language: conversation.language, callbackNumber: number.key, state: .callBack, leaving: nil, agent: nil,
            callBack: callBack)
        ask(for: &place, conversation)
        let (places, enter, log, joining) = (self.places, self.enter, self.log, place)
        let reference = token == nil ? nil : conversation.reference
        Task {
            do {
                enter.yield(.callBackJoined(reference, token, try await places.join(joining)))
            } catch {
                log.error("\(joining.conversation): a call-back could not be written: \(type(of: error))")
                guard let token else { return }
                let finding = LookUpFinding(milliseconds: 0)
                enter.yield(.lookedUp(joining.conversation, token, .failed, finding))
            }
        }
    }

    func callBackJoined(_ reference: ConversationReference?, _ token: WalkToken?, _ place: Place) {
        note(
            "place-joined", of: place.conversation,
            ["queue": place.queue, "call-back": place.callBack?.cause.rawValue ?? ""])
        keptSince[place.id] = MonotonicClock.now
        keep(facts.joined(place, at: Date()))
        carryOut(dispatcher.handle(.joined(place), at: MonotonicClock.now, wallClock: Date()))
        guard let reference, let token else { return }
        lookedUp(reference, token, .found([:]), LookUpFinding(milliseconds: 0))
    }

    // MARK: Not asked for

    /// How the place of a caller who is gone goes on without a call, where it does.
    func keeping(_ place: Place, of conversation: Conversation, _ reason: Place.Leaving) -> QueueEvent? {
        guard reason == .hungUp, let number = conversation.number else { return nil }
        let cause: CallBack.Cause = conversation.isDropped ? .dropped : .abandoned
        guard isCalledBack(cause, number, place.queue) else { return nil }
        note("place-kept", of: conversation.reference, ["cause": cause.rawValue])
        return .holds(placeId: place.id, cause, number: number.key)
    }

    private func isCalledBack(_ cause: CallBack.Cause, _ number: PhoneNumber, _ queue: String) -> Bool {
        settings.callBacks.calls(for: cause) && canBeCalled(number)
            && plans.contains { $0.callBackStep(of: queue) != nil }
    }

    /// Calls that rang once, and calls outside of the hours, join the one line where the administrator says so.
    func noteMissed(_ conversation: Conversation) {
        guard !conversation.hadPlace, !conversation.isRelay, !conversation.caseOpened, conversation.servedBy == nil,
            let number = conversation.number, let queue = conversation.walk.plan.callBackQueue,
            dispatcher.callBack(at: number.key) == nil
        else { return }
        let cause: CallBack.Cause
        if conversation.talkingSince == nil, !conversation.wasAnswered {
            cause = .missed
        } else if conversation.walk.plan.isOutsideHours(at: Date()) {
            cause = .outsideHours
        } else {
            return
        }
        guard isCalledBack(cause, number, queue) else { return }
        let soonest = Date(timeIntervalSinceNow: settings.callBacks.settle.inSeconds)
        keep(CallBack(cause: cause, notBefore: soonest), at: number, in: queue, of: conversation, answering: nil)
    }

    /// Nobody is lost out of sight: a person sees whoever could not be reached, as a case.
    func unreachable(_ place: Place) {
        keptSince[place.id] = nil
        let attempts = place.callBack?.attempts ?? 0
        note("call-back-unreachable", of: place.conversation, ["attempts": String(attempts)])
        let draft = CaseDraft(
            citizenId: nil, conversation: place.conversation, service: settings.callBackService,
            summary: "Called back \(attempts) times from queue \(place.queue) and not reached; "
                + "waiting since \(place.joinedAt.formatted(.iso8601))",
            recording: nil, channel: .phone, contactNumber: place.callbackNumber, by: "line")
        let (records, log) = (self.records, self.log)
        writer.write {
            do {
                _ = try await records.openCase(draft, at: Date())
            } catch {
                log.error(
                    "\(draft.conversation?.text ?? "-"): no case could be opened for an unreached citizen; see 'civicline places'"
                )
                throw error
            }
        }
    }

    /// Places whose calls died with an earlier run: called back in their order, where there is a number and the rules
    /// say so; kept for a person to see otherwise. None is dropped.
    package func keepOrphanedPlaces() async throws -> Int {
        let unfinished = try await factRecords.unfinishedFacts()
        keep(facts.resume(unfinished))
        let orphans = try await places.unfinished()
        var kept = 0
        for place in orphans {
            var returning = place
            let number = place.callbackNumber.flatMap { settings.numbering.number(from: $0) }
            let cause = place.callBack?.cause ?? .dropped
            if let number, isCalledBack(cause, number, place.queue) {
                let soonest = Date(timeIntervalSinceNow: settings.callBacks.settle.inSeconds)
                returning.callBack = place.callBack ?? CallBack(cause: .dropped, notBefore: soonest)
                // So that the row is written again whatever it was.
                returning.state = .kept
                keptSince[place.id] = MonotonicClock.now
                keep(facts.joined(returning, lastAlive: unfinished.lastAlive, at: Date()))
                carryOut(dispatcher.handle(.joined(returning), at: MonotonicClock.now, wallClock: Date()))
            } else {
                kept += 1
                if place.state != .kept {
                    try await places.update(place.id, state: .kept, leaving: nil, agent: nil)
                }
            }
        }
        keep(facts.forgetEarlierRun(lastAlive: unfinished.lastAlive))
        keptPlaces = kept
        return orphans.count
    }
}

extension Plan {
    /// The first line in which citizens may be called back.
    fileprivate var callBackQueue: String? {
        for step in steps {
            if case .queue(let line) = step.action, line.callBack != nil { return line.queue }
        }
        return nil
    }

    /// Whether one of the hours that it asks for is over.
    fileprivate func isOutsideHours(at now: Date) -> Bool {
        steps.contains { step in
            guard case .hours(let hours) = step.action, let calendar = calendars[hours.calendar] else { return false }
            return calendar.status(at: now) != .open
        }
    }
}
