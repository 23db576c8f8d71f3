import CivicCore
import CivicDialplan
import CivicMedia
package import CivicSpeech
import Foundation
import Logging

// What a supervisor has put in front of calls.
extension Switchboard {
    /// Takes what is in front now; calls that come to its step from now on hear it, and every open desk shows it.
    ///
    /// - Parameter own: the texts that are in no catalogue.
    package func use(_ surges: [SurgeNotice], own: PromptCatalogue) {
        know(own)
        self.surges = surges
        keepSurges(at: Date())
    }

    /// Forgets what has come to its time, whoever writes that down, and shows desks what has begun or ended.
    func keepSurges(at now: Date) {
        surges.removeAll { $0.until <= now }
        let inFront = surges.filter { $0.since <= now }
        guard inFront != shownSurges else { return }
        shownSurges = inFront
        for (id, desk) in desks where desk.isSignedIn { publish("state", to: id) }
    }

    /// The answer to a call that has come to `announce-surge`: a text only where every clip of it is there to be played.
    func tellSurge(_ arguments: [String: DialplanValue], token: WalkToken, for conversation: Conversation) {
        guard case .text(let plan)? = arguments["plan"], case .text(let tag)? = arguments["language"],
            let surge = surges.first(for: plan, at: Date())
        else { return answerSurge(.notFound, token, conversation) }
        let clips = catalogue.render([.prompt(surge.text)], in: Language(tag: tag)).parts.compactMap { part in
            if case .clip(let name) = part { name } else { nil }
        }
        guard !clips.isEmpty, clips.allSatisfy({ media.hasClip($0) }) else {
            missesSurge(surge, tag, in: conversation)
            return answerSurge(.failed, token, conversation)
        }
        tallies.surgesTold += 1
        let fields: [String: DialplanValue] = [AnnounceSurgeStep.field: .text(surge.text)]
        answerSurge(.found(fields), token, conversation)
    }

    /// Through the inbox, as every answer comes: the walk has not been left yet that asks.
    private func answerSurge(_ outcome: LookUpOutcome, _ token: WalkToken, _ conversation: Conversation) {
        enter.yield(.lookedUp(conversation.reference, token, outcome, .ofTheHouse))
    }

    /// Said once for each language in the log, for every call in its ledger, and on the desks.
    private func missesSurge(_ surge: SurgeNotice, _ tag: String, in conversation: Conversation) {
        tallies.surgesSilent += 1
        note("surge-silent", of: conversation.reference, ["surge": String(surge.id), "language": tag])
        guard let place = surges.firstIndex(where: { $0.id == surge.id }), !surges[place].silent.contains(tag) else {
            return
        }
        log.error("\(surge.text) is in front of calls and cannot be spoken in \(tag): its recording is missing")
        surges[place].silent.append(tag)
        keepSurges(at: Date())
    }
}
