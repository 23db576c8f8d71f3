import CivicCore
import CivicQueue
import Foundation
import Testing

/// A house whose daemon may die between any two steps of the store: after each effect the rows are all that is left.
private struct FragileHouse {
    static let rules = CallBackRules(
        attempts: 3, pause: .seconds(30), pauseAfterBusy: .seconds(10), pauseAfterCongestion: .seconds(5),
        hours: 0..<1_440, timeZone: .gmt, settle: .seconds(3), arrangeFor: .seconds(30))

    var dispatcher = Self.fresh()
    var rows: [Int64: Place] = [:]
    var joinTimes: [Int64: Date] = [:]
    /// Times that the phone of a place rang, and those that did not count.
    var rings: [Int64: Int] = [:]
    var congested: [Int64: Int] = [:]
    var talks: [String: Int64] = [:]
    var leases: [Lease] = []
    var now = MonotonicInstant.zero
    var crashes = 0
    var unreached = 0
    var complaints: [String] = []

    static func fresh() -> Dispatcher { Dispatcher(queues: RandomShift.definitions, callBacks: rules) }

    var wallClock: Date { Floor.morning.addingTimeInterval(now.nanoseconds.asSeconds) }

    mutating func tell(_ event: QueueEvent, crashAfter steps: Int?) {
        let effects = dispatcher.handle(event, at: now, wallClock: wallClock)
        for (index, effect) in effects.enumerated() {
            if index == steps { return crash() }
            carryOut(effect)
        }
    }

    private mutating func carryOut(_ effect: QueueEffect) {
        switch effect {
        case .persist(let id, let state, let leaving, let agent):
            rows[id]?.state = state
            rows[id]?.leaving = leaving
            rows[id]?.agent = agent
        case .persistQueue(let id, let queue): rows[id]?.queue = queue
        case .persistCallBack(let id, let number, let callBack):
            rows[id]?.callbackNumber = number
            rows[id]?.callBack = callBack
        case .persistConversation(let id, let conversation): rows[id]?.conversation = conversation
        case .persistMark(let id, let mark): rows[id]?.mark = mark
        case .offer(let lease, let place, _):
            expect(rows[place.id]?.state == .offered, "\(place.id) was offered and its row does not say so")
            if !leases.contains(lease) { leases.append(lease) }
        case .dial(let lease, let place):
            let attempts = rows[place.id]?.callBack?.attempts ?? 0
            expect(attempts == place.callBack?.attempts, "the attempt was not durable first")
            rings[place.id, default: 0] += 1
            leases.append(lease)
        case .won(let lease):
            expect(rows[lease.placeId]?.state == .talking, "a talk was not durable first")
            talks[lease.agent] = lease.placeId
            leases.removeAll { $0 == lease }
        case .withdraw(let lease), .refused(let lease): leases.removeAll { $0 == lease }
        case .unreachable(let place):
            unreached += 1
            expect(rows[place.id]?.leaving == .unreachable, "\(place.id) was told before it was written")
        case .stopDialling, .agentChanged, .moved, .returned: break
        }
    }

    mutating func expect(_ condition: Bool, _ complaint: String) { if !condition { complaints.append(complaint) } }

    /// All that was in memory is gone; what had not left comes back in the order of the join times.
    mutating func crash() {
        crashes += 1
        dispatcher = Self.fresh()
        leases = []
        talks = [:]
        let kept = rows.values.filter { $0.state != .left }.sorted { ($0.joinedAt, $0.id) < ($1.joinedAt, $1.id) }
        for row in kept {
            var place = row
            place.state = .kept
            if place.callbackNumber != nil {
                place.callBack = place.callBack ?? CallBack(cause: .dropped)
                for effect in dispatcher.handle(.joined(place), at: now, wallClock: wallClock) { carryOut(effect) }
            }
        }
        for name in 0..<4 { signIn(name) }
    }

