import CivicCRM
import CivicCalls
import CivicCore
import CivicDSP
import CivicDialplan
import CivicHTTP
import CivicMedia
import CivicQueue
import CivicSDP
import CivicSIP
import CivicSegments
import CivicSources
import CivicStore
import CivicTransport
import Foundation
package import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The daemon put together: from configuration to a hotline that answers.
package enum Hotline {
    /// Serves until SIGTERM or SIGINT, then stops cleanly. Everything that can be wrong at the start is one error.
    ///
    /// - Parameter announce: called once when calls are answered, with what a newcomer needs.
    package static func serve(
        _ configuration: HotlineConfiguration, log: Logger, announce: @escaping @Sendable (Announcement) -> Void
    ) async throws {
        HeapShape.shareOneHeap()
        guard let dataFolder = configuration.dataFolder else {
            throw ConfigurationError(line: "a data folder is needed: --data DIR")
        }
        let services = try HouseRules.services(configuration)
        let clips = try unavailable { try ClipLibrary.load(folder: configuration.files.prompts) }
        let recordings = dataFolder + "/recordings"
        try unavailable {
            try FileManager.default.createDirectory(atPath: recordings, withIntermediateDirectories: true)
        }
        for leftover in RecordingLeftovers.complete(in: recordings) {
            let name = URL(filePath: leftover.file).lastPathComponent
            if let duration = leftover.duration {
                log.notice(
                    "the recording \(name) of an earlier run is completed: \(Int(duration.inSeconds.rounded())) s")
            } else {
                log.warning(
                    "the recording \(name).part of an earlier run holds nothing that can be played, or its name is taken"
                )
            }
        }
        let store = try unavailable {
            try CivicStore(
                folder: dataFolder, services: services, keys: configuration.files.recordKeys,
                numbering: configuration.numbering)
        }
        do {
            try await store.removeOwedFiles()
        } catch {
            log.error("files of citizens who were erased are still there: \(error)")
        }
        let keeper = try await PlanKeeper.begin(configuration, store: store, log: log)
        let rules = await keeper.rules
        store.use(rules.services)
        try await store.use(rules.segments, at: Date())
        if rules.services.rules.visits == nil { log.notice("return visits are left to people") }
        for warning in configuration.warnings + rules.warnings { log.warning("\(warning)") }
        configuration.warnOfSampleTokens(log)
        try await store.accounts.use(configuration.accounts)

        let media = try unavailable {
            try MediaEngine(MediaConfiguration(configuration), clips: clips)
        }
        try unavailable { try media.start() }
        defer { media.stop() }
        let relay = EventRelay()
        let endpoint = try await unavailable {
            try await SIPEndpoint.open(
                bind: configuration.sip.udp, streams: configuration.sip.streams,
                configuration: UserAgentConfiguration(configuration), trace: configuration.sip.trace,
                group: MultiThreadedEventLoopGroup.singleton,
                onEvents: { relay.report($0) })
        }
        var settings = SwitchboardSettings(configuration, rules, recordings: recordings)
        let resolver = NameResolver(group: MultiThreadedEventLoopGroup.singleton)
        let transports: [SIPTransport] = configuration.sip.tlsFiles == nil ? [.udp, .tcp] : [.udp, .tcp, .tls]
        let prompts = PromptKeeper(configuration, plans: keeper, store: store, log: log)
        if !configuration.boothNumbers.isEmpty {
            settings.booth = BoothSettings(answers: Set(configuration.boothNumbers), booth: prompts)
        }
        let sources = DataSources(rules.sources) { line in log.warning("\(line)") }
        settings.sources = OutsideSources(sources: sources)
        settings.relays = store
        settings.locate = { uri in await resolver.locate(uri, supported: transports) }
        let switchboard = Switchboard(
            settings, signalling: endpoint, media: media,
            records: store, places: store, ledger: store.ledger,
            walks: StoreWalkLog(store: store), facts: store.facts, memberships: store, log: log)
        relay.connect(to: switchboard)
        let walks = try await store.walks.keepDrafts(at: Date())
        if walks > 0 { log.notice("the walks of \(walks) calls that an earlier run did not end are kept") }
        try await switchboard.takeUpMemberships()
        try await switchboard.takeUpDay()
        let relays = try await store.resumeRelays(at: Date())
        if relays > 0 { log.notice("\(relays) calls of units to citizens were cut off when an earlier run ended") }
        let kept = try await switchboard.keepOrphanedPlaces()
        if kept > 0 { log.notice("\(kept) places in line of an earlier run are kept") }

        let number = rules.plans.flatMap(\.answers).first ?? ""
        let journal = StoreCallJournal(store: store, endpoint: endpoint)
        let surges = SurgeKeeper(
            configuration, plans: keeper, store: store,
            line: SurgeKeeper.Line(
                use: { await switchboard.use($0, own: $1) },
                learn: { media.use(try ClipLibrary.load(folder: $0)) }, hasClip: { media.hasClip($0) }),
            dataFolder: dataFolder, log: log)
        try await surges.begin()
        let knowledge = ArticleKeeper(
            configuration, plans: keeper, store: store, learn: { media.use(try ClipLibrary.load(folder: $0)) })
        try await knowledge.begin()
        let web = try HotlineWebServer(
            bind: configuration.http, desk: switchboard, records: store, cases: store, calls: journal, openings: store,
            accounts: StoreDeskAccounts(store: store, lifetime: configuration.deskSession),
            catalogue: DeskCatalogue(
                rules.services, queues: configuration.queues, segments: rules.segments.catalogue, number: number),
            plans: keeper,
            prompts: prompts, surges: surges, reports: store.facts, insight: store,
            knowledge: knowledge, citizens: StoreCitizenOffice(store: store), callPage: CallPage(configuration),
            channels: PublicChannels(configuration, store: store, services: rules.services), logger: log)
        await keeper.connect { rules, now in
            do {
                media.use(try ClipLibrary.load(folder: configuration.files.prompts))
            } catch {
                log.error("the prompts stay as they were: \(error)")
            }
            // Before a call goes by the plans that read them out.
            knowledge.learnRecordings(log)
            store.use(rules.services)
            do {
                try await store.use(rules.segments, at: Date())
            } catch {
                log.error("the rules of segments stay as they were: \(type(of: error))")
            }
            await sources.use(rules.sources)
            web.use(
                DeskCatalogue(
                    rules.services, queues: rules.queues, segments: rules.segments.catalogue, number: number))
            await switchboard.use(rules.plans, rules.catalogue)
            await switchboard.use(rules.queues, rules.callBacks)
            endpoint.trust(now.trunks.lines.flatMap(\.trunk.addresses))
            await switchboard.use(
                SwitchboardSettings(now, rules, recordings: recordings),
                accounts: UserAgentConfiguration(now).accounts)
            web.use(PublicChannels(now, store: store, services: rules.services))
            knowledge.use(await keeper.articles, rules.services)
            await surges.showOnLine()
        }
        let announcement = Announcement(configuration, sip: endpoint.localAddress, rules: rules)
        if let note = media.schedulingNote { log.notice("\(note)") }
        let openFiles = OpenFileLimit.raise()
        if let note = OpenFileLimit.note(limit: openFiles, calls: configuration.calls.most) { log.warning("\(note)") }
        var running: [any ServiceLifecycle.Service] = [
            WebService(server: web) { port in announce(announcement.with(httpPort: port)) },
            VisitService(store: store, switchboard: switchboard, log: log),
            RecallService(store: store, switchboard: switchboard, keeper: knowledge, log: log),
            CallService(
                switchboard: switchboard, endpoint: endpoint, media: media,
                patience: configuration.shutdownPatience),
            CertificateService(endpoint: endpoint, log: log),
            ReloadService(keeper: keeper, log: log),
            SurgeService(keeper: surges),
            CaseClockService(store: store, log: log),
            SegmentService(store: store, log: log),
            RetentionService(store: store, rules: configuration.retention, log: log),
        ]
        let textClient = HTTPSourceClient()
        if let texts = TextService(configuration.texts, book: store, client: textClient, log: log) {
            running.append(texts)
        }
        if let mail = MailService(configuration.mail, book: store, name: number, log: log) { running.append(mail) }
        if let control = ControlService(
            journal: journal, plans: keeper, surges: surges, dataFolder: dataFolder, log: log)
        {
            running.append(control)
        }
        let noting = Task(priority: .background) { await prompts.noteFiles() }
        defer { noting.cancel() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: running.map {
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: log))
        do {
            try await group.run()
        } catch let refused as WebServerError {
            throw ConfigurationError(line: "error: \(refused)", exitCode: ConfigurationError.unavailable)
        }
        await sources.close()
        await textClient.close()
        try store.close()
    }

    /// What the machine cannot give ends the start with one line and exit code 69.
    private static func unavailable<Result>(_ work: () throws -> Result) throws(ConfigurationError) -> Result {
        do {
            return try work()
        } catch {
            throw ConfigurationError(line: "error: \(error)", exitCode: ConfigurationError.unavailable)
        }
    }

    private static func unavailable<Result: Sendable>(_ work: () async throws -> Result)
        async
        throws(ConfigurationError) -> Result
    {
        do {
            return try await work()
        } catch {
            throw ConfigurationError(line: "error: \(error)", exitCode: ConfigurationError.unavailable)
        }
    }
}

