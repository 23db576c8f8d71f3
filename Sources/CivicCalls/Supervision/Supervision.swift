package import CivicCore

/// How a supervisor takes part in a talk.
package enum SupervisionMode: String, Sendable, Codable, CaseIterable {
    /// Hears both, and nobody hears the supervisor.
    case listen
    /// The agent hears the supervisor as well; the citizen does not.
    case whisper
    /// All hear each other.
    case barge
}

/// The supervisors' part of the contact centre.
package protocol SupervisionService: Sendable {
    func floor() async -> FloorState
    /// Changes which queues an agent serves and how well they know what, from the next match on; durable, and in the ledger.
    ///
    /// - Parameters:
    ///   - queues: whether they are served, of those that are to be otherwise than now.
    ///   - skills: levels from 0 to 5 of skills and languages by tag, of those likewise.
    /// - Throws: ``DeskRefusal``, or what the records say that could not keep it.
    func changeMembership(
        of agent: String, queues: [String: Bool], skills: [String: Int], by supervisor: String
    ) async throws
    /// Takes part in a talk with a browser; gives the answer to its offer. What the supervisor took part in before ends.
    func supervise(
        _ conversation: ConversationReference, as mode: SupervisionMode, offer: [UInt8], by supervisor: String
    ) async throws(DeskRefusal) -> [UInt8]
    /// Changes how the supervisor takes part.
    func changeSupervision(to mode: SupervisionMode, by supervisor: String) async throws(DeskRefusal)
    /// The supervisor has the citizen from here on, and the agent has their wrap-up. Leaving ends the talk; a browser that is
    /// lost sends the citizen back into line with the old join time.
    func takeOver(by supervisor: String) async throws(DeskRefusal)
    func endSupervision(by supervisor: String) async
}
