import CivicCRM
import CivicCore
import CivicQueue
import CivicReports
import Foundation

// The agents' pages.
extension Switchboard: DeskService {
    package func state(of agent: String) throws(DeskRefusal) -> DeskState {
        try signIn(agent)
        guard let state = deskState(of: agent) else { throw .unknownAgent }
        return state
    }

    package func choose(_ choice: AgentChoice, agent: String) throws(DeskRefusal) {
        try signIn(agent)
        let wish: AgentWish
        switch choice {
        case .ready:
            guard desks[agent]?.deviceReady == true else { throw .noDevice }
            wish = .ready
        case .notReady(let reason):
            guard reason.count <= 40 else { throw .invalid(field: "reason", reason: "at most 40 characters") }
            wish = .notReady(reason: reason)
        case .signedOut:
            wish = .signedOut
        }
        carryOut(dispatcher.handle(.chose(agent: agent, wish), at: MonotonicClock.now, wallClock: Date()))
        if choice == .signedOut {
            desks[agent]?.isSignedIn = false
            desks[agent]?.feed.finish()
        }
    }

    package func events(of agent: String, after sequence: Int?, epoch: String?) throws(DeskRefusal)
        -> AsyncStream<DeskEvent>
    {
        try signIn(agent)
        guard let state = deskState(of: agent), var feed = desks[agent]?.feed else { throw .unknownAgent }
        let known = epoch == nil || epoch == self.epoch ? sequence : nil
        let current = DeskEvent(sequence: feed.sequence, epoch: self.epoch, kind: "state", state: state)
        let stream = feed.subscribe(after: known, current: current)
        desks[agent]?.feed = feed
        return stream
    }

    package func hangUp(agent: String) throws(DeskRefusal) {
        if let asked = consultation(of: agent) { return colleagueLeft(asked, status: 200) }
        let (conversation, leg) = try talk(of: agent)
        finishTalk(conversation, leg, .agentHungUp)
    }

    package func transferToQueue(_ queue: String, agent: String) throws(DeskRefusal) {
        guard settings.queues.contains(where: { $0.id == queue }) else { throw .unknownQueue(queue) }
        let (conversation, leg) = try talk(of: agent)
        conversation.place?.queue = queue
        finishTalk(conversation, leg, .transferred(toQueue: queue))
    }

    package func maskRecording(_ isOn: Bool, agent: String) throws(DeskRefusal) {
        let (conversation, _) = try talk(of: agent)
        guard isRecording(conversation) else { throw .notRecorded }
        // The recording is silent to the end of the proof; a pause of the agent's would be shorter.
        guard conversation.proof == nil else { throw .wrongState("the citizen is keying a proof") }
        mask(conversation, for: isOn ? Self.longestMask : .zero)
        note("recording-\(isOn ? "masked" : "unmasked")", of: conversation.reference, by: agent)
        desks[agent]?.call?.maskedUntil = isOn ? Date(timeIntervalSinceNow: Self.longestMask.inSeconds) : nil
        publish("state", to: agent)
    }

    package func confirmCitizen(_ citizen: Int64, agent: String) async throws(DeskRefusal) {
        guard let reference = desks[agent]?.call?.conversation else { throw .notInCall }
        let known: Citizen?
        do { known = try await records.citizen(citizen) } catch { known = nil }
        guard known != nil else { throw .invalid(field: "citizen", reason: "no citizen has this id") }
        let confirmed = KnownCitizen(id: citizen, level: .confirmed)
        desks[agent]?.call?.known = confirmed
        note("citizen-confirmed", of: reference, by: agent)
        if let conversation = conversations[reference] {
            identify(confirmed, in: conversation)
        } else {
            desks[agent]?.contact?.citizenId = citizen
        }
        publish("card", to: agent)
    }

