package import CivicCore
package import Foundation

/// Where a case stands (工单).
package enum CaseState: String, Codable, CaseIterable, Sendable {
    case received, dispatched
    case inWork = "in-work"
    case answered, closed
}

/// One matter of a citizen with a number, a unit and a clock. Table `citizen_case`.
package struct Case: Codable, Equatable, Identifiable, Sendable {
    package var id: Int64
    package var number: CaseNumber
    package var citizenId: Int64?
    package var conversation: ConversationReference?
    /// Id of `config/services.yaml`.
    package var service: String
    /// Id of `config/units.yaml`.
    package var unit: String
    package var state: CaseState
    package var openedAt: Date
    /// When the citizen is to have an answer, in working time of the county's calendar.
    package var deadline: Date
    package var updatedAt: Date
    package var summary: String
    /// Path below the data folder; nil when nothing was recorded.
    package var recording: String?
    package var channel: Channel
    /// Number to call about it.
    package var contactNumber: String?

    package init(
        id: Int64, number: CaseNumber, citizenId: Int64?, conversation: ConversationReference?, service: String,
        unit: String, state: CaseState, openedAt: Date, deadline: Date, updatedAt: Date, summary: String,
        recording: String?, channel: Channel, contactNumber: String?
    ) {
        self.id = id
        self.number = number
        self.citizenId = citizenId
        self.conversation = conversation
        self.service = service
        self.unit = unit
        self.state = state
        self.openedAt = openedAt
        self.deadline = deadline
        self.updatedAt = updatedAt
        self.summary = summary
        self.recording = recording
        self.channel = channel
        self.contactNumber = contactNumber
    }
}

/// One line of a case's history. Table `case_event`.
package struct CaseEvent: Codable, Equatable, Identifiable, Sendable {
    package var id: Int64
    package var caseId: Int64
    package var at: Date
    /// Agent, unit or `system`.
    package var by: String
    /// The state it went to; nil for a note.
    package var state: CaseState?
    package var note: String

    package init(id: Int64, caseId: Int64, at: Date, by: String, state: CaseState?, note: String) {
        self.id = id
        self.caseId = caseId
        self.at = at
        self.by = by
        self.state = state
        self.note = note
    }
}
