import CivicCore
import CivicQueue
import Foundation

/// One thing that may happen; what it is comes of the dice and of where the shift stands, so that a list of moves is
/// still a shift when some are taken out.
struct Move: Sendable {
    var pause: Duration
    var dice: UInt64
}

/// A shift in which anything may happen next, watched by a plain model that knows the rules and nothing of the
/// dispatcher's insides: it believes only effects, and looks at every pair of agent and caller after every event.
struct RandomShift {
    struct Caller {
        var place: Place
        var state: Place.State
        var waitStart: MonotonicInstant
        /// The last position told in this queue.
        var position: Int?
        /// The citizen's phone is to ring, or has been answered, until then at the latest.
        var dialledUntil: MonotonicInstant?
        var isLive: Bool { place.callBack == nil }
    }

    static let definitions: [QueueDefinition] = {
        var general = QueueDefinition(id: "general")
        general.relaxations = [
            Relaxation(after: .seconds(10), step: .level(2)), Relaxation(after: .seconds(40), step: .skills),
        ]
        general.stickyFor = .seconds(15)
        general.languageLevel = 3
        var water = QueueDefinition(
            id: "water", ringFor: .seconds(8), wrapUp: .zero, languageRelaxesAfter: .seconds(45),
            reserveFor: .seconds(2))
        water.headStart = .seconds(30)
        water.strategy = .skillsBest
        water.relaxations = [Relaxation(after: .seconds(5), step: .skill("tax"))]
        var night = QueueDefinition(id: "night", wrapUp: .seconds(5), languageRelaxesAfter: .zero)
        night.strategy = .roundRobin
        night.headStart = .seconds(90)
        night.relaxations = [Relaxation(after: .seconds(60), step: .skills)]
        var road = QueueDefinition(id: "road", wrapUp: .seconds(20))
        road.strategy = .leastOccupied
        road.relaxations = [Relaxation(after: .seconds(30), step: .skills)]
        return [general, water, night, road]
    }()
    static let languages = [Language.mandarin, .english, Language(tag: "ug")]
    static let rules = CallBackRules(
        attempts: 3, pause: .seconds(60), pauseAfterBusy: .seconds(20), pauseAfterCongestion: .seconds(5),
        hours: 8 * 60..<20 * 60, timeZone: .gmt, settle: .seconds(5), arrangeFor: .seconds(40),
        keptFor: .seconds(7_200))

    var dispatcher: Dispatcher
    var now = MonotonicInstant.zero
    var callers: [Int64: Caller] = [:]
    var profiles: [String: AgentProfile] = [:]
    var states: [String: AgentState] = [:]
    var lastLease: [String: UInt64] = [:]
    var busyFor: [String: Duration] = [:]
    var busySince: [String: MonotonicInstant] = [:]
    var openLeases: [Lease] = []
    var everyLease: [Lease] = []
    /// Attempts by place, for those that have left as well.
    var attempts: [Int64: Int] = [:]
    var definitions = Self.definitions
    var nextPlace = Int64(1)
    var joined = 0
    var talks = 0
    var returns = 0
    var handOvers = 0
    var takenCalls = 0
    var complaints: [String] = []
    /// Few leave time in which agents are ready and ask each other.
    var mostCallers = 24
    var lastEvent = ""
    /// Effects of the last event; a test may have them otherwise than they came.
    var distort: @Sendable ([QueueEffect]) -> [QueueEffect] = { $0 }

    init() { dispatcher = Dispatcher(queues: Self.definitions, callBacks: Self.rules) }

