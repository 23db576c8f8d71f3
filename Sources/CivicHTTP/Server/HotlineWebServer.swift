package import CivicCRM
package import CivicCalls
package import CivicCore
package import CivicInsight
package import CivicReports
package import CivicTrace
package import Foundation
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore

/// The hotline's web server: the desk's pages, its REST routes and event streams, health and metrics.
///
/// It speaks HTTP/1.1 without TLS; a reverse proxy in front of it adds TLS, and then `secureCookies` is true.
package struct HotlineWebServer: Sendable {
    package let bind: SocketEndpoint
    let house: WebHouse

    /// - Parameters:
    ///   - bind: numeric address and port; port 0 takes a free one, which `onReady` tells.
    ///   - knowledge: what is told; nil where there is none.
    ///   - callPage: whether anyone may call from `/call`.
    ///   - citizens: export, holds and erasure; no page without it.
    ///   - channels: the ways by which the public and applications write.
    ///   - heartbeat: between two comments on an idle event stream.
    ///   - secureCookies: whether browsers reach the pages by HTTPS only.
    ///   - now: the wall clock.
    package init(
        bind: SocketEndpoint, desk: any ContactCentre, records: any PersonRecords,
        cases: any CaseRecords & VisitRecords & RelayRecords,
        calls: any CallJournal, openings: any OpeningRecords,
        accounts: any DeskAccounts, catalogue: DeskCatalogue, plans: any PlanOffice,
        prompts: any PromptOffice, surges: any SurgeOffice, reports: any ReportRecords,
        insight: any InsightRecords, knowledge: (any KnowledgeOffice)? = nil,
        citizens: (any CitizenOffice)? = nil, callPage: CallPage = .off, channels: PublicChannels? = nil,
        logger: Logger = Logger(label: "http"),
        heartbeat: Duration = .seconds(15),
        secureCookies: Bool = false, now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        self.bind = bind
        house = WebHouse(
            desk: desk, records: records, cases: cases, calls: calls, openings: openings, accounts: accounts,
            choices: LiveCatalogue(catalogue),
            plans: plans, prompts: prompts, callPage: callPage, surges: surges,
            channelDesk: channels.map(ChannelDesk.init), document: try OpenAPIDocument(), reports: reports,
            insight: insight, knowledge: knowledge, citizens: citizens,
            site: try Site(),
            logger: logger,
            heartbeat: heartbeat, secureCookies: secureCookies, now: now)
    }

    /// Puts other services, units and queues in the place of those that desks choose from; open desks see them when they
    /// load the page again.
    package func use(_ catalogue: DeskCatalogue) { house.choices.use(catalogue) }

    /// Puts other ways by which the public and applications write in the place of those so far: a token that is in them no
    /// more is refused from the next request on.
    package func use(_ channels: PublicChannels) { house.channelDesk?.use(channels) }

    /// Serves until the task is cancelled or its service group shuts down gracefully.
    ///
    /// - Parameter onReady: called once with the port, when connections are taken.
    /// - Throws: ``WebServerError`` when it cannot listen.
    package func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
        guard (try? SocketAddress(ipAddress: bind.host, port: Int(bind.port))) != nil else {
            throw WebServerError.notAnAddress(bind)
        }
        // Hummingbird tells its own start at `info`; ours is told by whoever gave `onReady`.
        var logger = house.logger
        logger.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            router: house.router(),
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(75),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(bind.host, port: Int(bind.port)),
                availableConnectionsDelegate: MaximumAvailableConnections(1024, logger: logger)),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? Int(bind.port)) },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            switch error.errnoCode {
            case EADDRINUSE: throw WebServerError.portInUse(bind)
            case EACCES, EPERM: throw WebServerError.portForbidden(bind)
            case EADDRNOTAVAIL: throw WebServerError.addressNotHere(bind)
            default: throw error
            }
        }
    }
}
