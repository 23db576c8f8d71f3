import ArgumentParser
import CivicCore
import CivicQueue
import Foundation

/// `civicline-bench queue`: what a decision of the waiting line costs in a full house.
struct QueueBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Matching decisions with many agents and many waiting places.",
        discussion: """
            Every agent talks and the line is full; then talks end one after the other, and each end is a decision: which \
            of all who wait, by join time, queue, language and skills, this agent is offered. A caller joins for each who is \
            answered. What is timed is the whole event, with its deadlines and effects, in time of the processor.
            """)

    @Option(help: "Agents, 10 to 100000.")
    var agents = 10_000
    @Option(help: "Waiting places, 10 to 1000000.")
    var places = 100_000
    @Option(help: "Decisions that are timed, 1000 to 10000000.")
    var decisions = 100_000
    @Flag(help: "Fail where the 99th percentile is 50 µs or more.")
    var check = false

    func validate() throws {
        guard (10...100_000).contains(agents) else { throw ValidationError("--agents is 10 to 100000") }
        guard (10...1_000_000).contains(places) else { throw ValidationError("--places is 10 to 1000000") }
        guard (1_000...10_000_000).contains(decisions) else {
            throw ValidationError("--decisions is 1000 to 10000000")
        }
    }

    private static let queues: [QueueDefinition] = (0..<10).map { index in
        var queue = QueueDefinition(id: "queue-\(index)", wrapUp: .zero)
        queue.strategy = AgentStrategy.allCases[index % 4]
        queue.headStart = .seconds(index % 3 * 10)
        queue.relaxations = [
            Relaxation(after: .seconds(30), step: .level(2)), Relaxation(after: .seconds(60), step: .skills),
        ]
        return queue
    }
    private static let languages = [Language.mandarin, .english, Language(tag: "yue"), Language(tag: "ug")]
    private static let subjects = ["tax", "farming", "pension", "water"]

    func run() throws {
        var house = House(agents: agents)
        house.fill(places: places)
        var times: [Int64] = []
        times.reserveCapacity(decisions)
        while times.count < decisions {
            guard let (place, event) = house.nextEnd() else { throw BenchFault(description: "nobody talks") }
            var effects: [QueueEffect] = []
            let took = CPUTime.measure {
                effects = house.dispatcher.handle(event, at: house.now, wallClock: house.wallClock)
            }
            guard house.take(effects, after: place) else { continue }
            times.append(took.nanoseconds)
        }
        times.sort()
        func percentile(_ share: Double) -> Double { Double(times[Int(Double(times.count - 1) * share)]) / 1_000 }
        let (half, most) = (percentile(0.5), percentile(0.99))
        print("\(agents) agents, \(house.dispatcher.waiting(in: nil).count) waiting places, \(times.count) decisions")
        print(
            "matching decision   p50 \(half.rounded(to: 1)) µs, p99 \(most.rounded(to: 1)) µs, "
                + "longest \(percentile(1).rounded(to: 1)) µs")
        if check, most >= 50 {
            throw BenchFault(description: "the 99th percentile is \(most.rounded(to: 1)) µs; it has 50 µs")
        }
    }

    /// A house in which everybody talks and many wait.
    private struct House {
        var dispatcher = Dispatcher(queues: QueueBench.queues)
        var now = MonotonicInstant.zero
        var random = SplitMix64(seed: 1)
        var nextPlace = Int64(1)
        /// Who talks, in no order.
        var talks: [Int64] = []

        var wallClock: Date { Date(timeIntervalSince1970: 1_800_000_000 + Double(now.nanoseconds) / 1e9) }

        init(agents: Int) {
            for number in 0..<agents {
                let queues = Set((0..<3).map { _ in QueueBench.queues[roll(10)].id })
                let skills = Dictionary((0..<2).map { _ in (QueueBench.subjects[roll(4)], 1 + roll(5)) }) { $1 }
                let profile = AgentProfile(
                    id: "agent-\(number)", queues: queues,
                    languages: Array(Set((0..<2).map { _ in QueueBench.languages[roll(4)] })), skills: skills)
                send(.signedIn(profile, deviceReady: true))
                send(.chose(agent: profile.id, .ready))
            }
        }

        mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

        mutating func send(_ event: QueueEvent) {
            accept(dispatcher.handle(event, at: now, wallClock: wallClock))
        }

        /// Whoever is offered a caller answers at once.
        private mutating func accept(_ effects: [QueueEffect]) {
            for case .offer(let lease, _, _) in effects {
                _ = dispatcher.handle(.ringing(lease), at: now, wallClock: wallClock)
                _ = dispatcher.handle(.accepted(lease), at: now, wallClock: wallClock)
                talks.append(lease.placeId)
            }
        }

        mutating func join() {
            now += .milliseconds(1)
            var place = Place(
                id: nextPlace, conversation: ConversationReference(text: "C-\(nextPlace)"),
                queue: QueueBench.queues[roll(10)].id, joinedAt: wallClock, language: QueueBench.languages[roll(4)],
                callbackNumber: nil, state: .waiting, leaving: nil, agent: nil)
            nextPlace += 1
            if roll(2) == 0 { place.skills = [SkillNeed(name: QueueBench.subjects[roll(4)], level: 1 + roll(5))] }
            send(.joined(place))
        }

        mutating func fill(places: Int) {
            while dispatcher.waiting(in: nil).count < places { join() }
        }

        mutating func nextEnd() -> (Int64, QueueEvent)? {
            guard !talks.isEmpty else { return nil }
            let place = talks.remove(at: roll(talks.count))
            return (place, .talkEnded(placeId: place, .citizenHungUp))
        }

        /// - Returns: whether somebody was offered a caller.
        mutating func take(_ effects: [QueueEffect], after place: Int64) -> Bool {
            let decided = effects.contains { if case .offer = $0 { true } else { false } }
            accept(effects)
            join()
            return decided
        }
    }
}
