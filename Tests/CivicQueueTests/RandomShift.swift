import CivicCore
import CivicQueue
import Foundation

/// A shift in which anything may happen next, watched by a plain model that knows the rules and nothing of the
/// dispatcher's insides: it believes only effects, and looks at every pair of agent and caller after every event.
struct RandomShift {
    struct Caller {
        var place: Place
        var state: Place.State
        var waitStart: MonotonicInstant
        /// The last position told in this queue.
        var position: Int?
    }

    static let definitions = [
        QueueDefinition(id: "general"),
        QueueDefinition(
            id: "water", ringFor: .seconds(8), wrapUp: .zero, languageRelaxesAfter: .seconds(45),
            reserveFor: .seconds(2)),
        QueueDefinition(id: "night", wrapUp: .seconds(5), languageRelaxesAfter: .zero),
    ]
    static let languages = [Language.mandarin, .english, Language(tag: "ug")]

    var random: SplitMix64
    var dispatcher = Dispatcher(queues: Self.definitions)
    var now = MonotonicInstant.zero
    var callers: [Int64: Caller] = [:]
    var profiles: [String: AgentProfile] = [:]
    var states: [String: AgentState] = [:]
    var openLeases: [Lease] = []
    var everyLease: [Lease] = []
    var nextPlace = Int64(1)
    var joined = 0
    var talks = 0
    var returns = 0
    var complaints: [String] = []
    var lastEvent = ""

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    var wallClock: Date { Floor.morning.addingTimeInterval(now.nanoseconds.asSeconds) }

    mutating func step() {
        now += .milliseconds(roll(50) == 0 ? roll(60_000) : roll(2_000))
        happen(nextEvent())
    }

    /// One event, or only the time that has gone by. What had fallen due by then comes first, and is judged by the
    /// callers and profiles of before the event.
    mutating func happen(_ event: QueueEvent?) {
        lastEvent = event.map { "\($0)" } ?? "advance"
        var due: [QueueEffect] = []
        if let deadline = dispatcher.nextDeadline, deadline <= now {
            var punctual = dispatcher
            due = punctual.advance(to: now, wallClock: wallClock)
        }
        let effects =
            if let event {
                dispatcher.handle(event, at: now, wallClock: wallClock)
            } else {
                dispatcher.advance(to: now, wallClock: wallClock)
            }
        expect(effects.starts(with: due), "what had fallen due did not come first")
        take(effects.prefix(due.count))
        if let event { believe(event) }
        take(effects.dropFirst(due.count))
        watch()
    }

    private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

    // MARK: - What happens

    private mutating func nextEvent() -> QueueEvent? {
        switch roll(26) {
        case 0..<5: return callers.count < 24 ? .joined(newcomer()) : nil
        case 5: return someCaller().map { .left(placeId: $0, Place.Leaving.allCases[roll(5)]) }
        case 6:
            let name = agent()
            let profile = AgentProfile(
                id: name, queues: Set(Self.definitions.map(\.id).filter { _ in roll(3) > 0 }),
                languages: Self.languages.filter { _ in roll(3) > 0 })
            // Mostly the old profile, as a reload brings it.
            let current = profiles[name].flatMap { roll(10) == 0 ? nil : $0 } ?? profile
            return .signedIn(current, deviceReady: roll(5) > 0)
        case 7: return .deviceChanged(agent: agent(), ready: roll(4) > 0)
        case 8..<11, 23, 24:
            let wishes: [AgentWish] = [.ready, .ready, .ready, .ready, .notReady(reason: "break"), .signedOut]
            return .chose(agent: agent(), wishes[roll(6)])
        case 11..<14: return someLease().map { .ringing($0) }
        case 14..<18: return someLease().map { .accepted($0) }
        case 18:
            let failures: [OfferFailure] = [.noAnswer, .declined, .deviceGone]
            return someLease().map { .offerFailed($0, failures[roll(3)]) }
        case 19...21:
            let ends: [TalkEnd] = [
                .citizenHungUp, .agentHungUp, .agentDeviceLost, .transferred(toQueue: Self.definitions[roll(3)].id),
            ]
            return someTalker().map { .talkEnded(placeId: $0, ends[roll(4)]) }
        case 22: return .wrapUpDone(agent: agent())
        default: return nil
        }
    }

