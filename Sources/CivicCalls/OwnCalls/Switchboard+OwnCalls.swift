import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicQueue
import CivicSDP
import CivicSIP
import Foundation
import Logging

// Calls that the hotline makes to citizens, whatever for: back into the line, to ask whether a matter is solved, to put right what
// they were told, or to join them with a unit.
extension Switchboard {
    /// Why nobody may call the number now; `nil` where it is admitted, and counted until `releaseOutside`.
    func refusal(to number: PhoneNumber, by plan: Plan, of reference: ConversationReference?) -> CallBackFailure? {
        guard !isOfHouse(number) else { return nil }
        return switch admit(number, cause: .dialplan(plan.name), of: reference) {
        case nil: nil
        case .prefix, .noCause: .invalidNumber
        case .rate, .rateOfOne, .concurrent, .night: .congestion
        }
    }

    /// An admitted call is not made after all.
    func withdraw(callTo number: PhoneNumber) {
        if !isOfHouse(number) { lines.guardian.ended() }
    }

    private func isOfHouse(_ number: PhoneNumber) -> Bool { settings.extensions.contains(number.key) }

    /// A conversation for a call that is about to be placed; `nil` for want of media, or where the plan does not begin so.
    ///
    /// - Parameter called: the plan's number that the walk begins at, where it is not the first.
    func openCall(
        to number: PhoneNumber, by plan: Plan, called: String? = nil, in language: Language,
        begin: (inout RecordedWalk) -> Bool
    ) -> Conversation? {
        let opened: OpenedLeg
        let bridge: BridgeID
        do {
            (bridge, opened) = try media.openBridgeWithLeg()
        } catch {
            log.warning("a citizen was not called for want of media: \(error)")
            return nil
        }
        let reference = ConversationReference(using: &random)
        let (now, wallClock) = (MonotonicClock.now, Date())
        let context = CallerContext(
            callerNumber: number.key, calledNumber: called ?? plan.answers.first ?? "", language: language)
        var walk = RecordedWalk(plan: plan, context: context, at: now, wallClock: wallClock)
        guard begin(&walk) else {
            media.closeBridge(bridge)
            return nil
        }
        let audio = LegAudio(
            leg: opened.id, local: local(port: opened.port, settings.encryption.policy(forPhone: number.key)))
        let conversation = Conversation(
            reference: reference, number: number, bridge: bridge, audio: audio, walk: walk, language: language,
            at: now, wallClock: wallClock)
        if settings.longestCall > settings.longestCallWarning {
            conversation.warnAt = now + (settings.longestCall - settings.longestCallWarning)
        }
        conversations[reference] = conversation
        legs[opened.id] = .citizen(reference)
        return conversation
    }

    /// Why the hotline did not call a citizen; the call has ended like this before it began.
    struct Uncalled: Error {
        let ending: VisitEnding
    }

    /// A call to a citizen by a plan that asks or tells them something, not rung yet.
    ///
    /// - Parameters:
    ///   - contact: the citizen's number as the record has it.
    ///   - reading: what the plan reads out, in the place of ``SpokenArticle/ofOwnCall``.
    func openCall(
        toCitizenAt contact: String, in language: Language, by rules: VisitRules, reading article: SpokenArticle? = nil
    ) throws(Uncalled) -> (conversation: Conversation, number: PhoneNumber) {
        guard takesCalls else { throw Uncalled(ending: .interrupted) }
        guard var plan = plans.first(where: { $0.name == rules.plan }) else {
            log.error("no citizen is called: there is no dialplan '\(rules.plan)'")
            throw Uncalled(ending: .congested)
        }
        if let article { plan = plan.reading(article) }
        guard let number = settings.numbering.number(from: contact) else { throw Uncalled(ending: .unreachable) }
        if let refusal = refusal(to: number, by: plan, of: nil) { throw Uncalled(ending: VisitEnding(refusal)) }
        let spoken = plan.languages.contains(language) ? language : plan.languages[0]
        let opened = openCall(to: number, by: plan, in: spoken) { walk in
            walk.beginAnswered()
            return true
        }
        guard let opened else {
            withdraw(callTo: number)
            throw Uncalled(ending: .congested)
        }
        return (opened, number)
    }

    /// Its row is written and its card fetched.
    func takeUp(_ conversation: Conversation) {
        beginContact(of: conversation)
        fetchCard(of: conversation)
        armDeadline(of: conversation)
    }

    func ring(_ number: PhoneNumber, for conversation: Conversation, ringFor: Duration) {
        let (enter, reference) = (self.enter, conversation.reference)
        Task {
            try? await Task.sleep(for: ringFor)
            enter.yield(.citizenUnanswered(reference))
        }
        if isOfHouse(number) {
            ringDevice(
                of: number.key, leg: conversation.audio.leg, offer: OfferAnswer.offer(conversation.audio.local),
                caller: plans.lazy.compactMap(\.answers.first).first ?? "civicline", reference: reference)
        } else {
            ringOutside(number, leg: conversation.audio.leg)
        }
    }

    // MARK: How it goes

    func citizenUnanswered(_ reference: ConversationReference) {
        guard let conversation = conversations[reference], conversation.isOurs, case .arriving = conversation.stage
        else { return }
        hangUpLine(of: conversation)
        citizenUnreached(reference, status: 480)
    }

    func citizenAnswered(_ reference: ConversationReference, _ body: SIPBody?) {
        guard let conversation = conversations[reference], conversation.isOurs, case .arriving = conversation.stage
        else { return }
        do {
            try conversation.audio.accept(body?.bytes ?? [])
        } catch {
            log.notice("\(reference): the citizen's phone answered without usable audio")
            hangUpLine(of: conversation)
            return citizenUnreached(reference, status: 503)
        }
        conversation.stage = .answered(at: Date())
        conversation.wasAnswered = true
        conversation.hasBegun = true
        connect(conversation.audio)
        note("call-answered", of: reference)
        recordWhole(conversation)
        // Nobody answers to silence: the greeting is the first thing of the walk.
        walk(conversation, .started)
    }

    /// How a call ended that was not answered.
    ///
    /// - Parameter status: of SIP. 408 is our own: no server has said anything (RFC 3261 §8.1.3.1), so no telephone rang.
    func ending(ofUnanswered status: Int) -> VisitEnding {
        status == 408 ? .congested : VisitEnding(CallBackFailure(status: status))
    }

    /// How a call ended in which nobody said so.
    func unsaidEnding(of conversation: Conversation) -> VisitEnding {
        if !takesCalls { .interrupted } else if conversation.hadPlace { .toPerson } else { .silent }
    }

    func citizenUnreached(_ reference: ConversationReference, status: Int) {
        guard let conversation = conversations[reference] else { return }
        if let calling = conversation.callingBack {
            notReached(conversation, calling, status: status)
        } else if conversation.visit != nil {
            notReached(conversation, status: status)
        } else if conversation.recalling != nil {
            recallNotReached(conversation, status: status)
        } else if conversation.isRelay {
            forget(conversation, outcome: "not-reached")
        }
    }
}
