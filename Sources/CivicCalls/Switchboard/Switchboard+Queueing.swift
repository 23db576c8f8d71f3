import Logging
import CivicCRM
import CivicCore
import CivicDialplan
import CivicQueue
import CivicReports
import Foundation

// The waiting line: places are rows first.
extension Switchboard {
    func joinQueue(
        _ queue: String, language: Language, token: WalkToken, _ conversation: Conversation, joinedAt: Date = Date()
    ) {
        conversation.queueToken = token
        conversation.gaveUpPlace = nil
        conversation.hadPlace = true
        if keepsPlace(token, queue, conversation) { return }
        var place = Place(
            id: 0, conversation: conversation.reference, queue: queue, joinedAt: joinedAt, language: language,
            callbackNumber: conversation.number?.key, state: .waiting, leaving: nil, agent: nil)
        ask(for: &place, conversation)
        let places = self.places
        let enter = self.enter
        let log = self.log
        let joining = place
        Task {
            let place = joining
            do {
                enter.yield(.placeJoined(place.conversation, token, try await places.join(place)))
            } catch {
                log.error("\(place.conversation): a place in line could not be written: \(type(of: error))")
                enter.yield(.placeJoined(place.conversation, token, nil))
            }
        }
    }

    /// The place is durable; only now may the line and the caller know of it.
    func placeJoined(_ reference: ConversationReference, _ token: WalkToken, _ place: Place?) {
        guard let place else {
            if let conversation = conversations[reference] { walk(conversation, .queue(token, .refused)) }
            return
        }
        guard let conversation = conversations[reference], conversation.gaveUpPlace == nil else {
            persist(place.id, .left, conversations[reference]?.gaveUpPlace ?? .hungUp, agent: nil)
            return
        }
        conversation.place = place
        placesInLine[place.id] = reference
        note("place-joined", of: reference, ["queue": place.queue])
        keep(facts.joined(place, at: Date()))
        let effects = dispatcher.handle(.joined(place), at: MonotonicClock.now, wallClock: Date())
        if let position = dispatcher.position(of: place.id) {
            walk(
                conversation, .queue(token, .joined(position: position, wait: dispatcher.waitEstimate(of: place.id))))
        }
        carryOut(effects)
    }

    /// The dialplan gives the place up (a message instead, overflow, closing time).
    func leaveQueue(_ conversation: Conversation, _ reason: Place.Leaving) {
        guard let place = conversation.place else {
            if conversation.queueToken != nil { conversation.gaveUpPlace = reason }
            return
        }
        conversation.place = nil
        conversation.queueToken = nil
        placesInLine[place.id] = nil
        let event = keeping(place, of: conversation, reason) ?? .left(placeId: place.id, reason)
        carryOut(dispatcher.handle(event, at: MonotonicClock.now, wallClock: Date()))
    }

    /// The conversation is over: its place ends as served or as hung up.
    func closePlace(of conversation: Conversation) {
        closeHeldPlace(of: conversation)
        guard let place = conversation.place else { return }
        conversation.place = nil
        placesInLine[place.id] = nil
        let event: QueueEvent
        noteBrokenTalk(of: conversation)
        if conversation.callingBack != nil {
            event = .callBackFailed(placeId: place.id, .notTaken)
        } else if case .talking = conversation.agent?.stage {
            event = .talkEnded(placeId: place.id, .citizenHungUp)
        } else {
            event = .left(placeId: place.id, .hungUp)
        }
        markCallOver(of: conversation)
        carryOut(dispatcher.handle(event, at: MonotonicClock.now, wallClock: Date()))
    }

    /// We end the call ourselves: whoever still waits keeps the place for calling back.
    func keepPlace(of conversation: Conversation) {
        guard let place = conversation.place, conversation.agent == nil else { return }
        conversation.place = nil
        placesInLine[place.id] = nil
        persist(place.id, .kept, nil, agent: nil)
        keep(facts.changed(place.id, .kept, nil, at: Date()))
    }

