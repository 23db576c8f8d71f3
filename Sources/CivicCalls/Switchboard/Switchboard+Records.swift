import Logging
import CivicCRM
import CivicCore
import CivicDialplan
import Foundation

// What is asked of the citizens' record and written to it.
extension Switchboard {
    func lookUp(
        _ source: String, _ arguments: [String: DialplanValue], token: WalkToken, for conversation: Conversation
    ) {
        if source.hasPrefix("call-back") { return arrangeCallBack(source, arguments, token, conversation) }
        if ["relay", "relay-call"].contains(source) { return answerRelay(source, arguments, token, conversation) }
        if source.hasPrefix("return-visit") { return answerVisit(source, arguments, token, conversation) }
        if Recalling.sources.contains(source) { return answerRecall(source, arguments, token, conversation) }
        let counter = LookUpCounter(
            records: records, numberKey: conversation.number?.key, conversation: conversation.reference,
            ownCases: conversation.ownCases,
            provenCitizen: conversation.known.flatMap { $0.level == .proven ? $0.id : nil }, sources: settings.sources)
        let subject = arguments["case"]
        let reference = conversation.reference
        let enter = self.enter
        Task {
            let began = MonotonicClock.now
            let (outcome, known) = await counter.ask(source, arguments, at: Date())
            var finding = LookUpFinding(known: known, milliseconds: (MonotonicClock.now - began).milliseconds)
            if case .found(let fields) = outcome {
                if ["case-status", "own-case"].contains(source) {
                    finding.provenCase = fields["case"].flatMap(CaseNumber.init(keyed:))
                }
                finding.disputedCase = source == "dispute-case" ? subject.flatMap(CaseNumber.init(keyed:)) : nil
                finding.provesCitizen = source == "citizen-proof"
            }
            enter.yield(.lookedUp(reference, token, outcome, finding))
        }
    }

    func lookedUp(
        _ reference: ConversationReference, _ token: WalkToken, _ outcome: LookUpOutcome, _ finding: LookUpFinding
    ) {
        if finding.isOfRecords {
            tallies.lookUps += 1
            tallies.lookUpMilliseconds += finding.milliseconds
        }
        if let call = finding.relay { relayFound(call, in: conversations[reference]) }
        guard let conversation = conversations[reference] else { return }
        if let found = finding.known { identify(found, in: conversation) }
        conversation.lookUpMilliseconds = finding.milliseconds
        if let proven = finding.provenCase { conversation.provenCases.insert(proven) }
        if let disputed = finding.disputedCase { conversation.disputedCase = disputed }
        if finding.provesCitizen { note("citizen-proven", of: reference) }
        walk(conversation, .lookedUp(token, outcome))
    }

    /// What is newly known of who is on the line.
    func identify(_ found: KnownCitizen, in conversation: Conversation) {
        let known = conversation.known?.after(found) ?? found
        guard known != conversation.known else { return }
        conversation.known = known
        fetchCard(of: conversation)
    }

    /// What the citizen has said of a case that is not solved: by the name of its recording, in the case's history.
    func keepComment(seconds: Int, of conversation: Conversation) {
        guard let number = conversation.disputedCase,
            let file = conversation.recording?.file ?? conversation.lastRecording
        else { return }
        let records = self.records
        writer.write {
            guard let disputed = try await records.caseRecord(number: number) else { return }
            _ = try await records.addNote(
                toCase: disputed.id, "What is not solved, in the citizen's words (\(seconds) s): recordings/\(file)",
                state: nil, by: "ivr", at: Date())
        }
    }

    func keepReceipt(
        of article: SpokenArticle, _ language: Language, heard: Int, seconds: Int, in conversation: Conversation
    ) {
        // Another article that the plan reads out ends no recall.
        let recall = (conversation.recalling?.call).flatMap { $0.article == article.id ? $0 : nil }
        let receipt = ArticleReceipt(
            article: article.id, version: article.version, conversation: conversation.reference,
            numberKey: conversation.number?.key, citizenId: conversation.nameable,
            language: language, at: Date(), parts: article.parts.count, heard: heard, seconds: seconds,
            recallPerson: recall?.person)
        let records = self.records
        writer.write { try await records.keep(receipt) }
    }

    func openCase(
        _ token: WalkToken, service: String, recording: String?, summary: String, for conversation: Conversation
    ) {
        let draft = CaseDraft(
            citizenId: conversation.nameable, conversation: conversation.reference, service: service,
            summary: summary, recording: recording.map { "recordings/" + $0 }, channel: .phone,
            contactNumber: conversation.number?.key, by: "ivr")
        let reference = conversation.reference
        let enter = self.enter
        let records = self.records
        let log = self.log
        Task {
            do {
                enter.yield(.caseOpened(reference, token, try await records.openCase(draft, at: Date())))
            } catch {
                log.error("\(reference): a case could not be opened: \(type(of: error))")
                enter.yield(.caseOpened(reference, token, nil))
            }
        }
    }

