package import CivicCRM
package import CivicCore
import CivicDialplan
import CivicHTTP
package import CivicStore
package import Foundation
import Logging
import Synchronization

/// What the hotline knows, for pages and desks: found by words, published, told, put right.
package final class ArticleKeeper: KnowledgeOffice {
    private struct State {
        var articles: [Article] = []
        var index = ArticleIndex([])
    }

    private let plans: PlanKeeper
    private let store: CivicStore
    private let voice: ArticleVoice
    private let folder: String
    /// Puts the recordings of a folder among the clips.
    private let learn: @Sendable (String) throws -> Void
    private let sendsMail: Bool
    private let sendsTexts: Bool
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    package init(
        _ configuration: HotlineConfiguration, plans: PlanKeeper, store: CivicStore,
        learn: @escaping @Sendable (String) throws -> Void, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.plans = plans
        self.store = store
        folder = HouseKnowledge.folder(in: configuration.dataFolder ?? ".")
        voice = ArticleVoice(configuration, folder: folder)
        self.learn = learn
        sendsMail = configuration.mail.smtp != nil
        sendsTexts = configuration.texts.gateway != nil
        self.now = now
    }

    /// Recordings of before a restart, and what is told now.
    package func begin() async throws {
        if FileManager.default.fileExists(atPath: folder) { try learn(folder) }
        use(await plans.articles, store.catalogue)
    }

    /// A reload may have spoken articles.
    func learnRecordings(_ log: Logger) {
        guard FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try learn(folder)
        } catch {
            log.error("recordings of articles cannot be read: \(error)")
        }
    }

    /// The plans were compiled anew, and with them the articles.
    package func use(_ articles: [Article], _ services: ServiceCatalogue) {
        guard articles != self.articles else { return }
        let names = Dictionary(services.services.map { ($0.id, Array($0.names.values)) }) { first, _ in first }
        let index = ArticleIndex(articles, serviceNames: names)
        state.withLock { $0 = State(articles: articles, index: index) }
    }

    package var articles: [Article] { state.withLock { $0.articles } }

    package var today: LocalDate { LocalTime(timeZone: zone).reading(at: now()).date }

    private var zone: TimeZone {
        store.catalogue.calendars.min { $0.key < $1.key }?.value.timeZone ?? .gmt
    }

    package func find(_ words: String, limit: Int) -> [Article] {
        state.withLock { $0.index }.find(words, limit: limit)
    }

    package func versions(of id: String) async throws -> [ArticleVersion] { try await store.articleVersions(of: id) }

    package func tellings(of id: String) async throws -> [Int: Int] { try await store.tellings(of: id) }

    /// It is spoken first, so that a voice which fails is told to whom it concerns and never to a caller.
    package func publish(_ article: Article, base: Int?, note: String, by author: String) async throws -> Article {
        let standing = try await store.articleVersions(of: article.id).first
        if let standing, standing.article.version != base {
            throw ArticleRefusal.changedMeanwhile(by: standing.author, version: standing.article.version)
        }
        var next = article
        next.version = (standing?.article.version ?? 0) + 1
        let recordings = try await voice.speak(next)
        try await plans.publish(next, base: base, by: author, note: note, at: now()) { [voice, learn, folder] in
            try voice.keep(recordings)
            do {
                try learn(folder)
            } catch {
                throw ArticleRefusal.voiceFailed("\(error)")
            }
        }
        use(await plans.articles, store.catalogue)
        return next
    }

    package var recalls: any RecallRecords { store }

    package var means: RecallWay.Means {
        get async {
            let hasPlan = await plans.live.contains { $0.plan.name == RecallService.plan }
            return RecallWay.Means(
                calls: hasPlan && store.catalogue.rules.visits != nil, sms: sendsTexts, email: sendsMail)
        }
    }

    package func sendNumber(of record: Case, in language: Language) async throws {
        guard let number = record.contactNumber else { return }
        let text = MailTexts.receivedText(record, in: language, zone: zone)
        try await store.post(TextMessage(caseId: record.id, numberKey: number, text: text), at: now())
    }

    package func send(_ article: Article, _ receipt: ArticleReceipt) async throws {
        guard let number = receipt.numberKey, let text = article.text(for: .sms, in: receipt.language) else {
            throw ArticleRefusal.noText(.sms)
        }
        try await store.post(
            TextMessage(caseId: nil, numberKey: number, text: text), with: receipt, at: receipt.at)
    }
}
