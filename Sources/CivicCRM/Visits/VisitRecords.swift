package import CivicCore
package import Foundation

/// A call that is to be made now: the visit is marked as being called, and the case as asked.
package struct VisitCall: Equatable, Sendable {
    package var visit: Int64
    package var number: CaseNumber
    package var openedAt: Date
    package var answeredAt: Date
    /// Key of the number to be called.
    package var contactNumber: String
    package var language: Language
    package var unit: String

    package init(
        visit: Int64, number: CaseNumber, openedAt: Date, answeredAt: Date, contactNumber: String, language: Language,
        unit: String
    ) {
        self.visit = visit
        self.number = number
        self.openedAt = openedAt
        self.answeredAt = answeredAt
        self.contactNumber = contactNumber
        self.language = language
        self.unit = unit
    }
}

/// What came of a call, besides the word that was written when it was said.
package struct VisitReport: Equatable, Sendable {
    package var ending: VisitEnding
    package var conversation: ConversationReference?
    package var satisfaction: Satisfaction?
    /// File of the spoken comment, below the data folder.
    package var comment: String?

    package init(
        _ ending: VisitEnding, conversation: ConversationReference? = nil, satisfaction: Satisfaction? = nil,
        comment: String? = nil
    ) {
        self.ending = ending
        self.conversation = conversation
        self.satisfaction = satisfaction
        self.comment = comment
    }
}

/// A line of the list of visits that somebody of the hotline is to make.
package struct VisitLine: Equatable, Sendable {
    package var visit: ReturnVisit
    package var record: Case
    package var answeredAt: Date
    package var name: String?
    package var language: Language

    package init(visit: ReturnVisit, record: Case, answeredAt: Date, name: String?, language: Language) {
        self.visit = visit
        self.record = record
        self.answeredAt = answeredAt
        self.name = name
        self.language = language
    }
}

/// What somebody of the hotline has heard of a citizen.
package struct VisitForm: Equatable, Sendable {
    /// nil where the citizen was not reached.
    package var isSolved: Bool?
    package var satisfaction: Satisfaction?
    package var note: String

    package init(isSolved: Bool?, satisfaction: Satisfaction?, note: String) {
        self.isSolved = isSolved
        self.satisfaction = satisfaction
        self.note = note
    }
}

/// The book of return visits; `CivicStore` keeps it. Every method that writes returns only after the rows are durable.
package protocol VisitRecords: Sendable {
    /// Calls that are due, the one due first at the top. They are this caller's from now on.
    func takeVisitCalls(limit: Int, at now: Date) async throws -> [VisitCall]
    func visitCallEnded(_ visit: Int64, _ report: VisitReport, at now: Date) async throws
    /// After a start: calls of an earlier run are over. How many there were.
    func resumeVisits(at now: Date) async throws -> Int
    /// For people, the answer that is oldest first.
    func visitsForPeople(limit: Int) async throws -> [VisitLine]
    func visitLine(_ visit: Int64) async throws -> VisitLine?
    /// Throws ``CaseRefusal`` where the citizen's word does not fit where the case stands.
    func visited(_ visit: Int64, _ form: VisitForm, by agent: String, at now: Date) async throws
}
