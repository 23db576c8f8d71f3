package import CivicCRM
import CivicCore
package import CivicDialplan
import CivicQueue
import Foundation
import Logging

// Recalls: the hotline calls who was told what was wrong, and reads out what is right by a dialplan. That it was heard is written
// with the receipt; what comes back here is how the call ended.
extension Switchboard {
    /// Makes the call, by the plan's start; returns when it is over.
    ///
    /// - Parameters:
    ///   - article: what is right, in the place of ``SpokenArticle/ofOwnCall``.
    ///   - rules: their plan is the one of recalls.
    package func recall(_ call: RecallCall, reading article: SpokenArticle, by rules: VisitRules) async -> VisitReport {
        await withCheckedContinuation { finish in begin(Recalling(call: call, finish: finish), article, rules) }
    }

    private func begin(_ recalling: Recalling, _ article: SpokenArticle, _ rules: VisitRules) {
        let call = recalling.call
        do {
            let (conversation, number) = try openCall(
                toCitizenAt: call.contactNumber, in: call.language, by: rules, reading: article)
            conversation.recalling = recalling
            log.info("\(conversation.reference) calls a citizen about an article")
            note(
                "recall-call", of: conversation.reference,
                ["article": call.article, "version": String(call.version)])
            takeUp(conversation)
            ring(number, for: conversation, ringFor: rules.ringFor)
        } catch {
            recalling.finish.resume(returning: VisitReport(error.ending))
        }
    }

    func recallNotReached(_ conversation: Conversation, status: Int) {
        conversation.recalling?.ending = ending(ofUnanswered: status)
        forget(conversation, outcome: "not-reached")
    }

    /// What the plan asks and tells about the call that it makes.
    func answerRecall(
        _ source: String, _ arguments: [String: DialplanValue], _ token: WalkToken, _ conversation: Conversation
    ) {
        var outcome = LookUpOutcome.notFound
        switch (source, conversation.recalling) {
        case ("recall", let recalling?): outcome = .found(["told": .date(recalling.call.toldAt)])
        case ("recall-wish", _?):
            guard case .text(let word) = arguments["wish"], let ending = VisitEnding(rawValue: word) else { break }
            conversation.recalling?.ending = ending
            outcome = .found([:])
        default: break
        }
        enter.yield(.lookedUp(conversation.reference, token, outcome, .ofTheHouse))
    }

    /// The call is over, and the receipt of what was heard is written before that is told.
    func reportRecall(of conversation: Conversation) {
        guard let recalling = conversation.recalling else { return }
        conversation.recalling = nil
        let report = VisitReport(
            recalling.ending ?? unsaidEnding(of: conversation), conversation: conversation.reference)
        writer.write { recalling.finish.resume(returning: report) }
    }
}
