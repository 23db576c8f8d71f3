import CivicCore
import CivicDSP
import CivicDialplan
import CivicQueue
import CivicTones
import CivicTransport
import CivicYAML
import Foundation

extension HotlineConfiguration {
    /// Reads `file` and the files that it names, with `environment` (`CIVICLINE_SIP_UDP` for `sip.udp`) over it.
    ///
    /// Paths in the file are relative to its folder. The set is refused whole when anything in it is wrong. A
    /// `dataFolder` that is missing is made; one that cannot be written to is refused.
    package static func load(
        file: String, environment: [String: String], dataFolder: String?
    ) throws(ConfigurationError) -> HotlineConfiguration {
        let root: YAMLValue
        do {
            root = try document(file, remedy: "name the configuration with --config")
        } catch {
            throw ConfigurationError(error.all)
        }
        var settings = Settings(root, file: file, environment: environment)
        let configuration = read(&settings, dataFolder: dataFolder)
        if settings.diagnostics.contains(where: { $0.severity == .error }) {
            throw ConfigurationError(settings.diagnostics)
        }
        if let dataFolder { try prepare(dataFolder) }
        return configuration
    }

    private static func read(_ settings: inout Settings, dataFolder: String?) -> HotlineConfiguration {
        let sip = sip(&settings)
        let http = settings.value("http", .endpoint, default: SocketEndpoint(host: "127.0.0.1", port: 8080))
        let rtp = rtp(&settings, sip: sip)
        let calls = calls(&settings, ports: rtp.ports)
        let minute = Duration.seconds(60)
        let patience = settings.value(
            "shutdown.patience", .duration(.zero...minute * 60, "0s to 1h"), default: .seconds(10))
        let files = files(&settings)
        let numbering = numbering(&settings)
        let languages = settings.value("languages", .texts, default: [Language.mandarin.tag, Language.english.tag])
            .map { Language(tag: $0) }
        let session = settings.value(
            "desk.session", .duration(minute...minute * 60 * 24 * 7, "1m to 7d"), default: .seconds(12 * 3600))
        let recording = settings.value(
            "recording.conversations", .choice(), default: ConversationRecording.off)
        let booth = settings.value("booth.answers", .texts, default: ["*77"])
        let country = settings.value("tones.country", .country, default: TonePlan.china.country)
        let logLevel = settings.value("log.level", .choice(), default: LogLevel.info)
        let proxies = settings.value("http-proxies", .texts, default: [])
        for proxy in proxies where AddressRange(proxy) == nil {
            settings.note(
                "'\(proxy.prefix(60))' is no address", at: "http-proxies",
                suggestion: "write an address such as 127.0.0.1 or a range such as 10.0.0.0/8", rule: "wrong-value")
        }
        let ask = Ask(
            page: settings.value("ask.page", .choice(), default: .auto),
            filingsPerHour: settings.value("ask.filings-per-hour", .integer(1...100_000), default: 20))
        let mail = MailSettings.read(&settings)
        let texts = TextSettings.read(&settings)
        let retention = RetentionSettings.read(&settings)
        let approval = settings.value("plans.approval", .choice(), default: Approval.alone)
        settings.finish()

        let queues = contents(of: files.queues, "files.queues", &settings).map {
            QueuesFile.queues(from: $0, file: files.queues)
        }
        let accounts = contents(of: files.accounts, "files.accounts", &settings).map {
            AccountsFile.accounts(
                from: $0, file: files.accounts, queues: queues?.queues.map(\.id) ?? [], languages: languages)
        }
        let trunks = contents(of: files.trunks, "files.trunks", &settings).map {
            TrunksFile.rules(
                from: $0, file: files.trunks, numbering: numbering, hasAuthorities: sip.tlsFiles?.authorities != nil)
        }
        let tokens = files.apiTokens.flatMap { path in
            contents(of: path, "files.api-tokens", &settings).map { APITokensFile.tokens(from: $0, file: path) }
        }
        settings.absorb(tokens?.diagnostics ?? [])
        let tones = tones(of: country, in: files.tones, &settings)
        settings.absorb((queues?.diagnostics ?? []) + (accounts?.diagnostics ?? []) + (trunks?.diagnostics ?? []))
        var configuration = HotlineConfiguration(
            sip: sip, http: http, rtp: rtp, calls: calls, shutdownPatience: patience, files: files,
            numbering: numbering, languages: languages, deskSession: session,
            conversationRecording: recording, boothNumbers: booth == ["off"] ? [] : booth, logLevel: logLevel,
            approval: approval,
            accounts: accounts?.accounts ?? [], trunks: trunks?.rules ?? TrunkRules(), queues: queues?.queues ?? [],
            tones: tones, dataFolder: dataFolder, file: settings.file,
            warnings: settings.diagnostics.filter { $0.severity == .warning })
        configuration.ask = ask
        configuration.mail = mail
        configuration.texts = texts
        configuration.retention = retention
        configuration.httpProxies = proxies
        configuration.apiTokens = tokens?.tokens ?? []
        configuration.callBacks = queues?.callBacks ?? CallBackSettings()
        return configuration
    }

