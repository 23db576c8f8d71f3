import CivicSIP
import CivicTransport
import Foundation

// What a reload takes of another reading of the configuration, and what waits for the next start. Of dialplans, prompts,
// services, units, calendars, articles, segments and data sources the files themselves are read each time.
extension HotlineConfiguration {
    /// A key of the configuration, or a file of it, and whether two readings agree on it.
    private struct Part: Sendable {
        let name: String
        let isSame: @Sendable (HotlineConfiguration, HotlineConfiguration) -> Bool

        init<Value: Equatable & SendableMetatype>(
            _ name: String, _ value: @escaping @Sendable (HotlineConfiguration) -> Value
        ) {
            self.name = name
            isSame = { value($0) == value($1) }
        }
    }

    /// Taken while calls go on.
    private static let live: [Part] = [
        Part("accounts") { $0.accounts }, Part("trunks") { $0.trunks }, Part("queues") { $0.queues },
        Part("call-back") { $0.callBacks }, Part("api-tokens") { $0.apiTokens },
        Part("ask.page") { $0.ask.page }, Part("ask.filings-per-hour") { $0.ask.filingsPerHour },
    ]

    /// Taken while calls go on where it grows stricter: a rule that one person's reload could end would hold nobody.
    private static let tightening: [Part] = [Part("plans.approval") { $0.approval }]

    /// Heeded at a start alone.
    private static let settled = settledSIP + settledMedia + settledHouse

    private static let settledSIP: [Part] = [
        Part("sip.udp") { $0.sip.udp }, Part("sip.tcp") { $0.sip.tcp }, Part("sip.tls") { $0.sip.tls },
        Part("sip.tls-certificate") { $0.sip.tlsFiles?.certificate }, Part("sip.tls-key") { $0.sip.tlsFiles?.key },
        Part("sip.tls-authorities") { $0.sip.tlsFiles?.authorities },
        Part("sip.connections") { $0.sip.connections.total },
        Part("sip.connections-per-source") { $0.sip.connections.perSource },
        Part("sip.connection-idle") { $0.sip.connections.idle }, Part("sip.advertise") { $0.sip.advertise },
        Part("sip.realm") { $0.sip.realm }, Part("sip.session-expires") { $0.sip.sessionExpires },
        Part("sip.trace") { $0.sip.trace.keeping }, Part("sip.trace-memory") { $0.sip.trace.limits.bytes },
        Part("gate.messages-per-second") { $0.sip.gate.messagesPerSecond },
        Part("gate.requests-per-second") { $0.sip.gate.requestsPerSecond },
        Part("gate.trunk-requests-per-second") { $0.sip.gate.requestsPerSecondOfTrunk },
        Part("gate.password-tries") { $0.sip.gate.freeFailures },
        Part("gate.scanner-patience") { $0.sip.gate.scannerPatience },
        Part("gate.scanner-silence") { $0.sip.gate.silence },
    ]

    private static let settledMedia: [Part] = [
        Part("rtp.bind") { $0.rtp.bind }, Part("rtp.advertise") { $0.rtp.advertise },
        Part("rtp.ports") { $0.rtp.ports }, Part("rtp.threads") { $0.rtp.threads },
        Part("rtp.jitter-frames") { $0.rtp.jitterFrames }, Part("rtp.dead-after") { $0.rtp.deadAfter },
        Part("rtp.agent-dead-after") { $0.rtp.agentDeadAfter }, Part("rtp.codecs") { $0.rtp.codecs },
        Part("rtp.level-control") { $0.rtp.levelControl }, Part("rtp.noise-reduction") { $0.rtp.noiseReduction },
        Part("rtp.noise-reduction-depth") { $0.rtp.noiseReductionDepth },
        Part("rtp.echo-cancellers") { $0.rtp.echoCancellers }, Part("rtp.srtp-phones") { $0.rtp.srtpPhones },
        Part("rtp.srtp-trunks") { $0.rtp.srtpTrunks },
    ]

