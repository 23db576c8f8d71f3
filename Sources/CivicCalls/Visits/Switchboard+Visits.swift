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
        let call = visit.call
        do {
            let (conversation, number) = try openCall(toCitizenAt: call.contactNumber, in: call.language, by: rules)
            conversation.visit = visit
            log.info("\(conversation.reference) calls a citizen about an answer")
            note("return-visit", of: conversation.reference, ["case": call.number.text])
            takeUp(conversation)
            ring(number, for: conversation, ringFor: rules.ringFor)
        } catch {
            visit.finish.resume(returning: VisitReport(error.ending))
        }
    }

    func notReached(_ conversation: Conversation, status: Int) {
        conversation.visit?.ending = ending(ofUnanswered: status)
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
        visit.finish.resume(
            returning: VisitReport(
                visit.ending ?? unsaidEnding(of: conversation), conversation: conversation.reference,
                satisfaction: visit.satisfaction,
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
