import CivicQueue
import CivicReports
import Foundation

// What happens in the line is written down for reports, in its order and aside from the calls.
extension Switchboard {
    func keep(_ facts: [Fact]) {
        guard !facts.isEmpty else { return }
        let records = factRecords
        writer.write { try await records.keep(facts) }
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