    private static func rtp(_ settings: inout Settings, sip: SIP) -> RTP {
        RTP(
            bind: settings.value("rtp.bind", .address, default: sip.udp.host),
            advertise: settings.value("rtp.advertise", .address, default: sip.advertise.host),
            ports: settings.value("rtp.ports", .ports, default: 30000...31999),
            // One core is left to everything else.
            threads: settings.value(
                "rtp.threads", .integer(1...64), default: max(1, ProcessInfo.processInfo.activeProcessorCount - 1)),
            jitterFrames: settings.value("rtp.jitter-frames", .integer(1...25), default: 3),
            deadAfter: settings.value(
                "rtp.dead-after", .duration(.seconds(5) ... .seconds(3600), "5s to 1h"), default: .seconds(30)),
            agentDeadAfter: settings.value(
                "rtp.agent-dead-after", .duration(.seconds(1) ... .seconds(3600), "1s to 1h"), default: .seconds(5)),
            codecs: settings.value("rtp.codecs", .choices(), default: [.pcma, .pcmu, .g722, .opus]),
            levelControl: settings.value("rtp.level-control", .choice(), default: .everybody),
            noiseReduction: settings.value("rtp.noise-reduction", .choice(), default: .nobody),
            noiseReductionDepth: settings.value("rtp.noise-reduction-depth", .integer(1...40), default: 12),
            echoCancellers: settings.value("rtp.echo-cancellers", .integer(0...4000), default: 32),
            srtpPhones: settings.value("rtp.srtp-phones", .choice(), default: .off),
            srtpTrunks: settings.value("rtp.srtp-trunks", .choice(), default: .off))
    }

    private static func calls(_ settings: inout Settings, ports: ClosedRange<UInt16>) -> Calls {
        let most = settings.value("calls.most", .integer(1...100_000), default: 500)
        // RTP and RTCP of one leg take an even port and the next (RFC 3550 §11).
        let pairs = (Int(ports.upperBound) + 1) / 2 - (Int(ports.lowerBound) + 1) / 2
        if pairs < most {
            settings.note(
                "'rtp.ports' holds \(pairs) port pairs, fewer than the \(most) calls of 'calls.most'", at: "rtp.ports",
                suggestion: "widen 'rtp.ports' or lower 'calls.most'", severity: .warning, rule: "few-ports")
        }
        return Calls(
            most: most,
            longest: settings.value(
                "calls.longest", .duration(.seconds(60) ... .seconds(86_400), "1m to 24h"), default: .seconds(3600)),
            ratePerStranger: settings.value("calls.rate-per-stranger", .integer(0...100_000), default: 30),
            page: settings.value("calls.page", .choice(), default: .auto),
            mostFromPages: settings.value("calls.most-from-pages", .integer(1...10_000), default: 20))
    }

