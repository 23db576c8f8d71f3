package import CivicDialplan
package import Foundation

/// A proof that the citizen keys in the middle of a talk; the agent hears music meanwhile, and no tones.
struct KeyedProof {
    var walk: Walk
    let since: Date
}

/// A proof in the talk, as the desk shows it.
package struct DeskProof: Codable, Sendable, Equatable {
    package var since: Date
    /// `nil` while it goes on.
    package var end: Walk.ProofEnd?
    /// It went on and was ended: the agent has taken the citizen back.
    package var isStopped = false

    package init(since: Date) {
        self.since = since
    }
}

/// Proofs that citizens key in the middle of a talk.
package protocol ProofService: Sendable {
    /// Leads the citizen to the dialplan's `verify`, and back when that is over.
    ///
    /// - Parameter citizen: whose proof it is to be, one of the card; who is known to be on the line where nil.
    func askForProof(of citizen: Int64?, agent: String) async throws(DeskRefusal)
    /// Takes the citizen back before that.
    func stopProof(agent: String) async throws(DeskRefusal)
}
