import CivicCore
package import CivicDialplan
package import Foundation

/// A proof that the citizen keys in the middle of a talk; the agent hears music meanwhile, and no tones.
struct KeyedProof {
    /// From the last key of whoever may be keying on, to when they are heard again.
    static let rest = Duration.seconds(3)

    /// Whose proof it is to be.
    let citizenId: Int64
    var walk: Walk
    let since: Date
    var lastKeyAt: MonotonicInstant?
    /// It is over, and the two do not hear each other yet.
    var hasEnded = false

    /// Until then keys may still come. Who is proven has keyed all of theirs.
    var keysUntil: MonotonicInstant? {
        walk.proofEnd == .proven ? nil : lastKeyAt.map { $0 + Self.rest }
    }

    var nextDeadline: MonotonicInstant? { hasEnded ? keysUntil : walk.nextDeadline }
}

/// A proof in the talk, as the desk shows it.
package struct DeskProof: Codable, Sendable, Equatable {
    /// Whose proof it is to be.
    package var citizenId: Int64
    package var since: Date
    /// `nil` while it goes on.
    package var end: Walk.ProofEnd?
    /// It went on and was ended: the agent has taken the citizen back.
    package var isStopped = false

    package init(citizenId: Int64, since: Date) {
        self.citizenId = citizenId
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
