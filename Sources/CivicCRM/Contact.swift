package import CivicCore
package import Foundation

/// The ways by which a citizen and the county talk.
package enum Channel: String, Codable, CaseIterable, Sendable {
    case phone, message, missedCall = "missed-call", fax, email, web, letter, counter, television, sms, callback
}

/// One conversation with a citizen, whatever the channel. Table `contact`.
package struct Contact: Codable, Equatable, Identifiable, Sendable {
    package var id: Int64
    package var conversation: ConversationReference
    package var channel: Channel
    /// nil until the caller is identified.
    package var citizenId: Int64?
    /// The number behind it in E.164 or as a short code; nil when anonymous or not a phone channel.
    package var numberKey: String?
    package var rawNumber: String?
    package var startedAt: Date
    package var endedAt: Date?
    package var agent: String?
    /// Seconds from the agent's answer to the hang-up.
    package var talkTime: Int
    /// What was pressed and heard, one line per step, for the time line.
    package var trail: String
    package var summary: String
    /// `solved-on-call`, `case-opened`, `abandoned`, …; nil until wrap-up.
    package var outcome: String?

    package init(
        id: Int64, conversation: ConversationReference, channel: Channel, citizenId: Int64?, numberKey: String?,
        rawNumber: String?, startedAt: Date, endedAt: Date?, agent: String?, talkTime: Int, trail: String,
        summary: String, outcome: String?
    ) {
        self.id = id
        self.conversation = conversation
        self.channel = channel
        self.citizenId = citizenId
        self.numberKey = numberKey
        self.rawNumber = rawNumber
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.agent = agent
        self.talkTime = talkTime
        self.trail = trail
        self.summary = summary
        self.outcome = outcome
    }
}