    mutating func signIn(_ number: Int) {
        let profile = AgentProfile(
            id: "agent-\(number)", queues: Set(RandomShift.definitions.map(\.id)),
            languages: RandomShift.languages, skills: ["tax": 5, "farming": 5])
        for event in [QueueEvent.signedIn(profile, deviceReady: true), .chose(agent: profile.id, .ready)] {
            for effect in dispatcher.handle(event, at: now, wallClock: wallClock) { carryOut(effect) }
        }
    }
}

@Suite("With a crash between any two steps of the store")
struct CrashModelTests {
    #if DEBUG
        static let events = 1_000
    #else
        static let events = 10_000
    #endif

    @Test(
        "no place is lost, no join time changes, and nobody is called more often than is allowed",
        arguments: UInt64(1)...8)
    func crashes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var house = FragileHouse()
        house.crash()
        func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }
        var nextPlace = Int64(1)
        for number in 1...Self.events {
            house.now += .milliseconds(roll(3_000))
            let waiting = house.rows.values.filter { $0.state != .left }.map(\.id).sorted()
            var event: QueueEvent?
            switch roll(12) {
            case 0...2 where waiting.count < 20:
                // The row is there before the line hears of it, and a crash may come in between.
                let place = Place(
                    id: nextPlace, conversation: ConversationReference(text: "C-\(nextPlace)"),
                    queue: RandomShift.definitions[roll(4)].id, joinedAt: house.wallClock, language: .mandarin,
                    callbackNumber: "+86\(nextPlace)", state: .waiting, leaving: nil, agent: nil)
                nextPlace += 1
                house.rows[place.id] = place
                house.joinTimes[place.id] = place.joinedAt
                event = .joined(place)
                if roll(50) == 0 {
                    house.crash()
                    continue
                }
            case 3: event = waiting.randomElement(using: &random).map { .left(placeId: $0, .hungUp) }
            case 4: event = waiting.randomElement(using: &random).map { .holds(placeId: $0, .asked, number: nil) }
            case 5:
                event = waiting.randomElement(using: &random).map {
                    .arranged(placeId: $0, number: "+86\($0)", at: nil)
                }
            case 6, 7:
                let dialled = waiting.filter { house.dispatcher.isDialling($0) }
                event = dialled.randomElement(using: &random).map { id in
                    roll(2) == 0 ? .taken(placeId: id) : .callBackFailed(placeId: id, CallBackFailure.allCases[roll(6)])
                }
                if case .callBackFailed(let id, .congestion) = event { house.congested[id, default: 0] += 1 }
            case 8, 9: event = house.leases.randomElement(using: &random).map { .accepted($0) }
            case 10:
                if let talk = house.talks.sorted(by: { $0.key < $1.key }).randomElement(using: &random) {
                    house.talks[talk.key] = nil
                    event = .talkEnded(placeId: talk.value, roll(3) == 0 ? .agentDeviceLost : .citizenHungUp)
                }
            default: event = .wrapUpDone(agent: "agent-\(roll(4))")
            }
            house.tell(event ?? .chose(agent: "agent-\(roll(4))", .ready), crashAfter: roll(40) == 0 ? roll(4) : nil)
            check(&house, number)
            guard house.complaints.isEmpty else {
                Issue.record("event \(number): \(house.complaints.joined(separator: "; "))")
                return
            }
        }
        #expect(house.crashes > Self.events / 200)
        #expect(house.rings.values.contains { $0 > 1 })
    }

    private func check(_ house: inout FragileHouse, _ number: Int) {
        for (id, row) in house.rows {
            house.expect(row.joinedAt == house.joinTimes[id], "the join time of \(id) changed")
            house.expect((row.leaving == nil) == (row.state != .left), "\(id) left without a reason")
            // A crash after the phone began to ring takes no attempt back; two agents may see the card of one ringing.
            if let attempts = row.callBack?.attempts {
                house.expect(attempts <= FragileHouse.rules.attempts, "\(id) was called \(attempts) times")
            }
        }
    }
}