    private static func files(_ settings: inout Settings) -> Files {
        func path(_ key: String, _ fallback: String, isFolder: Bool = false) -> String {
            let path = resolve(settings.value(key, .text, default: fallback), beside: settings.file)
            demand(path, isFolder: isFolder, key, &settings)
            return path
        }
        let accounts = path("files.accounts", "accounts.yaml")
        let trunks = path("files.trunks", "trunks.yaml")
        let queues = path("files.queues", "queues.yaml")
        let services = path("files.services", "services.yaml")
        let units = path("files.units", "units.yaml")
        let calendars = path("files.calendars", "calendars.yaml")
        let caseRules = optional("files.case-rules", "case-rules.yaml", &settings)
        let articles = optional("files.articles", "articles.yaml", &settings)
        let segments = optional("files.segments", "segments.yaml", &settings)
        let dataSources = optional("files.data-sources", "data-sources.yaml", &settings)
        let apiTokens = optional("files.api-tokens", "api-tokens.yaml", &settings)
        let prompts = path("files.prompts", "../prompts", isFolder: true)
        let promptSettings = path("files.prompt-settings", "prompts.yaml")
        let tones = path("files.tones", "tones.yaml")
        let recordKeys = settings.value("files.record-keys", .text).map { resolve($0, beside: settings.file) }
        let named = settings.value("files.dialplans", .texts, default: ["../dialplans"])
            .map { resolve($0, beside: settings.file) }
        return Files(
            accounts: accounts, trunks: trunks, queues: queues, services: services, units: units, calendars: calendars,
            caseRules: caseRules, articles: articles, segments: segments, dataSources: dataSources,
            apiTokens: apiTokens,
            dialplans: named.flatMap { dialplans($0, &settings) },
            dialplanPlaces: named,
            prompts: prompts,
            promptSettings: promptSettings, tones: tones, recordKeys: recordKeys)
    }

    /// A file that a county may do without; one that is named has to be there.
    private static func optional(_ key: String, _ usual: String, _ settings: inout Settings) -> String? {
        let named = settings.value(key, .text, default: usual)
        let path = resolve(named, beside: settings.file)
        if named == usual, !FileManager.default.fileExists(atPath: path) { return nil }
        demand(path, isFolder: false, key, &settings)
        return path
    }

    /// The plan of our country; China's after noting why it cannot be had.
    private static func tones(of country: String, in file: String, _ settings: inout Settings) -> TonePlan {
        guard let document = contents(of: file, "files.tones", &settings) else { return .china }
        let (plans, diagnostics) = TonesFile.plans(from: document, file: file)
        settings.absorb(diagnostics)
        if let plan = plans[country] { return plan }
        settings.note(
            "'\(file)' has no country '\(country)'", at: "tones.country",
            suggestion: "it has \(plans.keys.sorted().joined(separator: ", "))", rule: "unknown-country")
        return .china
    }

    /// A file stands for itself, a folder for the `.yaml` files in it, without the `.tests.yaml` beside them.
    private static func dialplans(_ path: String, _ settings: inout Settings) -> [String] {
        guard isFolder(path) else {
            demand(path, isFolder: false, "files.dialplans", &settings)
            return [path]
        }
        let found = Files.dialplans(in: path) ?? []
        if found.isEmpty {
            settings.note(
                "the folder '\(path)' holds no .yaml file", at: "files.dialplans",
                suggestion: "name a folder with dialplans, or the files one by one", rule: "missing-file")
        }
        return found
    }

    private static func numbering(_ settings: inout Settings) -> NumberingRule {
        let china = NumberingRule.china
        return NumberingRule(
            countryCode: settings.value("numbering.country-code", .digits(1...3), default: china.countryCode),
            internationalPrefix: settings.value(
                "numbering.international-prefix", .digits(0...5), default: china.internationalPrefix),
            trunkPrefix: settings.value("numbering.trunk-prefix", .digits(0...3), default: china.trunkPrefix),
            shortestNational: settings.value(
                "numbering.shortest-national", .integer(4...14), default: china.shortestNational),
            areaCode: settings.value("numbering.area-code", .digits(0...5), default: china.areaCode),
            localLength: settings.value("numbering.local-length", .integer(4...10), default: china.localLength))
    }
}
