package import CivicCore
package import Foundation

/// What gives somebody of a unit leave to a call.
package enum RelayKey: Equatable, Sendable {
    /// Dialled, from any telephone.
    case code(String)
    /// Leave that the case's page has asked for; the call comes from there.
    case permit(Int64, worker: String)
}

/// A call of a unit to a citizen, which is in the book and about to ring. Table `relay_call`.
package struct RelayCall: Equatable, Identifiable, Sendable {
    package var id: Int64
    package var number: CaseNumber
    package var unit: String
    package var worker: String
    /// Key of the number to be called.
    package var contactNumber: String
    package var language: Language
    /// Whoever takes the call need not be the citizen: of such a case not even the unit is named.
    package var isConfidential: Bool

    package init(
        id: Int64, number: CaseNumber, unit: String, worker: String, contactNumber: String, language: Language,
        isConfidential: Bool
    ) {
        self.id = id
        self.number = number
        self.unit = unit
        self.worker = worker
        self.contactNumber = contactNumber
        self.language = language
        self.isConfidential = isConfidential
    }
}

/// Answer to a code or to leave.
package enum RelayAnswer: Equatable, Sendable {
    case ready(RelayCall)
    /// Not before.
    case later(Date)
    /// The citizen wants to be reached otherwise than by telephone.
    case otherwise
    /// Unknown, over, used up, or the case is elsewhere: the same answer for all.
    case refused
    /// Too many codes from this number were wrong of late.
    case locked
}

/// How a call of a unit to a citizen ended.
package enum RelayEnding: String, Codable, CaseIterable, Sendable {
    case talked, unanswered, busy
    /// Somebody answered, and did not take the call by key.
    case declined
    /// No line was free, or the number may not be called.
    case failed
    /// The one who called hung up before.
    case givenUp = "given-up"
    /// The house was stopped, or crashed.
    case interrupted
}

/// The book of calls of units to citizens; `CivicStore` keeps it. Every method that writes returns only after the rows are
/// durable, with their ledger entry.
package protocol RelayRecords: Sendable {
    /// Leave for somebody of the unit that has the case; an earlier one of theirs for it ends. Throws ``RelayRefusal``.
    func permitRelay(ofCase id: Int64, to worker: String, of unit: String, at now: Date) async throws -> RelayPermit
    /// Whether leave still holds for a call from a page: it is of this account, whose unit has the case. Whether the
    /// citizen may be called at this hour is heard in the call.
    func mayRelay(permit: Int64, by worker: String, at now: Date) async throws -> Bool
    /// The call that may be made now. It is in the book, and counts, before the citizen's telephone rings.
    ///
    /// - Parameter numberKey: that the code was dialled from; wrong ones are counted against it.
    func relay(
        _ key: RelayKey, in conversation: ConversationReference, askedFrom numberKey: String?, at now: Date
    ) async throws -> RelayAnswer
    /// - Parameter seconds: that they talked.
    func relayEnded(_ call: Int64, _ ending: RelayEnding, seconds: Int, at now: Date) async throws
    /// After a start: calls of an earlier run are over. How many there were.
    func resumeRelays(at now: Date) async throws -> Int
}