    static func moves(seed: UInt64, count: Int) -> [Move] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            let isLong = Int.random(in: 0..<50, using: &random) == 0
            return Move(
                pause: .milliseconds(Int.random(in: 0..<(isLong ? 60_000 : 2_000), using: &random)),
                dice: random.next())
        }
    }

    var wallClock: Date { Floor.morning.addingTimeInterval(now.nanoseconds.asSeconds) }

    mutating func step(_ move: Move) {
        now += move.pause
        var dice = SplitMix64(seed: move.dice)
        if Int.random(in: 0..<400, using: &dice) == 0 { return reload(&dice) }
        if Int.random(in: 0..<20, using: &dice) == 0 { return sweep() }
        happen(event(&dice))
    }

    /// One event, or only the time that has gone by. What had fallen due by then comes first, and is judged by the
    /// callers and profiles of before the event.
    mutating func happen(_ event: QueueEvent?) {
        lastEvent = event.map { "\($0)" } ?? "advance"
        let due = punctual()
        let effects =
            if let event {
                dispatcher.handle(event, at: now, wallClock: wallClock)
            } else {
                dispatcher.advance(to: now, wallClock: wallClock)
            }
        follow(effects, after: due) { $0.believe(event) }
    }

    private mutating func reload(_ dice: inout SplitMix64) {
        lastEvent = "reload"
        let due = punctual()
        definitions = Self.definitions.filter { _ in Int.random(in: 0..<4, using: &dice) > 0 }
        // What is gone from the file goes on as it was; what is there is as it was too, but for the strategy.
        for index in definitions.indices where Int.random(in: 0..<2, using: &dice) == 0 {
            definitions[index].strategy = AgentStrategy.allCases[Int.random(in: 0..<4, using: &dice)]
        }
        for old in Self.definitions where !definitions.contains(where: { $0.id == old.id }) { definitions.append(old) }
        let effects = dispatcher.use(definitions, callBacks: Self.rules, at: now, wallClock: wallClock)
        follow(effects, after: due) { _ in }
    }

    /// In a line that breaks no rule there is nothing to repair.
    private mutating func sweep() {
        lastEvent = "sweep"
        let due = punctual()
        let (anomalies, effects) = dispatcher.sweep(at: now, wallClock: wallClock)
        expect(anomalies.isEmpty, "the sweep found \(anomalies.map(\.rawValue))")
        follow(effects, after: due) { _ in }
    }

    /// What had fallen due by now, worked out on a copy.
    private func punctual() -> [QueueEffect] {
        guard let deadline = dispatcher.nextDeadline, deadline <= now else { return [] }
        var copy = dispatcher
        return copy.advance(to: now, wallClock: wallClock)
    }

    private mutating func follow(
        _ effects: [QueueEffect], after due: [QueueEffect], _ then: (inout Self) -> Void
    ) {
        expect(effects.starts(with: due), "what had fallen due did not come first")
        let seen = distort(effects)
        take(seen.prefix(due.count))
        then(&self)
        take(seen.dropFirst(due.count))
        watch()
    }

    /// What an event says of itself; all else must come as effects.
    private mutating func believe(_ event: QueueEvent?) {
        switch event {
        case .joined(let place):
            let waited = Int64(wallClock.timeIntervalSince(place.joinedAt) * 1_000)
            callers[place.id] = Caller(place: place, state: place.state, waitStart: now - .milliseconds(waited))
            joined += 1
            nextPlace = max(nextPlace, place.id + 1)
        case .signedIn(let profile, _): profiles[profile.id] = profile
        case .profileChanged(let profile) where profiles[profile.id] != nil: profiles[profile.id] = profile
        default: break
        }
    }

    // MARK: What must hold

    mutating func expect(_ condition: Bool, _ complaint: @autoclosure () -> String) {
        if !condition { complaints.append(complaint()) }
    }

    private mutating func take(_ effects: ArraySlice<QueueEffect>) {
        var readyBefore = states
        for effect in effects {
            take(effect, readyBefore: readyBefore)
            if case .agentChanged(let name, .ready) = effect { readyBefore[name] = states[name] }
        }
    }

    private mutating func take(_ effect: QueueEffect, readyBefore: [String: AgentState]) {
        switch effect {
        case .persist(let id, let state, let leaving, let agent): persist(id, state, leaving, agent)
        case .persistQueue(let id, let queue):
            expect(callers[id]?.state == .talking, "only who talks can be sent on")
            callers[id]?.place.queue = queue
            callers[id]?.position = nil
        case .persistCallBack(let id, let number, let callBack): persist(id, number, callBack)
        case .persistConversation(let id, let conversation): callers[id]?.place.conversation = conversation
        case .persistMark(let id, let mark): callers[id]?.place.mark = mark
        case .agentChanged(let name, let state): changed(name, state)
        case .offer(let lease, let place, _): offer(lease, place, readyBefore: readyBefore)
        case .dial(let lease, let place): dial(lease, place, readyBefore: readyBefore)
        case .stopDialling(let id):
            expect(callers[id]?.dialledUntil != nil || callers[id] == nil, "\(id) was not being called")
        case .unreachable(let place):
            expect(callers[place.id] == nil, "\(place.id) is unreachable and has not left")
            expect(place.callBack != nil, "\(place.id) is unreachable and on the line")
        case .withdraw(let lease): openLeases.removeAll { $0 == lease }
        case .won(let lease): won(lease)
        case .refused(let lease):
            let isDialled = callers[lease.placeId]?.dialledUntil != nil
            expect(isDialled || !openLeases.contains(lease), "\(lease) was refused while it was out")
        case .moved(let id, let position):
            expect(callers[id]?.position.map { position < $0 } ?? true, "\(id) moved without getting ahead")
        case .returned(let id):
            returns += 1
            expect(callers[id]?.state == .waiting, "\(id) returned and was not durable first")
        }
    }

    private mutating func changed(_ name: String, _ state: AgentState) {
        states[name] = state
        switch state {
        case .talking, .wrapUp, .consulted(_, until: nil): if busySince[name] == nil { busySince[name] = now }
        default: if let since = busySince.removeValue(forKey: name) { busyFor[name, default: .zero] += now - since }
        }
    }

    private mutating func won(_ lease: Lease) {
        talks += 1
        expect(openLeases.contains(lease), "\(lease) was won and not out")
        openLeases.removeAll { $0 == lease }
        expect(callers[lease.placeId]?.state == .talking, "a talk was not durable first")
        expect(callers[lease.placeId]?.isLive == true, "\(lease.placeId) talks and is not on the line")
        let talkers = states.values.count {
            if case .talking(lease.placeId, _) = $0 { true } else { false }
        }
        expect(talkers == 1, "\(talkers) agents talk to one place")
    }

    private mutating func persist(_ id: Int64, _ state: Place.State, _ leaving: Place.Leaving?, _ agent: String?) {
        guard let old = callers[id]?.state else { return expect(false, "\(id) was written after it had left") }
        let allowed: Set<Place.State> =
            switch old {
            case .kept: [.waiting, .callBack]
            case .waiting: [.offered, .left, .callBack]
            case .callBack: [.offered, .left, .waiting, .callBack]
            case .offered: [.waiting, .talking, .left, .callBack]
            case .talking: [.waiting, .left, .talking]
            case .left: []
            }
        expect(allowed.contains(state), "\(id) went from \(old) to \(state)")
        let hasNone = state == .waiting || state == .callBack || (state == .left && old != .talking)
        expect((agent == nil) == hasNone, "agent of \(id)")
        expect((leaving == nil) == (state != .left), "leaving of \(id)")
        if old == .talking, state == .talking {
            handOvers += 1
            let before = agent.flatMap { states[$0] }
            expect(before == .consulted(placeId: id, until: nil), "\(id) was handed to one who had not been asked")
        }
        callers[id]?.state = state
        // An offer that came to nothing without our asking: the device said so.
        if old == .offered, state != .talking { openLeases.removeAll { $0.placeId == id } }
        if state == .left { callers[id] = nil }
    }

    private mutating func persist(_ id: Int64, _ number: String?, _ callBack: CallBack?) {
        expect(callers[id] != nil, "a call-back of nobody")
        let before = callers[id]?.place.callBack?.attempts ?? 0
        if let callBack, callBack.attempts > before { attempts[id, default: 0] += callBack.attempts - before }
        callers[id]?.place.callbackNumber = number
        callers[id]?.place.callBack = callBack
        callers[id]?.dialledUntil = nil
    }
}