    func caseOpened(_ reference: ConversationReference, _ token: WalkToken, _ opened: Case?) {
        if let opened {
            tallies.casesOpened += 1
            note("case-opened", of: reference, ["case": opened.number.text, "service": opened.service])
        }
        guard let conversation = conversations[reference] else { return }
        if let opened {
            conversation.caseOpened = true
            conversation.trail.append(
                TrailEntry(at: Date(), kind: "note", step: conversation.walk.currentStep, text: opened.number.text))
        }
        walk(conversation, .caseOpened(token, number: opened?.number.text))
    }

    func beginContact(of conversation: Conversation) {
        let contact = Contact(
            id: 0, conversation: conversation.reference, channel: .phone, citizenId: nil,
            numberKey: conversation.number?.key, rawNumber: conversation.number?.raw,
            startedAt: conversation.startedAt, endedAt: nil, agent: nil, talkTime: 0, trail: "", summary: "",
            outcome: nil)
        let records = self.records
        let enter = self.enter
        writer.write {
            enter.yield(.contactBegun(contact.conversation, try await records.begin(contact)))
        }
    }

    func contactBegun(_ reference: ConversationReference, _ contact: Contact) {
        if let conversation = conversations[reference] {
            conversation.contact = contact
        } else if let (late, outcome) = endedBeforeContact.removeValue(forKey: reference) {
            late.contact = contact
            finishContact(of: late, outcome: outcome)
        }
    }

    func finishContact(of conversation: Conversation, outcome: String) {
        guard var contact = conversation.contact else {
            // The row is still being written; it is finished when it comes back.
            endedBeforeContact[conversation.reference] = (conversation, outcome)
            return
        }
        contact.endedAt = Date()
        contact.citizenId = conversation.known.flatMap { $0.may(.keepTalk) ? $0.id : nil }
        contact.trail = conversation.trail.map { "\($0.kind) \($0.step): \($0.text)" }.joined(separator: "\n")
        contact.outcome = conversation.caseOpened ? "case-opened" : outcome
        contact.agent = conversation.servedBy
        contact.talkTime =
            conversation.talked + (conversation.talkingSince.map { max(0, Int(Date().timeIntervalSince($0))) } ?? 0)
        for form in conversation.wrapUps { contact = contact.with(form) }
        if let agent = conversation.servedBy {
            if let form = desks[agent]?.earlyWrapUp, form.conversation == conversation.reference {
                contact = contact.with(form)
                desks[agent]?.earlyWrapUp = nil
            }
            desks[agent]?.contact = contact
        }
        let finished = contact
        let records = self.records
        writer.write { try await records.update(finished) }
    }

    /// Writes down how the caller walked, so that the call can be walked again.
    func keepWalk(of conversation: Conversation) {
        let (call, walks) = (conversation.walkedCall, self.walks)
        conversation.draftedMoments = 0
        guard !call.record.moments.isEmpty else { return }
        writer.write { try await walks.keep(call) }
    }

    /// Writes down how far calls have come, those to which something has happened since.
    func draftWalks() {
        var calls: [WalkedCall] = []
        for conversation in conversations.values where conversation.walk.momentCount != conversation.draftedMoments {
            conversation.draftedMoments = conversation.walk.momentCount
            calls.append(conversation.walkedCall)
        }
        guard !calls.isEmpty else { return }
        let (drafts, walks) = (calls, self.walks)
        writer.write { try await walks.draft(drafts) }
    }

    /// Brings the card up to date; it is ready long before an agent is.
    func fetchCard(of conversation: Conversation) {
        let reference = conversation.reference
        let number = conversation.number?.key
        let known = conversation.known
        let records = self.records
        let enter = self.enter
        Task {
            enter.yield(.card(reference, try? await records.card(forNumber: number, known: known)))
        }
    }

    func cardArrived(_ reference: ConversationReference, _ card: CallerCard?) {
        guard let conversation = conversations[reference] else { return }
        conversation.card = card ?? CallerCard(candidates: [], openCases: [], timeline: [])
        if let agent = conversation.agent?.agent, let card = conversation.card {
            desks[agent]?.call?.card = card
            desks[agent]?.call?.known = conversation.known
            publish("card", to: agent)
        }
        if let lease = conversation.callingBack?.lease { showCallBack(conversation, to: lease) }
        if let (lease, _) = conversation.waitingOffer { pushCardAndRing(conversation, lease) }
    }
}

extension Conversation {
    fileprivate var walkedCall: WalkedCall {
        WalkedCall(conversation: reference, record: walk.kept, walked: walk.walked)
    }
}

extension CaseNumber {
    /// As the dialplan holds it.
    fileprivate init?(keyed value: DialplanValue) {
        guard case .text(let text) = value else { return nil }
        self.init(text)
    }
}