    private mutating func newcomer() -> Place {
        defer { nextPlace += 1 }
        let isKept = roll(10) == 0
        let joinedAt = wallClock.addingTimeInterval(isKept ? -Double(roll(600)) : 0)
        return Place(
            id: nextPlace, conversation: ConversationReference(text: "C-\(nextPlace)"),
            queue: Self.definitions[roll(3)].id, joinedAt: joinedAt, language: Self.languages[roll(3)],
            callbackNumber: nil, state: isKept ? .kept : .waiting, leaving: nil, agent: nil)
    }

    /// What an event says of itself; all else must come as effects.
    private mutating func believe(_ event: QueueEvent) {
        switch event {
        case .joined(let place):
            let waited = Int64(wallClock.timeIntervalSince(place.joinedAt) * 1_000)
            callers[place.id] = Caller(place: place, state: place.state, waitStart: now - .milliseconds(waited))
            joined += 1
        case .signedIn(let profile, _): profiles[profile.id] = profile
        case .left, .deviceChanged, .chose, .ringing, .accepted, .offerFailed, .talkEnded, .wrapUpDone: break
        }
    }

    private mutating func agent() -> String { "agent-\(roll(8))" }

    private mutating func someCaller() -> Int64? { callers.keys.sorted().randomElement(using: &random) }

    private mutating func someTalker() -> Int64? {
        callers.filter { $0.value.state == .talking }.keys.sorted().randomElement(using: &random)
    }

    /// Mostly one that is out, at times an old one.
    private mutating func someLease() -> Lease? {
        roll(8) == 0 ? everyLease.suffix(50).randomElement(using: &random) : openLeases.randomElement(using: &random)
    }

    // MARK: - What must hold

    private mutating func expect(_ condition: Bool, _ complaint: @autoclosure () -> String) {
        if !condition { complaints.append(complaint()) }
    }

    private mutating func take(_ effects: ArraySlice<QueueEffect>) {
        var readyBefore = states
        for effect in effects {
            take(effect, readyBefore: readyBefore)
            if case .agentChanged(let name, .ready) = effect { readyBefore[name] = states[name] }
        }
    }

    private mutating func watch() {
        for (name, state) in states {
            expect(dispatcher.state(of: name) == state, "\(name) is not what was told")
            switch state {
            case .reserved(_, let until), .ringing(_, let until), .wrapUp(_, let until):
                expect(until > now, "\(name) outlived a deadline")
            case .ready, .notReady, .signedOut, .talking: break
            }
        }
        expect(dispatcher.nextDeadline.map { $0 > now } ?? true, "a deadline was left over")
        watchNobodyIdle()
        watchPositions()
        watchCounts()
    }

    private mutating func take(_ effect: QueueEffect, readyBefore: [String: AgentState]) {
        switch effect {
        case .persist(let id, let state, _, let agent): persist(id, state, agent)
        case .persistQueue(let id, let queue):
            expect(callers[id]?.state == .talking, "only who talks can be sent on")
            callers[id]?.place.queue = queue
            callers[id]?.position = nil
        case .agentChanged(let name, let state): states[name] = state
        case .offer(let lease, let place, _): offer(lease, place, readyBefore: readyBefore)
        case .withdraw(let lease): openLeases.removeAll { $0 == lease }
        case .won(let lease):
            talks += 1
            expect(openLeases.contains(lease), "\(lease) was won and not out")
            openLeases.removeAll { $0 == lease }
            expect(callers[lease.placeId]?.state == .talking, "a talk was not durable first")
            let talkers = states.values.count {
                if case .talking(lease.placeId, _) = $0 { true } else { false }
            }
            expect(talkers == 1, "\(talkers) agents talk to one place")
        case .refused(let lease):
            expect(!openLeases.contains(lease), "\(lease) was refused while it was out")
        case .moved(let id, let position):
            expect(callers[id]?.position.map { position < $0 } ?? true, "\(id) moved without getting ahead")
        case .returned(let id):
            returns += 1
            expect(callers[id]?.state == .waiting, "\(id) returned and was not durable first")
        }
    }

