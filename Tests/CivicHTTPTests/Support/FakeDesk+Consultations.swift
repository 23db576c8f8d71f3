import CivicCalls
import CivicCore

/// What was asked is kept; one colleague is ready.
extension FakeDesk: ConsultationService {
    func colleagues(of agent: String) throws(DeskRefusal) -> [Colleague] {
        if let refusal { throw refusal }
        return [
            Colleague(
                id: "wang", name: "Wang", state: "ready", reason: nil, since: SampleCounty.now, queues: ["general"],
                languages: [.mandarin])
        ]
    }

    func consult(_ target: ConsultationTarget, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(agent) asks \(target)")
    }

    func hear(_ hearing: ConsultationHearing, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(agent) hears \(hearing)")
    }

    func completeTransfer(agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(agent) completes")
    }

    func endConsultation(agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(agent) ends asking")
    }

    func pass(to target: ConsultationTarget, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(agent) passes to \(target)")
    }
}
