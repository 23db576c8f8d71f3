import CivicCore
import CivicMedia
import CivicQueue
import Foundation
import Logging

/// The window of an agent's browser that is their phone.
struct BrowserPhone: Equatable {
    var window: String
    /// Until then it is believed to be there.
    var until: MonotonicInstant
}

// Agents whose phone is their browser. The desk's window says that it is there; the call's audio is connected when a
// caller is offered, and again after a reload or a lost network, while the citizen hears music.
extension Switchboard: BrowserPhoneService {
    /// A window that is silent for so long is gone. It speaks every four seconds.
    static let windowLasts = Duration.seconds(15)
    /// How long an agent in a talk may be away before the citizen goes back in line.
    static let awayLasts = Duration.seconds(10)

    package func keepPhone(window: String, claims: Bool, agent: String) throws(DeskRefusal) {
        try check(window)
        guard let desk = desks[agent] else { throw .unknownAgent }
        if let other = desk.browser, other.window != window, !claims { throw .phoneElsewhere }
        let isNew = desk.browser?.window != window
        desks[agent]?.browser = BrowserPhone(window: window, until: MonotonicClock.now + Self.windowLasts)
        if isNew { note("browser-phone", of: nil, by: agent, ["is": "there"]) }
        // Also where nothing has changed: it ends "device-lost".
        deviceShows(at: agent, hasChanged: isNew)
    }

    package func dropPhone(window: String, agent: String) throws(DeskRefusal) {
        guard let desk = desks[agent] else { throw .unknownAgent }
        guard desk.browser?.window == window else { return }
        loseWindow(of: agent)
    }

    package func connectPhone(window: String, offer: [UInt8], agent: String) throws(DeskRefusal) -> [UInt8] {
        try check(window)
        guard let desk = desks[agent] else { throw .unknownAgent }
        guard desk.browser?.window == window else { throw .phoneElsewhere }
        let asked = consultation(of: agent)
        let conversation = if let asked { asked } else { try browserTalk(of: agent) }
        let opened: (audio: LegAudio, answer: [UInt8])
        do {
            opened = try openBrowserLeg(in: conversation.bridge, for: .agent, offer: offer)
        } catch {
            switch error {
            case .noMedia: throw .wrongState("the media threads have no room for another leg")
            case .offer(let reason): throw .invalid(field: "offer", reason: reason)
            }
        }
        if asked != nil { return connectColleague(opened, in: conversation) }
        if let old = conversation.agent?.audio { closeLeg(old.leg, of: conversation, as: "agent") }
        conversation.agent?.audio = opened.audio
        legs[opened.audio.leg] = .agent(conversation.reference)
        if case .talking = conversation.agent?.stage {
            comeBack(to: conversation)
        } else {
            // Who has not accepted yet neither hears the citizen nor is heard.
            agentAndCitizenHear(false, in: conversation)
        }
        return opened.answer
    }

    package func acceptCall(agent: String) throws(DeskRefusal) {
        if let asked = consultation(of: agent) { return consultationAnswered(in: asked) }
        let conversation = try browserTalk(of: agent)
        guard let leg = conversation.agent, case .ringing = leg.stage else { throw .notInCall }
        carryOut(dispatcher.handle(.accepted(leg.lease), at: MonotonicClock.now, wallClock: Date()))
        guard case .talking = conversation.agent?.stage else { throw .notInCall }
        agentAndCitizenHear(true, in: conversation)
        if conversation.agent?.audio == nil { waitForBrowser(in: conversation) }
    }

    package func declineCall(agent: String) throws(DeskRefusal) {
        if let asked = consultation(of: agent) { return colleagueLeft(asked, status: 603) }
        let conversation = try browserTalk(of: agent)
        guard case .ringing = conversation.agent?.stage else { throw .notInCall }
        agentFailed(conversation.reference, status: 603)
    }

    // MARK: Ringing

    /// The desk rings by itself; the audio comes with the window's offer.
    func ringBrowser(_ lease: Lease, in conversation: Conversation) {
        conversation.agent = AgentLeg(agent: lease.agent, lease: lease, audio: nil, isBrowser: true)
        note("agent-ringing", of: conversation.reference, by: lease.agent, ["phone": "browser"])
    }

    private func browserTalk(of agent: String) throws(DeskRefusal) -> Conversation {
        guard let reference = desks[agent]?.call?.conversation, let conversation = conversations[reference],
            let leg = conversation.agent, leg.agent == agent, leg.isBrowser, !leg.hasLeft
        else { throw .notInCall }
        return conversation
    }

    // MARK: Away and back

    /// The browser of an agent is gone: its page was loaded again, or its network is lost.
    func browserAway(_ conversation: Conversation) {
        guard let agent = conversation.agent, agent.isBrowser, let audio = agent.audio else { return }
        closeLeg(audio.leg, of: conversation, as: "agent")
        conversation.agent?.audio = nil
        guard case .talking = agent.stage else { return }  // it may connect again while it rings
        note("agent-away", of: conversation.reference, by: agent.agent)
        log.notice("\(conversation.reference): the agent's browser is away")
        if conversation.consultation == nil, conversation.proof == nil { startHolding(conversation) }
        waitForBrowser(in: conversation)
    }

    private func waitForBrowser(in conversation: Conversation) {
        guard let lease = conversation.agent?.lease else { return }
        conversation.awayTimes += 1
        let times = conversation.awayTimes
        let enter = self.enter
        Task {
            try? await Task.sleep(for: Self.awayLasts)
            enter.yield(.browserStillAway(lease, times: times))
        }
    }

    func browserStillAway(_ lease: Lease, times: Int) {
        guard let conversation = waiting(at: lease.placeId), conversation.agent?.lease == lease,
            conversation.agent?.audio == nil, conversation.awayTimes == times
        else { return }
        dropProof(of: conversation)
        stopHolding(conversation)
        agentLeft(conversation.reference, hungUp: false)
    }

    private func comeBack(to conversation: Conversation) {
        let isHeld = desks[conversation.agent?.agent ?? ""]?.call?.heldSince != nil
        defer { settleHearing(in: conversation) }
        if conversation.consultation != nil { return }
        if conversation.proof != nil {
            settleProofHearing(in: conversation)
            playMusicToAgent(of: conversation)
        } else if isHeld {
            agentAndCitizenHear(false, in: conversation)
        } else {
            stopHolding(conversation)
        }
        hearSupervisor(in: conversation)
        note("agent-back", of: conversation.reference, by: conversation.agent?.agent ?? "system")
    }

    // MARK: The window

    /// Windows that have not said so for too long are no phones any more.
    func forgetSilentWindows(at now: MonotonicInstant) {
        for (agent, desk) in desks {
            if let browser = desk.browser, browser.until <= now { loseWindow(of: agent) }
        }
    }

    private func loseWindow(of agent: String) {
        desks[agent]?.browser = nil
        note("browser-phone", of: nil, by: agent, ["is": "gone"])
        deviceShows(at: agent, hasChanged: true)
    }

    private func check(_ window: String) throws(DeskRefusal) {
        guard (8...64).contains(window.utf8.count), window.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalid(field: "window", reason: "8 to 64 visible signs of ASCII")
        }
    }
}