    package func wrapUp(_ form: WrapUp, agent: String) throws(DeskRefusal) {
        guard let desk = desks[agent] else { throw .unknownAgent }
        guard let call = desk.call, call.conversation == form.conversation else {
            throw .wrongState("this call is wrapped up already")
        }
        guard call.endedAt != nil else { throw .wrongState("the call is still going on") }
        guard form.note.utf8.count <= 8_000 else { throw .invalid(field: "note", reason: "at most 8,000 bytes") }
        guard WrapUp.codes.contains(form.code) else {
            throw .invalid(field: "code", reason: "one of \(WrapUp.codes.joined(separator: ", "))")
        }
        if let conversation = conversations[form.conversation] {
            conversation.wrapUps.append(form)  // Transferred: the row is finished with the call.
        } else if let contact = desk.contact {
            write(form, to: contact)
        } else {
            desks[agent]?.earlyWrapUp = form
        }
        note("wrapped-up", of: form.conversation, by: agent, ["code": form.code])
        keep(facts.wrappedUp(by: agent, as: form.code))
        desks[agent]?.call = nil
        carryOut(dispatcher.handle(.wrapUpDone(agent: agent), at: MonotonicClock.now, wallClock: Date()))
    }

    package func isOpen() -> Bool { takesCalls }

    func write(_ form: WrapUp, to contact: Contact) {
        let finished = contact.with(form)
        let records = self.records
        writer.write { try await records.update(finished) }
    }

    private func signIn(_ agent: String) throws(DeskRefusal) {
        guard let desk = desks[agent], !desk.isGone else { throw .unknownAgent }
        guard !desk.isSignedIn else { return }
        desks[agent]?.isSignedIn = true
        carryOut(
            dispatcher.handle(
                .signedIn(desk.profile, deviceReady: desk.deviceReady), at: MonotonicClock.now,
                wallClock: Date()))
    }

    func talk(of agent: String) throws(DeskRefusal) -> (Conversation, AgentLeg) {
        guard desks[agent] != nil else { throw .unknownAgent }
        guard let reference = desks[agent]?.call?.conversation, let conversation = conversations[reference],
            let leg = conversation.agent, leg.agent == agent, case .talking = leg.stage
        else { throw .notInCall }
        return (conversation, leg)
    }

    func publish(_ kind: String, to agent: String) {
        guard let state = deskState(of: agent) else { return }
        desks[agent]?.feed.publish(kind, epoch: epoch, state: state)
    }

    private func deskState(of agent: String) -> DeskState? {
        guard let desk = desks[agent] else { return nil }
        let now = MonotonicClock.now
        let queues = desk.profile.queues.map { dispatcher.waiting(in: $0) }
        let longest = queues.compactMap(\.longestSince).min()
        var state = DeskState(
            state: desk.state.word, reason: desk.state.reason, since: desk.since,
            until: desk.state.deadline.map { Date(timeIntervalSinceNow: ($0 - now).inSeconds) },
            deviceReady: desk.deviceReady, waiting: queues.reduce(0) { $0 + $1.count },
            longestWait: longest.map { max(0, Int(Date().timeIntervalSince($0))) } ?? 0, call: desk.call,
            surges: shownSurges)
        state.phoneWindow = desk.browser?.window
        return state
    }

    /// Once a second: pages whose waiting figures have changed are told.
    func showLineToDesks() {
        for (id, desk) in desks where desk.isSignedIn {
            let waiting = desk.profile.queues.reduce(0) { $0 + dispatcher.waiting(in: $1).count }
            guard waiting != desk.shownWaiting else { continue }
            desks[id]?.shownWaiting = waiting
            publish("state", to: id)
        }
    }
}

extension WrapUp {
    /// The codes that a call can end with.
    package static let codes = [
        "solved-on-call", "case-opened", "case-updated", "information-given", "wrong-number", "nuisance", "other",
    ]
}

extension Contact {
    /// The row with an agent's last word on it.
    func with(_ form: WrapUp) -> Contact {
        var contact = self
        contact.outcome = form.code
        contact.summary = [contact.summary, form.note].filter { !$0.isEmpty }.joined(separator: "\n")
        contact.citizenId = form.citizenId ?? contact.citizenId
        return contact
    }
}
