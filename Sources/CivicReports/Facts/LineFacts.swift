package import CivicCore
package import CivicQueue
package import Foundation

/// Watches the line and says which rows are to be written: visits of queues and spans of agents' time.
///
/// It takes what the dispatcher has decided, never asks it anything, and gives back rows. Nothing of the citizen but the
/// language and the conversation's name is in them.
package struct LineFacts: Sendable {
    /// How a talk ends, where the line's own effects do not say it.
    package enum TalkEnding: Sendable, Equatable {
        case served, transferred, putThrough, agentLost
    }

    /// Visits that have not ended, by place.
    private var open: [Int64: QueueVisit] = [:]
    /// Since when citizens are on hold, by place.
    private var heldSince: [Int64: Date] = [:]
    private var talkEndings: [Int64: TalkEnding] = [:]
    /// The last talk of an agent that has ended, until it is wrapped up.
    private var lastTalk: [String: QueueVisit] = [:]
    /// Talks that are being wrapped up, by agent.
    private var wrapping: [String: QueueVisit] = [:]
    private var spans: [String: AgentSpan] = [:]
    /// What an earlier run left, until its place goes on or is known not to.
    private var left: [Int64: QueueVisit] = [:]

    package init() {}

    // MARK: The beginning of a run

    /// Ends the spans of an earlier run; its visits wait for ``joined(_:at:)`` or ``forgetEarlierRun(lastAlive:)``.
    package mutating func resume(_ unfinished: UnfinishedFacts) -> [Fact] {
        for visit in unfinished.visits { left[visit.place] = visit }
        return unfinished.spans.map { span in
            var span = span
            span.ended = max(span.began, unfinished.lastAlive ?? span.began)
            return .span(span)
        }
    }

    /// Ends the visits of an earlier run whose places do not go on.
    package mutating func forgetEarlierRun(lastAlive: Date?) -> [Fact] {
        defer { left = [:] }
        return left.values.sorted { $0.place < $1.place }.map { .visit(Self.cut($0, at: lastAlive)) }
    }

    private static func cut(_ visit: QueueVisit, at lastAlive: Date?) -> QueueVisit {
        var visit = visit
        let latest = visit.answered ?? visit.offered ?? visit.began
        visit.ended = max(latest, lastAlive ?? latest)
        visit.ending = .hotlineEnded
        return visit
    }

    // MARK: Places

    /// A place has joined: with a call, or to be called back.
    package mutating func joined(_ place: Place, lastAlive: Date? = nil, at now: Date) -> [Fact] {
        var facts: [Fact] = []
        if let earlier = left.removeValue(forKey: place.id) {
            if place.callBack != nil, earlier.origin == .callBack, earlier.answered == nil {
                // The promise goes on.
                open[place.id] = earlier
                return []
            }
            facts.append(.visit(Self.cut(earlier, at: lastAlive)))
        }
        guard open[place.id] == nil else { return facts }
        let visit = QueueVisit(
            place: place.id, began: now.inWholeMilliseconds, conversation: place.conversation, queue: place.queue,
            language: place.language, origin: place.callBack == nil ? .call : .callBack,
            cause: place.callBack?.cause.rawValue)
        open[place.id] = visit
        return facts + [.visit(visit)]
    }

    /// How the talk at a place is about to end; said before the line is told.
    package mutating func talkEnds(at place: Int64, as ending: TalkEnding) {
        talkEndings[place] = ending
    }

    package mutating func held(_ isOn: Bool, place: Int64, at now: Date) -> [Fact] {
        guard open[place]?.answered != nil else { return [] }
        if isOn {
            heldSince[place] = heldSince[place] ?? now
            return []
        }
        endHold(at: place, now)
        return open[place].map { [.visit($0)] } ?? []
    }

    private mutating func endHold(at place: Int64, _ now: Date) {
        guard let since = heldSince.removeValue(forKey: place) else { return }
        open[place]?.hold += max(0, Int64((now.timeIntervalSince(since) * 1_000).rounded()))
    }

    /// What the line wants carried out.
    package mutating func take(_ effect: QueueEffect, at now: Date) -> [Fact] {
        let now = now.inWholeMilliseconds
        switch effect {
        case .offer(let lease, _, _), .dial(let lease, _): return offered(lease.placeId, at: now)
        case .won(let lease): return answered(lease, at: now)
        case .persistQueue(let place, let queue): return moved(place, to: queue, at: now)
        case .persistCallBack(let place, _, let callBack): return parked(place, callBack, at: now)
        case .persistConversation(let place, let conversation):
            return calledAgain(place, conversation, at: now)
        case .agentChanged(let agent, let state): return changed(agent, state, at: now)
        case .persist(let place, .talking, _, let agent?) where open[place]?.answered != nil:
            return handedOver(place, to: agent, at: now)
        case .persist(let place, let state, let leaving, _): return changed(place, state, leaving, at: now)
        case .withdraw, .refused, .persistMark, .stopDialling, .unreachable, .moved, .returned: return []
        }
    }

    /// A colleague has the citizen without a moment in line: the talk of the one ends, that of the other begins.
    private mutating func handedOver(_ place: Int64, to agent: String, at now: Date) -> [Fact] {
        guard let visit = open[place], visit.agent != agent else { return [] }
        let ended = end(place, .transferred, at: now)
        _ = begin(after: visit, .transfer, at: now)
        guard var next = open[place] else { return ended }
        (next.offered, next.answered, next.agent) = (next.began, next.began, agent)
        open[place] = next
        return ended + [.visit(next)]
    }

    private mutating func offered(_ place: Int64, at now: Date) -> [Fact] {
        open[place]?.offers += 1
        guard open[place] != nil, open[place]?.offered == nil else { return [] }
        open[place]?.offered = now
        return open[place].map { [.visit($0)] } ?? []
    }

    private mutating func answered(_ lease: Lease, at now: Date) -> [Fact] {
        guard open[lease.placeId] != nil, open[lease.placeId]?.answered == nil else { return [] }
        open[lease.placeId]?.answered = now
        open[lease.placeId]?.agent = lease.agent
        return open[lease.placeId].map { [.visit($0)] } ?? []
    }

    /// Ends the open visit; a talk is then the agent's to wrap up.
    private mutating func end(_ place: Int64, _ ending: QueueVisit.Ending, at now: Date) -> [Fact] {
        endHold(at: place, now)
        talkEndings[place] = nil
        guard var visit = open.removeValue(forKey: place) else { return [] }
        visit.ended = now
        visit.ending = ending
        if let agent = visit.agent { lastTalk[agent] = visit }
        return [.visit(visit)]
    }

    /// - Parameter queue: that the place goes on in; stands before the place is back in line.
    private mutating func moved(_ place: Int64, to queue: String, at now: Date) -> [Fact] {
        guard let visit = open[place] else { return [] }
        return end(place, visit.answered == nil ? .overflow : .transferred, at: now)
            + begin(after: visit, in: queue, .transfer, at: now)
    }

    private mutating func begin(
        after visit: QueueVisit, in queue: String? = nil, _ origin: QueueVisit.Origin, cause: String? = nil,
        at now: Date
    ) -> [Fact] {
        // A visit is named by when it began.
        let began = max(now, visit.began.addingTimeInterval(0.001))
        let next = QueueVisit(
            place: visit.place, began: began, conversation: visit.conversation, queue: queue ?? visit.queue,
            language: visit.language, origin: origin, cause: cause)
        open[visit.place] = next
        return [.visit(next)]
    }

    private mutating func parked(_ place: Int64, _ callBack: CallBack?, at now: Date) -> [Fact] {
        guard let callBack, let visit = open[place], visit.origin != .callBack else { return [] }
        let ending: QueueVisit.Ending =
            switch callBack.cause {
            case .asked: .callBackChosen
            case .dropped: .lineLost
            case .missed, .abandoned, .outsideHours: .abandoned
            }
        return end(place, ending, at: now)
            + begin(after: visit, .callBack, cause: callBack.cause.rawValue, at: now)
    }

    private mutating func calledAgain(
        _ place: Int64, _ conversation: ConversationReference, at now: Date
    ) -> [Fact] {
        guard var visit = open[place], visit.origin == .callBack else { return [] }
        let ended = end(place, .calledAgain, at: now)
        visit.conversation = conversation
        return ended + begin(after: visit, .calledAgain, at: now)
    }

    /// A place is in another state; also where the house itself keeps it at its end.
    package mutating func changed(
        _ place: Int64, _ state: Place.State, _ leaving: Place.Leaving?, at now: Date
    ) -> [Fact] {
        let now = now.inWholeMilliseconds
        guard let visit = open[place] else { return [] }
        switch state {
        case .offered, .talking, .callBack: return []
        case .waiting:
            // Back from a talk; else an offer has come to nothing.
            guard visit.answered != nil else { return [] }
            let isLost = talkEndings[place] == .agentLost
            return end(place, isLost ? .agentLost : .transferred, at: now)
                + begin(after: visit, isLost ? .agentLost : .transfer, at: now)
        case .kept: return end(place, .hotlineEnded, at: now)
        case .left: return end(place, Self.ending(of: visit, leaving, talkEndings[place]), at: now)
        }
    }

    private static func ending(
        of visit: QueueVisit, _ leaving: Place.Leaving?, _ talk: TalkEnding?
    ) -> QueueVisit.Ending {
        switch leaving {
        case .served, nil:
            switch talk {
            case .putThrough: .putThrough
            case .transferred: .transferred
            case .agentLost: .agentLost
            case .served, nil: .served
            }
        case .hungUp: .abandoned
        case .message: .message
        case .overflow: .overflow
        case .closed: .closed
        case .unreachable: .unreachable
        }
    }

    /// The name under which a call goes on at a place: a call-back that was taken.
    package mutating func goesOn(_ place: Int64, in conversation: ConversationReference) {
        open[place]?.conversation = conversation
    }

    // MARK: Agents

    /// The agent's word on the last talk.
    package mutating func wrappedUp(by agent: String, as outcome: String) -> [Fact] {
        if var visit = wrapping[agent] {
            visit.outcome = outcome
            wrapping[agent] = visit
            return [.visit(visit)]
        }
        guard var visit = lastTalk[agent] else { return [] }
        visit.outcome = outcome
        lastTalk[agent] = visit
        return [.visit(visit)]
    }

    private mutating func changed(_ agent: String, _ state: AgentState, at now: Date) -> [Fact] {
        var facts: [Fact] = []
        if case .wrapUp = state {
            if wrapping[agent] == nil { wrapping[agent] = lastTalk.removeValue(forKey: agent) }
        } else if var visit = wrapping.removeValue(forKey: agent) {
            visit.wrapUp = max(0, Int64((now.timeIntervalSince(visit.ended ?? now) * 1_000).rounded()))
            facts.append(.visit(visit))
        }
        let next = AgentSpan(agent: agent, began: now, state: state)
        if let span = spans[agent] {
            guard span.state != next?.state || span.reason != next?.reason else { return facts }
            var ended = span
            ended.ended = max(now, span.began)
            facts.append(.span(ended))
        }
        spans[agent] = next
        // A span is named by when it began; one that begins in the same millisecond would take its place.
        if let began = facts.last?.span?.began, let own = next?.began, own <= began {
            spans[agent]?.began = began.addingTimeInterval(0.001)
        }
        if let span = spans[agent] { facts.append(.span(span)) }
        return facts
    }
}

extension AgentSpan {
    /// `nil` for who is signed out.
    init?(agent: String, began: Date, state: AgentState) {
        switch state {
        case .signedOut: return nil
        case .notReady(let reason): self.init(agent: agent, began: began, state: .paused, reason: reason)
        case .ready: self.init(agent: agent, began: began, state: .ready)
        case .reserved: self.init(agent: agent, began: began, state: .reserved)
        case .ringing: self.init(agent: agent, began: began, state: .ringing)
        case .talking: self.init(agent: agent, began: began, state: .talking)
        // Asked by a colleague: it is work, as a talk of one's own is.
        case .consulted(_, let until):
            self.init(agent: agent, began: began, state: until == nil ? .talking : .ringing)
        case .wrapUp: self.init(agent: agent, began: began, state: .wrapUp)
        }
    }
}

extension Fact {
    fileprivate var span: AgentSpan? { if case .span(let span) = self { span } else { nil } }
}

extension Date {
    /// As instants stand in the records.
    var inWholeMilliseconds: Date {
        Date(timeIntervalSince1970: (timeIntervalSince1970 * 1_000).rounded() / 1_000)
    }
}
