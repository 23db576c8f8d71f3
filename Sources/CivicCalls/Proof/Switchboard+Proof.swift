import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicSpeech
import Foundation

// The citizen keys the PIN while the agent waits: the citizen's leg walks through the dialplan's `verify`, neither side hears
// the other, nor does a supervisor, and the recording holds silence. What was proven is on the card when the two talk again.
extension Switchboard: ProofService {
    package func askForProof(of citizen: Int64?, agent: String) throws(DeskRefusal) {
        let (conversation, _) = try freeTalk(of: agent)
        guard desks[agent]?.call?.heldSince == nil else { throw .wrongState("the citizen is on hold") }
        guard let citizen = citizen ?? conversation.known?.id else {
            throw .wrongState("nobody is known to be on the line; choose on the card whose proof it is to be")
        }
        let candidates = conversation.card?.candidates.map(\.citizen.id) ?? []
        guard citizen == conversation.known?.id || candidates.contains(citizen) else {
            throw .invalid(field: "citizenId", reason: "it is nobody of the card")
        }
        if let known = conversation.known, known.level == .confirmed, known.id != citizen {
            throw .wrongState("somebody else is confirmed to be on the line")
        }
        let plan = conversation.walk.plan
        let context = CallerContext(
            callerNumber: conversation.number?.key, calledNumber: plan.answers.first ?? "",
            language: conversation.language)
        guard let walk = Walk(proving: citizen, by: plan, context, proofsBefore: conversation.proofs) else {
            throw .wrongState("the dialplan has no step 'verify'")
        }
        conversation.proofs += 1
        let now = Date()
        conversation.proof = KeyedProof(citizenId: citizen, walk: walk, since: now)
        if isRecording(conversation) { mask(conversation, for: settings.longestCall) }
        settleProofHearing(in: conversation)
        playMusicToAgent(of: conversation)
        desks[agent]?.call?.proof = DeskProof(citizenId: citizen, since: now)
        note("proof-asked", of: conversation.reference, by: agent, ["citizen": String(citizen)])
        walkProof(of: conversation, .started)
        publish("state", to: agent)
    }

    package func stopProof(agent: String) throws(DeskRefusal) {
        let (conversation, _) = try talk(of: agent)
        guard let proof = conversation.proof else { throw .wrongState("no proof is asked for in this call") }
        if !proof.hasEnded { endProof(of: conversation) }
    }

    /// Who hears whom while the citizen keys; also after a browser or a supervisor has come into the call.
    func settleProofHearing(in conversation: Conversation) {
        guard conversation.proof != nil else { return }
        agentAndCitizenHear(false, in: conversation)
        hearSupervisor(in: conversation)
    }

    func playMusicToAgent(of conversation: Conversation) {
        guard let leg = conversation.agent?.audio?.leg else { return }
        let clips = catalogue.render([.prompt("music-comfort")], in: conversation.language).parts
            .compactMap { part -> PlaybackPart? in
                if case .clip(let name) = part { .clip(name) } else { nil }
            }
        media.play(clips, to: leg, token: PlaybackToken(value: .max - 5), loop: true, interruptible: false)
    }

    // MARK: The walk

    /// Whether an event is the proof's: keys, and answers to what its walk has asked.
    func isOfProof(_ event: WalkEvent, _ conversation: Conversation) -> Bool {
        switch event {
        case .key: conversation.proof != nil
        case .spoken(let token), .lookedUp(let token, _): token.isOfProof
        default: false
        }
    }

    func walkProof(of conversation: Conversation, _ event: WalkEvent) {
        guard var proof = conversation.proof else { return }
        let now = MonotonicClock.now
        if case .key = event { proof.lastKeyAt = now }
        guard !proof.hasEnded else {
            conversation.proof = proof
            return armDeadline(of: conversation)
        }
        let effects = proof.walk.handle(event, at: now, wallClock: Date())
        conversation.proof = proof
        follow(effects, ofProofIn: conversation)
    }

    func advanceProof(of conversation: Conversation, to now: MonotonicInstant) {
        guard var proof = conversation.proof, let deadline = proof.nextDeadline, deadline <= now else { return }
        if proof.hasEnded { return openEars(after: proof, in: conversation) }
        let effects = proof.walk.advance(to: now, wallClock: Date())
        conversation.proof = proof
        follow(effects, ofProofIn: conversation)
    }

    private func follow(_ effects: [WalkEffect], ofProofIn conversation: Conversation) {
        carryOut(effects, in: conversation)
        if conversation.proof?.walk.isOver == true { endProof(of: conversation) }
    }

    // MARK: The end

    /// The two talk again, as soon as no key can come any more; what the card shows has come with the records' answer.
    private func endProof(of conversation: Conversation) {
        guard let proof = conversation.proof else { return }
        noteEnd(of: proof, proof.walk.proofEnd?.rawValue ?? "stopped", in: conversation)
        stopAsking(conversation)
        guard let until = proof.keysUntil, until > MonotonicClock.now else {
            return openEars(after: proof, in: conversation)
        }
        conversation.proof?.hasEnded = true
        armDeadline(of: conversation)
    }

    private func openEars(after proof: KeyedProof, in conversation: Conversation) {
        conversation.proof = nil
        unmask(conversation, after: proof)
        guard let agent = conversation.agent else { return }
        if let leg = agent.audio?.leg {
            media.stopPlaying(leg)
            agentAndCitizenHear(true, in: conversation)
        } else {
            startHolding(conversation)  // The agent's browser is away.
        }
        hearSupervisor(in: conversation)
        let end = proof.walk.proofEnd
        desks[agent.agent]?.call?.proof?.end = end
        desks[agent.agent]?.call?.proof?.isStopped = end == nil
        publish("state", to: agent.agent)
    }

    /// The agent's part is over, or the call: nobody waits for the proof any more.
    ///
    /// - Parameter how: its end in the ledger, where it has none of its own.
    func dropProof(of conversation: Conversation, _ how: String = "stopped") {
        guard let proof = conversation.proof else { return }
        conversation.proof = nil
        if !proof.hasEnded { noteEnd(of: proof, proof.walk.proofEnd?.rawValue ?? how, in: conversation) }
        stopAsking(conversation)
        // Their pause ends with their part, and does not cut off the silence for keys.
        if let agent = conversation.agent?.agent { desks[agent]?.call?.maskedUntil = nil }
        unmask(conversation, after: proof)
    }

    private func noteEnd(of proof: KeyedProof, _ how: String, in conversation: Conversation) {
        note(
            "proof-ended", of: conversation.reference, by: conversation.agent?.agent ?? "system",
            ["how": how, "citizen": String(proof.citizenId)])
    }

    private func stopAsking(_ conversation: Conversation) {
        conversation.speaking = nil
        media.stopPlaying(conversation.audio.leg)
    }

    /// What is left of the agent's own pause holds on, and so does silence while keys can come.
    private func unmask(_ conversation: Conversation, after proof: KeyedProof) {
        let paused = conversation.agent.flatMap { desks[$0.agent]?.call?.maskedUntil }?.timeIntervalSinceNow ?? 0
        let keyed = proof.keysUntil.map { ($0 - MonotonicClock.now).inSeconds } ?? 0
        mask(conversation, for: .milliseconds(Int64(max(0, paused, keyed) * 1_000)))
    }
}

extension WalkToken {
    fileprivate var isOfProof: Bool { (Walk.proofTokens..<Walk.proofTokens << 1).contains(value) }
}