    func carryOut(_ effects: [QueueEffect]) {
        for effect in effects {
            keep(facts.take(effect, at: Date()))
            carryOut(effect)
        }
    }

    private func carryOut(_ effect: QueueEffect) {
        switch effect {
        case .offer(let lease, let place, let ringFor):
            guard let conversation = waiting(at: place.id) else {
                return carryOut(
                    dispatcher.handle(
                        .left(placeId: place.id, .hungUp), at: MonotonicClock.now, wallClock: Date()))
            }
            conversation.waitingOffer = (lease, ringFor)
            if conversation.card != nil { return pushCardAndRing(conversation, lease) }
            let enter = self.enter
            let budget = settings.cardBudget
            Task {
                try? await Task.sleep(for: budget)
                enter.yield(.cardDeadline(lease))
            }
        case .withdraw(let lease): withdraw(lease)
        case .won(let lease): won(lease)
        case .refused(let lease): refuseLate(lease)
        case .persist(let place, let state, let leaving, let agent):
            persist(place, state, leaving, agent: agent)
        case .persistQueue(let place, let queue):
            waiting(at: place)?.place?.queue = queue
            let places = self.places
            writer.write { try await places.move(place, toQueue: queue) }
        case .persistCallBack(let place, let number, let callBack):
            let places = self.places
            keptSince[place] = callBack == nil ? nil : keptSince[place] ?? MonotonicClock.now
            writer.write { try await places.update(place, number: number, callBack: callBack) }
        case .persistConversation(let place, let conversation):
            let places = self.places
            writer.write { try await places.update(place, conversation: conversation) }
        case .persistMark(let place, let mark):
            let places = self.places
            note("place-marked", of: placesInLine[place], ["mark": mark?.rawValue ?? "none"])
            showMark(mark, at: place)
            writer.write { try await places.update(place, mark: mark) }
        case .dial(let lease, let place):
            let enter = self.enter
            // Behind the attempt's own row.
            writer.write { enter.yield(.dial(lease, place)) }
        case .stopDialling(let place): stopDialling(place)
        case .unreachable(let place): unreachable(place)
        case .agentChanged(let agent, let state): agentChanged(agent, state)
        case .moved(let place, let position):
            guard let conversation = waiting(at: place), let token = conversation.queueToken else { return }
            walk(
                conversation,
                .queue(token, .moved(position: position, wait: dispatcher.waitEstimate(of: place))))
        case .returned(let place):
            guard let conversation = waiting(at: place), let token = conversation.queueToken else { return }
            note("place-returned", of: conversation.reference)
            walk(
                conversation,
                .queue(
                    token,
                    .returned(
                        position: dispatcher.position(of: place) ?? 1, wait: dispatcher.waitEstimate(of: place))))
        }
    }

    /// The dispatcher tells steps forward only to those at the front; the others are brought up to date once a second,
    /// so that their next announcement is right.
    func refreshPositions() {
        for (place, reference) in placesInLine {
            guard let conversation = conversations[reference], conversation.agent == nil,
                let token = conversation.queueToken, let position = dispatcher.position(of: place),
                position > Dispatcher.promptlyTold, position != conversation.toldPosition
            else { continue }
            conversation.toldPosition = position
            walk(conversation, .queue(token, .moved(position: position, wait: dispatcher.waitEstimate(of: place))))
        }
    }

    func waiting(at place: Int64) -> Conversation? {
        placesInLine[place].flatMap { conversations[$0] }
    }

    func persist(_ place: Int64, _ state: Place.State, _ leaving: Place.Leaving?, agent: String?) {
        let places = self.places
        writer.write { try await places.update(place, state: state, leaving: leaving, agent: agent) }
    }
}

extension Place.Leaving {
    init(_ reason: QueueLeaving) {
        switch reason {
        case .message: self = .message
        case .overflow: self = .overflow
        case .hungUp: self = .hungUp
        case .closed: self = .closed
        case .callBack: self = .hungUp  // Where the place was not to be kept after all.
        }
    }
}
