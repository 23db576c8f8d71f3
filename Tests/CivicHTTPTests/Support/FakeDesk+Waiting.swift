import CivicCalls
import CivicCore

/// What was asked is kept; one citizen waits.
extension FakeDesk: ProofService, WaitingService {
    func askForProof(of citizen: Int64?, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(agent) proof of \(citizen.map(String.init) ?? "the known")")
    }

    func stopProof(agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(agent) stops the proof")
    }

    func waiting(for agent: String) throws(DeskRefusal) -> [WaitingCaller] {
        if let refusal { throw refusal }
        return [
            WaitingCaller(
                id: 7, conversation: ConversationReference(text: "C-7K2M9XQ4TB"), queue: "general",
                joinedAt: SampleCounty.now, language: .mandarin, lastDigits: "0009", isLifeAndLimb: false)
        ]
    }

    func markLifeAndLimb(_ isOn: Bool, place: Int64?, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(agent) life and limb \(isOn) \(place.map(String.init) ?? "in hand")")
    }
}
