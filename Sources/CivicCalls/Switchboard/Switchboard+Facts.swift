import CivicQueue
import CivicReports
import Foundation

// What happens in the line is written down for reports, in its order and aside from the calls.
extension Switchboard {
    func keep(_ facts: [Fact]) {
        guard !facts.isEmpty else { return }
        day.take(facts, level: { queue in serviceLevel(of: queue) }, at: Date())
        let records = factRecords
        writer.write { try await records.keep(facts) }
    }

    private func serviceLevel(of queue: String) -> Duration {
        (settings.queues.first { $0.id == queue } ?? QueueDefinition(id: queue)).serviceLevel
    }

    /// Brings the figures of the day from before a restart to the floor.
    package func takeUpDay() async throws {
        let now = Date()
        day.turn(to: now)
        let visits = try await factRecords.visits(began: day.day)
        day.take(visits.map { .visit($0) }, level: { queue in serviceLevel(of: queue) }, at: now)
    }

    /// So that what a crash cuts off has an end that is right to the minute.
    func noteAlive() {
        let records = factRecords
        writer.write { try await records.noteAlive(at: Date()) }
    }

    /// How a talk is about to end, as far as the line's own effects do not say it.
    func noteTalkEnd(_ end: TalkEnd, of conversation: Conversation, at place: Int64) {
        switch end {
        case .transferred, .passed, .handedOver: facts.talkEnds(at: place, as: .transferred)
        case .agentDeviceLost: facts.talkEnds(at: place, as: .agentLost)
        case .agentHungUp, .citizenHungUp:
            if case .talking = conversation.guest?.stage { facts.talkEnds(at: place, as: .putThrough) }
        }
    }
}