    private mutating func persist(_ id: Int64, _ state: Place.State, _ agent: String?) {
        guard let old = callers[id]?.state else { return expect(false, "\(id) was written after it had left") }
        let allowed: Set<Place.State> =
            switch old {
            case .kept: [.waiting]
            case .waiting: [.offered, .left]
            case .offered: [.waiting, .talking, .left]
            case .talking: [.waiting, .left]
            case .left: []
            }
        expect(allowed.contains(state), "\(id) went from \(old) to \(state)")
        expect((agent == nil) == (state == .waiting || (state == .left && old != .talking)), "agent of \(id)")
        callers[id]?.state = state
        // An offer that came to nothing without our asking: the device said so.
        if old == .offered, state == .waiting || state == .left { openLeases.removeAll { $0.placeId == id } }
        if state == .left { callers[id] = nil }
    }

    private mutating func offer(_ lease: Lease, _ place: Place, readyBefore: [String: AgentState]) {
        guard let caller = callers[lease.placeId] else { return expect(false, "offer of nobody") }
        expect(place.joinedAt == caller.place.joinedAt, "a join time changed")
        expect(place.queue == caller.place.queue, "the offer is of another queue")
        expect(caller.state == .offered, "an offer was not durable first")
        expect(!openLeases.contains { $0.placeId == lease.placeId }, "\(lease.placeId) is offered twice")
        expect(!openLeases.contains { $0.agent == lease.agent }, "\(lease.agent) has two offers")
        guard case .reserved(lease, _) = states[lease.agent] else { return expect(false, "agent was not reserved") }
        guard case .ready(let since) = readyBefore[lease.agent] else { return expect(false, "agent was not ready") }
        expect(mayTake(lease.agent, caller), "\(lease.agent) may not take \(lease.placeId)")
        for other in callers.values where other.state == .waiting && mayTake(lease.agent, other) {
            expect(!isEarlier(other.place, than: place), "\(other.place.id) waited longer than \(place.id)")
        }
        let speaks = speaks(lease.agent, place.language)
        for (name, state) in states {
            guard case .ready(let otherSince) = state, mayTake(name, caller) else { continue }
            expect(speaks || !self.speaks(name, place.language), "\(name) speaks the language")
            expect(otherSince >= since || (speaks && !self.speaks(name, place.language)), "\(name) was idle longer")
        }
        openLeases.append(lease)
        everyLease.append(lease)
    }

    private mutating func watchNobodyIdle() {
        for (name, state) in states {
            guard case .ready = state else { continue }
            for caller in callers.values where caller.state == .waiting {
                expect(!mayTake(name, caller), "\(name) is idle while \(caller.place.id) waits")
            }
        }
    }

    private mutating func watchPositions() {
        for (id, caller) in callers {
            let position = dispatcher.position(of: id)
            guard caller.state == .waiting || caller.state == .offered else {
                expect(position == nil, "\(id) has a position and is not in line")
                continue
            }
            guard let position else {
                expect(false, "\(id) has no position")
                continue
            }
            let ahead = callers.values.count {
                ($0.state == .waiting || $0.state == .offered) && $0.place.queue == caller.place.queue
                    && isEarlier($0.place, than: caller.place)
            }
            expect((1...(ahead + 1)).contains(position), "\(id) is at \(position) with \(ahead) ahead")
            expect(position <= caller.position ?? .max, "the position of \(id) rose")
            callers[id]?.position = position
        }
    }

    private mutating func watchCounts() {
        let inLine = callers.values.filter { $0.state == .waiting || $0.state == .offered }
        let told = dispatcher.waiting(in: nil)
        expect(told.count == inLine.count, "\(told.count) in line, not \(inLine.count)")
        expect(told.longestSince == inLine.map(\.place.joinedAt).min(), "the longest wait is another's")
        let counted = dispatcher.statistics
        expect(counted.offered == joined, "joined")
        let settled = counted.answered + counted.abandoned + counted.messages + counted.overflowed
        expect((0...callers.count).contains(counted.offered - settled), "the counts do not add up")
    }

    private func mayTake(_ agent: String, _ caller: Caller) -> Bool {
        guard let profile = profiles[agent], profile.queues.contains(caller.place.queue) else { return false }
        let patience = Self.definitions.first { $0.id == caller.place.queue }?.languageRelaxesAfter ?? .zero
        return speaks(agent, caller.place.language) || now - caller.waitStart >= patience
    }

    private func speaks(_ agent: String, _ language: Language) -> Bool {
        profiles[agent]?.languages.contains(language) ?? false
    }

    private func isEarlier(_ left: Place, than right: Place) -> Bool {
        (left.joinedAt, left.id) < (right.joinedAt, right.id)
    }
}
