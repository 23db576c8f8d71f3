package import CivicCRM
package import CivicCore
package import CivicDialplan
package import CivicMedia
package import CivicQueue
package import CivicSDP
package import CivicSIP
package import CivicSpeech
package import Foundation

/// An agent as configured.
package struct AgentSeat: Sendable, Equatable {
    package var profile: AgentProfile
    package var displayName: String
    /// The account that the agent's phone registers with; `nil` for who has only a browser.
    package var sipUser: String?

    package init(profile: AgentProfile, displayName: String, sipUser: String?) {
        self.profile = profile
        self.displayName = displayName
        self.sipUser = sipUser
    }
}

/// Everything that the switchboard is told at its start.
package struct SwitchboardSettings: Sendable {
    package var admission: AdmissionPolicy
    package var plans: [Plan]
    package var catalogue: PromptCatalogue
    package var queues: [QueueDefinition]
    package var seats: [AgentSeat]
    /// When and how often citizens are called back, and for which causes.
    package var callBacks = CallBackRules()
    /// The service of a case for a citizen who could not be reached.
    package var callBackService = "general"
    /// The numbers of units that have a phone.
    package var unitPhones: [String: String] = [:]
    /// Users that may be called by their account name, such as the lab's 1001.
    package var extensions: Set<String>
    package var numbering: NumberingRule
    /// Address that goes into session descriptions.
    package var mediaHost: String
    package var codecs: [AudioCodec]
    /// Folder for recordings; cases name files in it.
    package var recordings: String
    /// How whole conversations are recorded; `nil` for not at all. Dialplans announce it.
    package var conversationRecording: RecordingFormat?
    /// A call that lasts longer is ended.
    package var longestCall: Duration
    /// How long the card may take before the agent's phone rings without it.
    package var cardBudget: Duration
    /// How long the card is at the desk before the device rings: an agent reads before being asked to speak.
    package var cardLead: Duration
    package var encryption = EncryptionRules()
    package var seed: UInt64
    package var trunks: [Trunk] = []
    /// By trunk.
    package var trunkAudio: [String: TrunkAudio] = [:]
    /// Where administrators speak prompts into a phone; `nil` for nowhere.
    package var booth: BoothSettings?
    /// Calls from pages at a time; `nil` where pages may not call.
    package var mostBrowserCalls: Int?
    /// Answers look-ups that the citizens' record does not; `nil` where it is the only source.
    package var sources: (any LookUpSources)?
    /// The book of calls of units to citizens; `nil` where they make none.
    package var relays: (any RelayRecords)?
    /// What may be called outside.
    package var outbound = OutboundRules()
    /// In which the night of `outbound` is meant.
    package var nightZone = TimeZone.current
    /// How long before the end of the longest call its parties are told; the prompt says one minute.
    package var longestCallWarning = Duration.seconds(60)
    /// Finds the places that a URI leads to (RFC 3263), in the order in which they are to be tried.
    package var locate: @Sendable (SIPURI) async -> [SIPHop] = { uri in uri.numericHop.map { [$0] } ?? [] }

    package init(
        admission: AdmissionPolicy, plans: [Plan], catalogue: PromptCatalogue, queues: [QueueDefinition],
        seats: [AgentSeat], extensions: Set<String>, numbering: NumberingRule, mediaHost: String,
        codecs: [AudioCodec], recordings: String, longestCall: Duration, cardBudget: Duration = .milliseconds(500),
        cardLead: Duration = .milliseconds(300),
        seed: UInt64
    ) {
        self.admission = admission
        self.plans = plans
        self.catalogue = catalogue
        self.queues = queues
        self.seats = seats
        self.extensions = extensions
        self.numbering = numbering
        self.mediaHost = mediaHost
        self.codecs = codecs
        self.recordings = recordings
        self.longestCall = longestCall
        self.cardBudget = cardBudget
        self.cardLead = cardLead
        self.seed = seed
    }
}
