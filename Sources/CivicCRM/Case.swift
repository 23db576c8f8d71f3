package import CivicCore
package import Foundation

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
    /// The unit that had it first; it stays responsible until another one accepts it (首接负责).
    package var firstUnit: String
    /// The deadline at the opening, before anything was granted.
    package var promised: Date
    /// Since when its clock is paused.
    package var pausedSince: Date?
    /// Since when a wish for more time waits for the centre's word.
    package var wishedAt: Date?
    /// Counts its changes, so that whoever acts on what another has changed meanwhile is told.
    package var version = 1
    /// Name and number reach no handling unit.
    package var isConfidential = false
    /// The case that it goes on as part of.
    package var mergedInto: CaseNumber?

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
        firstUnit = unit
        promised = deadline
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
    /// What happened, where it was more than a word or a change by hand.
    package var fact: CaseFact?

    package init(
        id: Int64, caseId: Int64, at: Date, by: String, state: CaseState?, note: String, fact: CaseFact? = nil
    ) {
        self.id = id
        self.caseId = caseId
        self.at = at
        self.by = by
        self.state = state
        self.note = note
        self.fact = fact
    }
}
