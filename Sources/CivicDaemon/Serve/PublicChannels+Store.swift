import CivicCRM
import CivicCore
import CivicHTTP
import CivicStore
import Foundation
import Logging

extension PublicChannels {
    /// The ways by which the public and applications write, as the configuration has them.
    init(_ configuration: HotlineConfiguration, store: CivicStore, services: ServiceCatalogue) {
        let tokens = configuration.usableTokens
        let clients = Dictionary(tokens.map { ($0.hash, $0.client) }) { first, _ in first }
        let proxies = configuration.httpProxies.compactMap { AddressRange($0) }
        let calendar = services.calendars["county-office"] ?? services.calendars.min { $0.key < $1.key }?.value
        self.init(
            book: store, hasPage: configuration.hasAskPage, filingsPerHour: configuration.ask.filingsPerHour,
            numbering: configuration.numbering, timeZone: calendar?.timeZone ?? .current,
            isProxy: { address in proxies.contains { $0.contains(address) } }
        ) { token in
            token.utf8.count <= 200 ? clients[APITokens.hash(token)] : nil
        }
        attachments = store
        files = configuration.mail.files
        offersMail = configuration.mail.smtp != nil
    }
}

extension HotlineConfiguration {
    /// Whether whoever reaches the pages is at this machine. What a proxy stands in front of is for others, too.
    var pagesAreLocal: Bool {
        httpProxies.isEmpty
            && ["127.0.0.0/8", "::1"].contains { AddressRange($0)?.contains(http.host) == true }
    }

    /// Loopback alone has the form by itself.
    package var hasAskPage: Bool { ask.page == .on || (ask.page == .auto && pagesAreLocal) }

    /// Tokens that everybody can read count at this machine alone.
    package var usableTokens: [APIToken] { apiTokens.filter { !$0.isSample || pagesAreLocal } }

    /// Said at the start where a sample token was left behind.
    func warnOfSampleTokens(_ log: Logger) {
        let left = apiTokens.count - usableTokens.count
        guard left > 0 else { return }
        log.warning(
            "\(left) sample tokens of api-tokens.yaml do not count, since the pages are not for this machine alone; make real ones with 'civicline api-token NAME'"
        )
    }
}
