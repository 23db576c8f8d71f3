import CivicCore
import CivicQueue
import CivicReports
import Foundation

// What the floor and the wall show.
extension Switchboard {
    package func floor() -> FloorState {
        let now = Date()
        day.turn(to: now)
        let skills = knownSkills()
        return FloorState(
            at: now, today: day.day.lowerBound,
            agents: desks.values.sorted { $0.seat.profile.id < $1.seat.profile.id }.map { show($0, skills) },
            queues: settings.queues.map { show($0, at: now) }, calls: conversations.count, surges: surges)
    }

    private func show(_ desk: Desk, _ skills: Set<String>) -> FloorState.Agent {
        let conversation = desk.call.flatMap { conversations[$0.conversation] }
        let names = skills.union(desk.profile.languages.map(\.tag))
        func membership(_ profile: AgentProfile) -> FloorState.Membership {
            FloorState.Membership(
                queues: profile.queues.sorted(),
                levels: Dictionary(uniqueKeysWithValues: names.map { ($0, profile.level(ofSkill: $0)) }))
        }
        return FloorState.Agent(
            id: desk.seat.profile.id, name: desk.seat.displayName, state: desk.state.word, reason: desk.state.reason,
            since: desk.since, device: desk.browser != nil ? "browser" : desk.phoneReady ? "phone" : nil,
            holds: membership(desk.profile), configured: membership(desk.seat.profile),
            conversation: desk.call?.conversation, supervision: conversation?.supervisor?.mode,
            supervisor: conversation?.supervisor?.supervisor)
    }

    private func show(_ queue: QueueDefinition, at now: Date) -> FloorState.Queue {
        let line = dispatcher.waiting(in: queue.id)
        let counts = day.counts(of: queue.id)
        let serving = desks.values.filter { $0.profile.queues.contains(queue.id) }
        return FloorState.Queue(
            id: queue.id, waiting: line.count,
            longestWait: line.longestSince.map { max(0, Int(now.timeIntervalSince($0))) } ?? 0,
            answered: counts.answered, answeredInTime: counts.answeredInTime, abandoned: counts.abandoned,
            counted: counts.counted, serviceLevel: Int(queue.serviceLevel.inSeconds),
            agentsReady: serving.count { $0.state.word == "ready" },
            agentsTalking: serving.count { $0.state.word == "talking" })
    }
}
