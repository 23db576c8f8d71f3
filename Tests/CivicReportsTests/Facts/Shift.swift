import CivicCore
import CivicQueue
import CivicReports
import Foundation

/// The line with its facts beside it and a table of what was written, as the daemon keeps it.
struct Shift {
    static let morning = Date(timeIntervalSince1970: 1_800_000_000)

    var dispatcher = Dispatcher(
        queues: [QueueDefinition(id: "general", wrapUp: .seconds(60)), QueueDefinition(id: "tax")])
    var facts = LineFacts()
    var now = MonotonicInstant.zero
    var visits: [QueueVisit] = []
    var spans: [AgentSpan] = []

    var wallClock: Date { Self.morning.addingTimeInterval(Double(now.nanoseconds) / 1e9) }

    mutating func write(_ facts: [Fact]) {
        for fact in facts {
            switch fact {
            case .visit(let visit):
                visits.removeAll { $0.place == visit.place && $0.began == visit.began }
                visits.append(visit)
            case .span(let span):
                spans.removeAll { $0.agent == span.agent && $0.began == span.began }
                spans.append(span)
            }
        }
    }

    @discardableResult
    mutating func tell(_ event: QueueEvent) -> [QueueEffect] {
        if case .joined(let place) = event { write(facts.joined(place, at: wallClock)) }
        if case .talkEnded(let place, let end) = event {
            switch end {
            case .transferred, .passed, .handedOver: facts.talkEnds(at: place, as: .transferred)
            case .agentDeviceLost: facts.talkEnds(at: place, as: .agentLost)
            case .citizenHungUp, .agentHungUp: break
            }
        }
        let effects = dispatcher.handle(event, at: now, wallClock: wallClock)
        for effect in effects { write(facts.take(effect, at: wallClock)) }
        return effects
    }

    mutating func pass(_ seconds: Int) {
        let end = now + .seconds(seconds)
        while let deadline = dispatcher.nextDeadline, deadline <= end {
            now = max(now, deadline)
            for effect in dispatcher.advance(to: now, wallClock: wallClock) {
                write(facts.take(effect, at: wallClock))
            }
        }
        now = end
    }

    func place(_ id: Int64, queue: String = "general", callBack: CallBack? = nil) -> Place {
        Place(
            id: id, conversation: ConversationReference(text: "C-\(id)"), queue: queue, joinedAt: wallClock,
            language: .mandarin, callbackNumber: callBack == nil ? nil : "+8612900000001",
            state: callBack == nil ? .waiting : .callBack, leaving: nil, agent: nil, callBack: callBack)
    }

    mutating func ready(_ agent: String, queues: Set<String> = ["general", "tax"]) {
        tell(.signedIn(AgentProfile(id: agent, queues: queues, languages: [.mandarin]), deviceReady: true))
        tell(.chose(agent: agent, .ready))
    }

    mutating func ring(_ agent: String) {
        if case .reserved(let lease, _) = dispatcher.state(of: agent) { tell(.ringing(lease)) }
    }

    mutating func answer(_ agent: String) {
        ring(agent)
        if case .ringing(let lease, _) = dispatcher.state(of: agent) { tell(.accepted(lease)) }
    }

    func states(of agent: String) -> [String] {
        spans.filter { $0.agent == agent }.sorted { $0.began < $1.began }
            .map { $0.state.rawValue + ($0.reason.map { " " + $0 } ?? "") }
    }
}
