import CivicCore
import Foundation

// Places without a call: held, parked until they are due, dialled when an agent is reserved, and taken or not.

extension Dispatcher {
    /// The citizen is to be called back; the place stays where it is by its join time.
    mutating func hold(_ id: Int64, _ cause: CallBack.Cause, number: String?) {
        guard let standing = standings[id], standing.isInLine, case .live = standing.line else { return }
        var agent: String?
        if case .offered(let lease) = standing.stage {
            emit(.withdraw(lease))
            queues[standing.place.queue]?.statistics.leasesFailed += 1
            agent = lease.agent
        } else {
            stopWaiting(id)
        }
        queues[standing.place.queue]?.statistics.callBacks += 1
        let rules = dialler.rules
        let pause = cause == .asked ? rules.arrangeFor : rules.settle
        park(
            id, number: number ?? standing.place.callbackNumber,
            CallBack(cause: cause, notBefore: wallClock.addingTimeInterval(pause.inSeconds)))
        if let agent { free(agent) }
        matchPlace(id)
    }

    mutating func arrange(_ id: Int64, number: String, at: Date?) {
        guard let standing = standings[id], case .none = standing.line, var callBack = standing.place.callBack else {
            return
        }
        let soonest = wallClock.addingTimeInterval(dialler.rules.settle.inSeconds)
        callBack.notBefore = max(at ?? soonest, soonest)
        if case .waiting = standing.stage { stopWaiting(id) }
        park(id, number: number, callBack)
        matchPlace(id)
    }

    mutating func take(_ id: Int64) {
        guard let standing = standings[id], standing.isDialling else { return }
        standings[id]?.line = .live
        queues[standing.place.queue]?.statistics.taken += 1
        setCallBack(of: id, number: standing.place.callbackNumber, nil)
        guard case .offered(let lease) = standing.stage, let queue = queues[standing.place.queue],
            let place = standings[id]?.place
        else {
            // The agent was lost meanwhile: like any caller, and as a rule the first.
            stopWaiting(id)
            emit(.persist(placeId: id, .waiting, nil, agent: nil))
            startWaiting(id)
            return matchPlace(id)
        }
        setDeadline(of: id, nil)
        let until = now + queue.definition.reserveFor
        update(lease.agent) { $0.activity = .reserved(lease, until: until) }
        settle(lease.agent)
        emit(.offer(lease, place, ringFor: queue.definition.ringFor))
    }

    mutating func failCallBack(_ id: Int64, _ failure: CallBackFailure) {
        if let agent = endDialling(id, failure) { settle(agent) }
        matchPlace(id)
    }

    /// - Returns: the agent whom it frees; not settled yet.
    mutating func endDialling(_ id: Int64, _ failure: CallBackFailure) -> String? {
        guard let standing = standings[id], standing.isDialling, let callBack = standing.place.callBack else {
            return nil
        }
        queues[standing.place.queue]?.statistics.callBackFailures[failure, default: 0] += 1
        standings[id]?.line = .none
        var agent: String?
        if case .offered(let lease) = standing.stage {
            emit(.withdraw(lease))
            queues[standing.place.queue]?.statistics.leasesFailed += 1
            agent = lease.agent
            update(lease.agent) { $0.activity = .none }
            setDeadline(of: id, nil)
        } else {
            stopWaiting(id)
        }
        if let next = dialler.next(after: failure, callBack, at: wallClock) {
            park(id, number: standing.place.callbackNumber, next)
        } else {
            close(id, .unreachable, agent: nil)
        }
        return agent
    }

    /// The same row goes on in another call.
    mutating func resume(_ id: Int64, in conversation: ConversationReference) {
        guard let standing = standings[id], case .none = standing.line else { return }
        if case .waiting = standing.stage { stopWaiting(id) } else { setDeadline(of: id, nil) }
        standings[id]?.line = .live
        standings[id]?.place.conversation = conversation
        queues[standing.place.queue]?.statistics.resumed += 1
        emit(.persistConversation(placeId: id, conversation))
        setCallBack(of: id, number: standing.place.callbackNumber, nil)
        emit(.persist(placeId: id, .waiting, nil, agent: nil))
        if case .parked = standing.stage { enterLine(id) }
        startWaiting(id)
        matchPlace(id)
    }

    func mayRing(_ standing: Standing) -> Bool { verdict(on: standing) == .mayRing }

    private func verdict(on standing: Standing) -> CallBackDialler.Verdict {
        guard let callBack = standing.place.callBack else { return .over }
        return dialler.verdict(
            on: callBack, number: standing.place.callbackNumber, joinedAt: standing.place.joinedAt, at: wallClock)
    }

    /// Puts a place without a call where it belongs now: into the line, aside until it is due, or to a person's eyes.
    mutating func seat(_ id: Int64) {
        guard let standing = standings[id], case .parked = standing.stage else { return }
        switch verdict(on: standing) {
        case .mayRing:
            enterLine(id)
            startWaiting(id)
        case .wait(let until):
            // Instants beyond a day are looked at again on the way: clocks are set.
            let pause = min(max(until.timeIntervalSince(wallClock), 0.001), 86_400)
            setDeadline(of: id, now + .milliseconds(Int64((pause * 1_000).rounded(.up))))
        case .over: close(id, .unreachable, agent: nil)
        }
    }

    /// Takes a place out of the line, as one to be called back; it is no longer among the waiting.
    private mutating func park(_ id: Int64, number: String?, _ callBack: CallBack) {
        guard let standing = standings[id] else { return }
        if standing.isInLine {
            capPosition(of: id)
            leaveLine(id)
        }
        standings[id]?.line = .none
        standings[id]?.stage = .parked
        standings[id]?.place.state = .callBack
        standings[id]?.place.agent = nil
        emit(.persist(placeId: id, .callBack, nil, agent: nil))
        setCallBack(of: id, number: number, callBack)
        setDeadline(of: id, nil)
        seat(id)
    }

    private mutating func setCallBack(of id: Int64, number: String?, _ callBack: CallBack?) {
        guard let standing = standings[id] else { return }
        if let old = standing.place.callbackNumber, numbers[old] == id { numbers[old] = nil }
        if callBack != nil, let number { numbers[number] = id }
        standings[id]?.place.callbackNumber = number
        standings[id]?.place.callBack = callBack
        emit(.persistCallBack(placeId: id, number: number, callBack))
    }
}
