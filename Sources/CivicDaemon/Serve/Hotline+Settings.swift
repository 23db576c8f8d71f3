import CivicCRM
import CivicCalls
import CivicCore
import CivicHTTP
import CivicMedia
import CivicQueue
import CivicSDP
import CivicSIP
import Foundation

// What each room is told, out of the one configuration.

extension UserAgentConfiguration {
    init(_ configuration: HotlineConfiguration) {
        let realm = configuration.sip.realm
        let accounts = configuration.accounts.compactMap { account in
            account.phone.map { phone in
                SIPAccount(phone, displayName: account.displayName, realm: realm)
            }
        }
        self.init(
            address: configuration.sip.advertise, realm: realm,
            accounts: Dictionary(accounts.map { ($0.user, $0) }) { first, _ in first },
            trunks: configuration.trunks.lines.map(\.trunk),
            sessionInterval: Int(configuration.sip.sessionExpires.milliseconds / 1000),
            takesTransfers: true)
        gate = configuration.sip.gate
        streamAddresses[.tcp] = configuration.sip.advertisedTCP
        streamAddresses[.tls] = configuration.sip.advertisedTLS
    }
}

extension SIPAccount {
    init(_ phone: Account.Phone, displayName: String, realm: String) {
        switch phone.secret {
        case .password(let password):
            self.init(user: phone.user, displayName: displayName, realm: realm, password: password.revealed)
        case .hashes(let md5, let sha256):
            self.init(
                user: phone.user, displayName: displayName, ha1MD5: md5.revealed, ha1SHA256: sha256.revealed)
        }
    }
}

extension MediaConfiguration {
    init(_ configuration: HotlineConfiguration) {
        self.init()
        let rtp = configuration.rtp
        tones = configuration.tones
        bindHost = rtp.bind
        ports = rtp.ports
        threads = rtp.threads
        mediaTimeout = rtp.deadAfter
        agentMediaTimeout = rtp.agentDeadAfter
        jitterFrames = rtp.jitterFrames
        echoCancellers = rtp.echoCancellers
        let depth = Double(rtp.noiseReductionDepth)
        citizenConditioning = LegConditioning(
            controlsLevel: rtp.levelControl.includesCitizens,
            noiseReduction: rtp.noiseReduction.includesCitizens ? depth : nil)
        agentConditioning = LegConditioning(
            controlsLevel: rtp.levelControl.includesAgents,
            noiseReduction: rtp.noiseReduction.includesAgents ? depth : nil)
    }
}

extension SwitchboardSettings {
    init(_ configuration: HotlineConfiguration, _ rules: HouseRules, recordings: String) {
        self.init(
            admission: AdmissionPolicy(
                strangersMayReach: Set(configuration.trunks.strangersReach),
                trunksNeedingDigest: Set(
                    configuration.trunks.lines.map(\.trunk).filter(\.needsDigest).map(\.name)),
                mostCalls: configuration.calls.most,
                strangerRate: configuration.calls.ratePerStranger),
            plans: rules.plans, catalogue: rules.catalogue, queues: configuration.queues,
            seats: configuration.accounts.compactMap(AgentSeat.init), extensions: configuration.extensions,
            numbering: configuration.numbering, mediaHost: configuration.rtp.advertise,
            codecs: configuration.rtp.codecs.map(\.audio), recordings: recordings,
            longestCall: configuration.calls.longest,
            seed: UInt64.random(in: .min ... .max))
        let phones = configuration.accounts.compactMap(\.phone)
        let lines = configuration.trunks.lines
        encryption = EncryptionRules(
            phones: Dictionary(phones.compactMap { phone in phone.srtp.map { (phone.user, $0) } }) { first, _ in first
            },
            phone: configuration.rtp.srtpPhones,
            trunks: Dictionary(lines.compactMap { line in line.srtp.map { (line.trunk.name, $0) } }) { first, _ in first
            },
            trunk: configuration.rtp.srtpTrunks)
        trunks = lines.map(\.trunk)
        let audio = lines.map { ($0.trunk.name, TrunkAudio(codecs: $0.codecs?.map(\.audio), dtmf: $0.dtmf)) }
        trunkAudio = Dictionary(audio) { first, _ in first }
        callBacks = rules.callBacks
        callBackService = configuration.callBacks.service
        for unit in rules.services.units { unitPhones[unit.id] = unit.phone }
        outbound = configuration.trunks.outbound
        nightZone = configuration.trunks.nightZone
        mostBrowserCalls = CallPage(configuration) == .off ? nil : configuration.calls.mostFromPages
        conversationRecording = RecordingFormat(rawValue: configuration.conversationRecording.rawValue)
    }
}

extension HotlineConfiguration.Codec {
    fileprivate var audio: AudioCodec {
        switch self {
        case .pcma: .pcma
        case .pcmu: .pcmu
        case .g722: .g722
        case .opus: .opus
        case .l16: .l16
        case .l16Wideband: .l16Wideband
        }
    }
}

extension AgentSeat {
    /// nil for accounts without a desk of an agent.
    init?(_ account: Account) {
        guard account.deskPassword != nil, account.phone != nil || account.role == .agent else { return nil }
        self.init(
            profile: AgentProfile(
                id: account.name, queues: Set(account.queues), languages: account.languages,
                skills: account.skills),
            displayName: account.displayName, sipUser: account.phone?.user)
    }
}

extension CallPage {
    /// Loopback alone has a page by itself: whoever reaches it is at this machine.
    init(_ configuration: HotlineConfiguration) {
        let isLocal = configuration.pagesAreLocal
        switch configuration.calls.page {
        case .auto: self = isLocal ? .anyNumber : .off
        case .off: self = .off
        case .anonymous: self = .anonymous
        case .anyNumber: self = .anyNumber
        }
    }
}

extension HotlineConfiguration {
    /// In the time zone of the dialplans, where none is named.
    func callBackRules(_ services: ServiceCatalogue, zone: TimeZone?) -> CallBackRules {
        callBacks.rules(services.calendars, zone: zone ?? .current) ?? callBacks.rules
    }

    /// Every account's phone may be called by its user name.
    var extensions: Set<String> { Set(accounts.compactMap { $0.phone?.user }) }
}