/// The calls: runs the switchboard, and on a stop lets it end what is in progress before the sockets close.
private struct CallService: ServiceLifecycle.Service {
    let switchboard: Switchboard
    let endpoint: SIPEndpoint
    let media: MediaEngine
    let patience: Duration

    func run() async throws {
        let work = Task { await switchboard.run() }
        try? await gracefulShutdown()
        await switchboard.close(patience: patience)
        work.cancel()
        media.stop()
        await endpoint.close()
        await work.value
    }
}

/// The pages; stopped after the calls, so that the desks see the end.
private struct WebService: ServiceLifecycle.Service {
    let server: HotlineWebServer
    let onReady: @Sendable (Int) -> Void

    func run() async throws {
        try await server.run(onReady: onReady)
    }
}

/// Hands the transport's events to the switchboard, which is built after the socket is open.
///
/// Written once before the first caller can have an answer; what comes earlier waits in `early`.
private final class EventRelay: Sendable {
    private let state = Mutex<(switchboard: Switchboard?, early: [UserAgentEvent])>((nil, []))

    func connect(to switchboard: Switchboard) {
        state.withLock { state in
            switchboard.report(state.early)
            state = (switchboard, [])
        }
    }

    func report(_ events: [UserAgentEvent]) {
        state.withLock { state in
            if let switchboard = state.switchboard {
                switchboard.report(events)
            } else {
                state.early += events
            }
        }
    }
}
