package import CivicCRM
package import CivicCore
package import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// What an application may do with its token.
package enum APIRight: String, CaseIterable, Codable, Sendable {
    case createCases = "cases:create"
    case readCases = "cases:read"
    case addMessages = "messages:create"
}

/// An application that showed its token.
package struct APIClient: Equatable, Sendable {
    /// Its name in `config/api-tokens.yaml`.
    package var name: String
    package var rights: Set<APIRight>
    /// By which its citizens' matters come.
    package var channel: Channel
    package var requestsPerMinute: Int

    package init(name: String, rights: Set<APIRight>, channel: Channel, requestsPerMinute: Int) {
        self.name = name
        self.rights = rights
        self.channel = channel
        self.requestsPerMinute = requestsPerMinute
    }

    /// In cases, the ledger and the audit.
    var source: String { CaseEvent.application + name }
}

/// The ways by which the public and applications write: the page `/ask`, the REST API, Open311.
package struct PublicChannels: Sendable {
    package var book: any FilingBook
    /// Whether there is the page `/ask`.
    package var hasPage: Bool
    /// Filings an hour from one address by the page.
    package var filingsPerHour: Int
    /// The application behind a token; nil for an unknown one.
    package var client: @Sendable (_ token: String) -> APIClient?
    package var numbering: NumberingRule
    /// The county's, for its days and hours.
    package var timeZone: TimeZone
    /// Whether an address is that of a proxy of ours, whose word about the client counts.
    package var isProxy: @Sendable (_ address: String) -> Bool
    /// Files of cases; nil where none are kept.
    package var attachments: (any AttachmentBook)?
    /// Which files are kept.
    package var files = AttachmentRule()
    /// Whether answers can go by e-mail.
    package var offersMail = false

    package init(
        book: any FilingBook, hasPage: Bool, filingsPerHour: Int, numbering: NumberingRule, timeZone: TimeZone,
        isProxy: @escaping @Sendable (_ address: String) -> Bool = { _ in false },
        client: @escaping @Sendable (_ token: String) -> APIClient?
    ) {
        self.book = book
        self.hasPage = hasPage
        self.filingsPerHour = filingsPerHour
        self.numbering = numbering
        self.timeZone = timeZone
        self.isProxy = isProxy
        self.client = client
    }
}

/// What the routes of the public channels work with beside the house. A reload puts other channels in their place.
final class ChannelDesk: Sendable {
    private let current: Mutex<(channels: PublicChannels, filings: SourceThrottle)>
    let clients = ClientThrottles()
    let openFigures = OpenFigureShelf()
    let uploads = UploadGate()

    init(_ channels: PublicChannels) {
        current = Mutex((channels, SourceThrottle(channels.filingsPerHour, per: 3_600)))
    }

    var channels: PublicChannels { current.withLock { $0.channels } }
    var filings: SourceThrottle { current.withLock { $0.filings } }

    /// Who has filed lately is remembered, unless the rate is another one.
    func use(_ channels: PublicChannels) {
        current.withLock { current in
            if channels.filingsPerHour != current.channels.filingsPerHour {
                current.filings = SourceThrottle(channels.filingsPerHour, per: 3_600)
            }
            current.channels = channels
        }
    }

    var book: any FilingBook { channels.book }

    /// What counts as one source of requests: the peer, or who it says is behind it where it is a proxy of ours. Proxies
    /// add to `X-Forwarded-For` on the right, so the first from there that is no proxy is the client; what the client
    /// itself wrote stands further left and does not count.
    func source(of request: Request, _ context: WebContext) -> String {
        var address = context.peer
        let hops = request.headers[values: .xForwardedFor].flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            guard channels.isProxy(address) else { break }
            address = String(hop.prefix(100)).trimmingCharacters(in: .whitespaces)
        }
        return SourceThrottle.source(of: address)
    }

    /// The filing that a form is, or what is wrong with it.
    func check(_ form: FilingForm, services: [String], placeNeeded: Bool = true, at now: Date)
        -> Result<Filing, FilingFaults>
    {
        var form = form
        // Without mail it is none of the ways that are offered.
        if !channels.offersMail, FilingForm.clean(form[.answer]) == AnswerWay.email.rawValue {
            form[.answer] = "e-mail"
        }
        return form.check(
            services: services, numbering: channels.numbering, today: CivilDay(now, in: channels.timeZone),
            placeNeeded: placeNeeded)
    }
}
