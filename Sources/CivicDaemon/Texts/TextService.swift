import CivicCRM
import CivicCore
import CivicSources
import Foundation
import Logging
import ServiceLifecycle

/// Hands text messages that are owed to the gateway, and again until it takes them or refuses them for good.
struct TextService: ServiceLifecycle.Service {
    /// Between two looks at what is owed.
    private static let pace = Duration.seconds(2)

    private let settings: TextSettings
    private let book: any TextBook
    private let client: any SourceClient
    private let gateway: TextGateway
    private let log: Logger

    /// - Returns: nil where no text messages are sent.
    init?(_ settings: TextSettings, book: any TextBook, client: any SourceClient, log: Logger) {
        guard let address = settings.gateway else { return nil }
        self.settings = settings
        self.book = book
        self.client = client
        gateway = TextGateway(address: address, tokenFile: settings.tokenFile)
        self.log = log
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var told: String?
            while !Task.isCancelled {
                do {
                    try await send()
                    if told != nil { log.notice("text messages are sent again") }
                    told = nil
                } catch is CancellationError {
                    return
                } catch {
                    // A fault is told when it begins and when it is over.
                    let reason = "\(error)"
                    if told != reason { log.error("text messages were not sent: \(reason)") }
                    told = reason
                }
                try? await Task.sleep(for: Self.pace)
            }
        }
    }

    /// Sends what is due.
    func send() async throws {
        for owed in try await book.owedTexts(at: Date(), limit: 20) {
            try Task.checkCancellation()
            let answer = await gateway.send(
                key: owed.key, number: owed.message.numberKey, text: owed.message.text, by: client,
                within: settings.deadline)
            let now = Date()
            switch answer {
            case .taken: try await book.note(.sent, ofText: owed.id, at: now)
            case .refused(let status):
                log.warning("text message \(owed.id) was refused for good: \(status)")
                try await book.note(.failed, ofText: owed.id, at: now)
            case .later(let reason):
                guard let pause = owed.pause(at: now) else {
                    log.warning("text message \(owed.id) was tried for a day: \(reason)")
                    try await book.note(.failed, ofText: owed.id, at: now)
                    continue
                }
                try await book.note(.later(now.addingTimeInterval(pause)), ofText: owed.id, at: now)
                throw TextFault(reason: reason)
            }
        }
    }
}

/// Why the gateway took nothing; without a number.
private struct TextFault: Error, CustomStringConvertible {
    var reason: String
    var description: String { reason }
}
