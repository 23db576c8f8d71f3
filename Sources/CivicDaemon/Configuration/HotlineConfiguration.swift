package import CivicCRM
package import CivicCore
package import CivicSIP
package import CivicDSP
package import CivicQueue
package import CivicTransport

/// Everything that `civicline serve` is told: `civicline.yaml`, the files it names, and the environment over them.
package struct HotlineConfiguration: Sendable, Equatable {
    package struct SIP: Sendable, Equatable {
        /// Where SIP over UDP listens.
        package var udp: SocketEndpoint
        /// Where SIP over TCP listens; nil: nowhere.
        package var tcp: SocketEndpoint?
        /// Where SIP over TLS listens; nil: nowhere.
        package var tls: SocketEndpoint?
        package var tlsFiles: TLSFiles?
        package var connections: ConnectionLimits
        /// What Via, Contact and SDP call us: the address under which phones reach us.
        package var advertise: SocketEndpoint
        /// The digest realm (RFC 7616 §3.3).
        package var realm: String
        /// How long a session may go on without a refresh (RFC 4028); whole seconds count.
        package var sessionExpires: Duration
        /// What one source may ask of us.
        package var gate: GateLimits
        /// What is kept of the messages, for whoever looks at a call.
        package var trace: TraceSettings
    }

    package struct RTP: Sendable, Equatable {
        /// The local address of the RTP sockets.
        package var bind: String
        /// The address in our SDP.
        package var advertise: String
        package var ports: ClosedRange<UInt16>
        /// Media threads; legs are shared out over them.
        package var threads: Int
        /// Depth that the jitter buffer begins a call with, in frames of 20 ms.
        package var jitterFrames: Int
        /// A call whose caller sends nothing for so long is ended.
        package var deadAfter: Duration
        /// An agent's telephone that sends nothing for so long is gone, and the citizen goes back in line.
        package var agentDeadAfter: Duration
        /// Codecs that calls may use, in the order of our offers.
        package var codecs: [Codec]
        /// Whose speech is brought to one level.
        package var levelControl: Parties
        /// Whose steady noise is taken down, and by how many dB.
        package var noiseReduction: Parties
        package var noiseReductionDepth: Int
        /// Echo cancellers of each media thread; 0 lets echoes be.
        package var echoCancellers: Int
        /// Encryption of the audio of phones whose account says nothing of it, and of trunks and strangers.
        package var srtpPhones: SRTPPolicy
        package var srtpTrunks: SRTPPolicy
    }

    /// Whose audio something is done to.
    package enum Parties: String, Sendable, CaseIterable {
        case nobody
        case citizens
        case agents
        case everybody

        package var includesCitizens: Bool { self == .citizens || self == .everybody }
        package var includesAgents: Bool { self == .agents || self == .everybody }
    }

    /// A codec by its name in the configuration.
    package enum Codec: String, Sendable, CaseIterable {
        case pcma
        case pcmu
        case g722
        case opus
        case l16
        case l16Wideband = "l16-wideband"
    }

    package struct Calls: Sendable, Equatable {
        /// Calls at once; beyond them 503.
        package var most: Int
        package var longest: Duration
        /// Calls per minute from one address that is neither trusted nor an account; 0 takes any number.
        package var ratePerStranger: Int
        /// Whether anyone may call from the page `/call`.
        package var page: CallPage
        /// Calls from pages at once.
        package var mostFromPages: Int
    }

    /// Whether there is a page from which anyone calls with a browser.
    package enum CallPage: String, Sendable, CaseIterable {
        /// `anyNumber` where the pages are for this machine alone, otherwise off.
        case auto
        case off
        /// Callers have no number.
        case anonymous
        /// Callers say themselves from which number they call, so that a sample county shows what it knows.
        case anyNumber = "any-number"
    }

    /// What the public files in writing.
    package struct Ask: Sendable, Equatable {
        /// Whether there is the page `/ask`.
        package var page: AskPage
        /// From one address by the page.
        package var filingsPerHour: Int
    }

    /// Whether there is a page on which anyone files a matter.
    package enum AskPage: String, Sendable, CaseIterable {
        /// On where the pages are for this machine alone, otherwise off.
        case auto
        case off, on
    }

    package struct Files: Sendable, Equatable {
        package var accounts: String
        package var trunks: String
        package var queues: String
        package var services: String
        package var units: String
        package var calendars: String
        /// How cases are handled; nil where the usual rules do.
        package var caseRules: String?
        /// Knowledge articles; nil where there are none.
        package var articles: String?
        /// Facts and segments of citizens; nil where there are none.
        package var segments: String?
        /// Data sources outside; nil where there are none.
        package var dataSources: String?
        /// Applications and their tokens; nil where there are none.
        package var apiTokens: String?
        /// Files; folders named in the configuration stand here as the `.yaml` files in them.
        package var dialplans: [String]
        /// The files and folders as the configuration names them.
        package var dialplanPlaces: [String]
        /// The folder of `catalogue.yaml` and the clips.
        package var prompts: String
        /// How missing prompts are synthesised.
        package var promptSettings: String
        /// Progress tones by country.
        package var tones: String
        /// The keys to numbers in the record; in the data folder where nil.
        package var recordKeys: String?
    }

    /// Whether and how whole conversations are recorded.
    package enum ConversationRecording: String, Sendable, CaseIterable {
        case off, wav, opus
    }

    /// Who makes dialplans live.
    package enum Approval: String, Sendable, CaseIterable {
        /// Any administrator.
        case alone
        /// One asks, another approves.
        case twoPerson = "two-person"
    }

    package enum LogLevel: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    package var sip: SIP
    package var http: SocketEndpoint
    package var rtp: RTP
    package var calls: Calls
    /// Time that calls in progress are given to end after a stop was asked for.
    package var shutdownPatience: Duration
    package var files: Files
    package var numbering: NumberingRule
    /// The first is spoken where nothing else is known of the caller.
    package var languages: [Language]
    /// A desk session ends this long after its last use.
    package var deskSession: Duration
    package var conversationRecording: ConversationRecording
    /// What is dialled to reach the recording booth of the prompts; empty for no booth.
    package var boothNumbers: [String]
    package var logLevel: LogLevel
    package var approval: Approval

    package var accounts: [Account]
    package var trunks: TrunkRules
    package var queues: [QueueDefinition]
    package var callBacks = CallBackSettings()
    /// Addresses of proxies in front of the pages, or ranges of them.
    package var httpProxies: [String] = []
    package var ask = Ask(page: .auto, filingsPerHour: 20)
    package var mail = MailSettings()
    package var texts = TextSettings()
    package var retention = RetentionRules()
    /// Applications that may use the REST API and Open311.
    package var apiTokens: [APIToken] = []
    /// The progress tones of `tones.country`.
    package var tones: TonePlan

    /// The folder given with `--data`; nil for commands that need none.
    package var dataFolder: String?
    /// The configuration file itself.
    package var file: String
    /// What is odd and does not stop the start.
    package var warnings: [Diagnostic]
}
