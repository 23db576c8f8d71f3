import CivicCore
import Foundation

/// Somebody whom an agent has called into the citizen's conversation. Of a colleague the device is here; of a unit or a
/// number it is the conversation's guest.
struct Consultation {
    let target: ConsultationTarget
    /// As the desk shows it.
    let name: String
    let since: Date
    var answeredAt: Date?
    var hearing = ConsultationHearing.guest
    var colleague: AgentLeg?

    var shown: DeskConsultation {
        DeskConsultation(kind: target.kind, name: name, since: since, answeredAt: answeredAt, hearing: hearing)
    }
}
