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
        let plan = conversation.walk.plan
        let context = CallerContext(
            callerNumber: conversation.number?.key, calledNumber: plan.answers.first ?? "",
            language: conversation.language)
        guard let walk = Walk(proving: citizen, by: plan, context) else {
            throw .wrongState("the dialplan has no step 'verify'")
        }
        let now = Date()
        conversation.proof = KeyedProof(walk: walk, since: now)
        if isRecording(conversation) { mask(conversation, for: settings.longestCall) }
        settleProofHearing(in: conversation)
        playMusicToAgent(of: conversation)
        desks[agent]?.call?.proof = DeskProof(since: now)
        note("proof-asked", of: conversation.reference, by: agent)
        walkProof(of: conversation, .started)
        publish("state", to: agent)
    }

    package func stopProof(agent: String) throws(DeskRefusal) {
        let (conversation, _) = try talk(of: agent)
        guard conversation.proof != nil else { throw .wrongState("no proof is asked for in this call") }
        endProof(of: conversation)
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
        let effects = proof.walk.handle(event, at: MonotonicClock.now, wallClock: Date())
        conversation.proof = proof
        follow(effects, ofProofIn: conversation)
    }

    func advanceProof(of conversation: Conversation, to now: MonotonicInstant) {
        guard var proof = conversation.proof, let deadline = proof.walk.nextDeadline, deadline <= now else { return }
        let effects = proof.walk.advance(to: now, wallClock: Date())
        conversation.proof = proof
        follow(effects, ofProofIn: conversation)
    }

    private func follow(_ effects: [WalkEffect], ofProofIn conversation: Conversation) {
        carryOut(effects, in: conversation)
        if conversation.proof?.walk.isOver == true { endProof(of: conversation) }
    }

    // MARK: The end

    /// The two talk again; what the card shows has come with the answer of the records.
    func endProof(of conversation: Conversation) {
        guard let proof = conversation.proof else { return }
        conversation.proof = nil
        conversation.speaking = nil
        media.stopPlaying(conversation.audio.leg)
        let end = proof.walk.proofEnd
        note(
            "proof-ended", of: conversation.reference, by: conversation.agent?.agent ?? "system",
            ["how": end?.rawValue ?? "stopped"])
        let paused = conversation.agent.flatMap { desks[$0.agent]?.call?.maskedUntil }?.timeIntervalSinceNow ?? 0
        mask(conversation, for: .milliseconds(Int64(max(0, paused) * 1_000)))
        guard let agent = conversation.agent else { return }
        if let leg = agent.audio?.leg { media.stopPlaying(leg) }
        agentAndCitizenHear(true, in: conversation)
        hearSupervisor(in: conversation)
        desks[agent.agent]?.call?.proof?.end = end
        desks[agent.agent]?.call?.proof?.isStopped = end == nil
        publish("state", to: agent.agent)
    }
}

extension WalkToken {
    fileprivate var isOfProof: Bool { (Walk.proofTokens..<Walk.proofTokens << 1).contains(value) }
}