    private static let settledHouse: [Part] = [
        Part("http") { $0.http }, Part("http-proxies") { $0.httpProxies },
        Part("calls.most") { $0.calls.most }, Part("calls.longest") { $0.calls.longest },
        Part("calls.rate-per-stranger") { $0.calls.ratePerStranger }, Part("calls.page") { $0.calls.page },
        Part("calls.most-from-pages") { $0.calls.mostFromPages },
        Part("mail") { $0.mail.withoutFiles }, Part("sms") { $0.texts }, Part("attachments") { $0.mail.files },
        Part("shutdown.patience") { $0.shutdownPatience },
        Part("numbering") { $0.numbering }, Part("languages") { $0.languages }, Part("tones") { $0.tones },
        Part("desk.session") { $0.deskSession }, Part("recording.conversations") { $0.conversationRecording },
        Part("booth.answers") { $0.boothNumbers }, Part("log.level") { $0.logLevel },
        Part("retention") { $0.retention }, Part("files.dialplans") { $0.files.dialplanPlaces },
        Part("files.prompts") { $0.files.prompts },
        Part("files.prompt-settings") { $0.files.promptSettings }, Part("files.tones") { $0.files.tones },
        Part("files.record-keys") { $0.files.recordKeys },
    ]

    /// Every key, or group of keys, that is compared; files stand here by what they hold.
    package static var compared: [String] { (live + tightening + settled).map(\.name) }

    /// What `take` of `later` changes, by name.
    package func partsTaken(from later: HotlineConfiguration) -> [String] {
        (Self.live + (later.approval == .twoPerson ? Self.tightening : [])).filter { !$0.isSame(self, later) }
            .map(\.name)
    }

    /// Keys that `later` has otherwise and `take` passes over.
    package func keysForNextStart(in later: HotlineConfiguration) -> [String] {
        (Self.settled + (later.approval == .twoPerson ? [] : Self.tightening)).filter { !$0.isSame(self, later) }
            .map(\.name)
    }

    /// Takes of a later reading what calls in progress do not depend on; files may have come, gone, or have other names.
    package mutating func take(_ later: HotlineConfiguration) {
        accounts = later.accounts
        trunks = later.trunks
        queues = later.queues
        callBacks = later.callBacks
        apiTokens = later.apiTokens
        ask = later.ask
        if later.approval == .twoPerson { approval = .twoPerson }
        warnings = later.warnings
        let settled = files
        files = later.files
        files.dialplans = settled.dialplans
        files.dialplanPlaces = settled.dialplanPlaces
        files.prompts = settled.prompts
        files.promptSettings = settled.promptSettings
        files.tones = settled.tones
        files.recordKeys = settled.recordKeys
    }
}

extension MailSettings {
    fileprivate var withoutFiles: MailSettings {
        var mail = self
        mail.files = MailSettings().files
        return mail
    }
}

extension HotlineConfiguration.Files {
    /// The dialplans that are there now: a folder of the configuration stands for the `.yaml` files in it.
    func presentDialplans() throws(ConfigurationError) -> [String] {
        let found = dialplanPlaces.flatMap { Self.dialplans(in: $0) ?? [$0] }
        guard !found.isEmpty else {
            throw ConfigurationError(
                line: "no dialplan is left in \(dialplanPlaces.joined(separator: ", "))")
        }
        return found
    }

    /// Where a new plan may be put: the first folder that the configuration names.
    var dialplanFolder: String? { dialplanPlaces.first { Self.dialplans(in: $0) != nil } }

    /// The dialplans in a folder, without the tests beside them; `nil` where it is none.
    static func dialplans(in folder: String) -> [String]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            return nil
        }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".tests.yaml") && !$0.hasPrefix(".") }.sorted()
            .map { "\(folder)/\($0)" }
    }
}
