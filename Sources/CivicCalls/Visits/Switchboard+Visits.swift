package import CivicCRM
import CivicCore
import CivicDialplan
import CivicQueue
import Foundation
import Logging

// Return visits (回访): the hotline calls the citizen and asks by a dialplan. The word itself goes into the case when it is
// said; what comes back here is how the call ended.
extension Switchboard {
    /// Makes the call, by the plan's start; returns when it is over.
    package func visit(_ call: VisitCall, by rules: VisitRules) async -> VisitReport {
        await withCheckedContinuation { finish in begin(Visit(call: call, finish: finish), rules) }
    }

    private func begin(_ visit: Visit, _ rules: VisitRules) {
        guard takesCalls else { return visit.finish.resume(returning: VisitReport(.interrupted)) }
        guard let plan = plans.first(where: { $0.name == rules.plan }) else {
            log.error("nobody is asked whether matters are solved: there is no dialplan '\(rules.plan)'")
            return visit.finish.resume(returning: VisitReport(.congested))
        }
        guard let number = settings.numbering.number(from: visit.call.contactNumber) else {
            return visit.finish.resume(returning: VisitReport(.unreachable))
        }
        if let refusal = refusal(to: number, by: plan, of: nil) {
            return visit.finish.resume(returning: VisitReport(VisitEnding(refusal)))
        }
        let language = plan.languages.contains(visit.call.language) ? visit.call.language : plan.languages[0]
        let opened = openCall(to: number, by: plan, in: language) { walk in
            walk.beginAnswered()
            return true
        }
        guard let conversation = opened else {
            withdraw(callTo: number)
            return visit.finish.resume(returning: VisitReport(.congested))
        }
        conversation.visit = visit
        log.info("\(conversation.reference) calls a citizen about an answer")
        note("return-visit", of: conversation.reference, ["case": visit.call.number.text])
        takeUp(conversation)
        ring(number, for: conversation, ringFor: rules.ringFor)
    }

    func notReached(_ conversation: Conversation, status: Int) {
        // 408 is our own: no server has said anything (RFC 3261 §8.1.3.1), so no telephone rang.
        conversation.visit?.ending = status == 408 ? .congested : VisitEnding(CallBackFailure(status: status))
        forget(conversation, outcome: "not-reached")
    }

    /// What the plan asks and tells about the call that it makes.
    func answerVisit(
        _ source: String, _ arguments: [String: DialplanValue], _ token: WalkToken, _ conversation: Conversation
    ) {
        var outcome = LookUpOutcome.notFound
        switch (source, conversation.visit) {
        case ("return-visit", let visit?):
            outcome = .found([
                "case": .text(visit.call.number.text), "opened": .date(visit.call.openedAt),
                "answered": .date(visit.call.answeredAt), "unit": .text(visit.call.unit),
            ])
        case ("return-visit-wish", _?):
            guard case .text(let word) = arguments["wish"], let ending = VisitEnding(rawValue: word) else { break }
            conversation.visit?.ending = ending
            outcome = .found([:])
        default: break
        }
        enter.yield(.lookedUp(conversation.reference, token, outcome, .ofTheHouse))
    }

    /// The answers to the plan's questions by key.
    func keepGrade(_ answers: [String: Int], hasComment: Bool, of conversation: Conversation) {
        guard conversation.visit != nil else { return }
        if let key = answers["satisfied"], let grade = Satisfaction(rawValue: key) {
            conversation.visit?.satisfaction = grade
        }
        if hasComment, let file = conversation.recording?.file ?? conversation.lastRecording {
            conversation.visit?.comment = "recordings/" + file
        }
    }

    /// The call is over.
    func reportVisit(of conversation: Conversation) {
        guard let visit = conversation.visit else { return }
        conversation.visit = nil
        let unsaid: VisitEnding =
            if !takesCalls { .interrupted } else if conversation.hadPlace { .toPerson } else { .silent }
        visit.finish.resume(
            returning: VisitReport(
                visit.ending ?? unsaid, conversation: conversation.reference, satisfaction: visit.satisfaction,
                comment: visit.comment))
    }
}

extension VisitEnding {
    init(_ failure: CallBackFailure) {
        switch failure {
        case .busy: self = .busy
        case .noAnswer: self = .unanswered
        case .rejected: self = .declined
        case .invalidNumber: self = .unreachable
        case .congestion: self = .congested
        case .notTaken: self = .silent
        }
    }
}
