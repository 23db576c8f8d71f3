import CivicCRM
import CivicCore
import CivicHTTP
import Foundation
import Synchronization

/// Three articles, one of them expired, and the people who were told one; all in memory.
final class FakeKnowledge: KnowledgeOffice, RecallRecords {
    private struct State {
        var articles: [Article]
        var versions: [ArticleVersion] = []
        var refusal: ArticleRefusal?
        var recalls: [ArticleRecall] = []
        var people: [RecallPerson] = []
        var sent: [ArticleReceipt] = []
        var numbers: [CaseNumber] = []
        var told: [ArticleReceipt] = []
        var areTextsDown = false
    }

    private let state: Mutex<State>
    let today = LocalDate("2026-11-23") ?? LocalDate(dayNumber: 0)

    static func made(_ id: String, _ version: Int, _ zh: String, _ en: String, lastDay: String = "2027-12-31")
        -> Article
    {
        Article(
            id: id, version: version, names: [.mandarin: zh, .english: en], unit: "water-company", services: ["water"],
            reviewBy: LocalDate("2027-06-30") ?? LocalDate(dayNumber: 0),
            lastDay: LocalDate(lastDay) ?? LocalDate(dayNumber: 0),
            parts: [.mandarin: ["\(zh)第一段。", "第二段。"], .english: ["\(en), part one.", "Part two."]], words: ["没水"])
    }

    init() {
        let articles = [
            Self.made("no-water", 2, "停水怎么办", "When there is no water"),
            Self.made("old-sums", 1, "旧标准", "Old sums", lastDay: "2026-01-31"),
            Self.made("shelter", 1, "庇护所", "Shelter"),
        ]
        var state = State(articles: articles)
        state.articles[2].unit = "civil-affairs"
        state.articles[2].isPrivate = true
        state.versions = [1, 2].map { version in
            ArticleVersion(
                article: Self.made(
                    "no-water", version, "停水怎么办", version == 1 ? "Without water" : "When there is no water"),
                hash: "h\(version)", author: "wu", note: "<b>note</b>", at: SampleCounty.now, isFromFile: version == 1)
        }
        self.state = Mutex(state)
    }

    func refuse(_ refusal: ArticleRefusal?) { state.withLock { $0.refusal = refusal } }
    var sent: [ArticleReceipt] { state.withLock { $0.sent } }

    func standing(_ id: String) -> Article? { articles.first { $0.id == id } }
    var articles: [Article] { state.withLock { $0.articles } }
    func find(_ words: String, limit: Int) -> [Article] { ArticleIndex(articles).find(words, limit: limit) }
    func versions(of id: String) -> [ArticleVersion] {
        state.withLock { $0.versions.filter { $0.article.id == id }.reversed() }
    }
    func tellings(of id: String) -> [Int: Int] { id == "no-water" ? [1: 3, 2: 1] : [:] }

    func publish(_ article: Article, base: Int?, note: String, by author: String) throws -> Article {
        try state.withLock { state in
            if let refusal = state.refusal { throw refusal }
            var next = article
            next.version = (base ?? 0) + 1
            state.articles.removeAll { $0.id == article.id }
            state.articles.append(next)
            state.versions.append(
                ArticleVersion(
                    article: next, hash: "h", author: author, note: note, at: SampleCounty.now, isFromFile: false))
            return next
        }
    }

    var recalls: any RecallRecords { self }
    var means: RecallWay.Means { RecallWay.Means(calls: true, sms: true, email: false) }

    func breakTexts() { state.withLock { $0.areTextsDown = true } }

    func sendNumber(of record: Case, in language: Language) throws {
        try state.withLock { state in
            if state.areTextsDown { throw StoreDown() }
            state.numbers.append(record.number)
        }
    }
    var numbers: [CaseNumber] { state.withLock { $0.numbers } }

    func send(_ article: Article, _ receipt: ArticleReceipt) { state.withLock { $0.sent.append(receipt) } }

    // MARK: Recalls

    func recall(
        _ id: String, versions: ClosedRange<Int>, why: String, by author: String, means: RecallWay.Means, at now: Date
    ) throws -> ArticleRecall {
        try state.withLock { state in
            if let refusal = state.refusal { throw refusal }
            let recall = ArticleRecall(
                id: 1, article: id, versions: versions, right: 2, why: why, by: author, at: now, unknown: 4)
            state.recalls = [recall]
            state.people = [
                RecallPerson(
                    id: 5, recall: 1, citizenId: SampleCounty.mother.id, numberKey: "+8613800000001", email: nil,
                    language: .mandarin, toldAt: now, state: .person, cause: .notReached, attempts: 3),
                RecallPerson(
                    id: 6, recall: 1, citizenId: nil, numberKey: "+8613800000009", email: nil, language: .english,
                    toldAt: now, state: .waiting, nextAt: now),
            ]
            return recall
        }
    }

    func recalls(limit: Int) -> [ArticleRecall] { state.withLock { $0.recalls } }
    func recall(_ id: Int64) -> ArticleRecall? { state.withLock { $0.recalls.first { $0.id == id } } }
    func progress(ofRecall id: Int64) -> [RecallPerson.State: Int] {
        Dictionary(grouping: state.withLock { $0.people }, by: \.state).mapValues(\.count)
    }
    func people(ofRecall id: Int64, limit: Int) -> [RecallPerson] { state.withLock { $0.people } }
    func recallPerson(_ id: Int64) -> RecallPerson? { state.withLock { $0.people.first { $0.id == id } } }

    func recallDone(_ person: Int64, note: String, by author: String, at now: Date) -> Bool {
        state.withLock { state in
            guard let index = state.people.firstIndex(where: { $0.id == person && $0.state != .done }) else {
                return false
            }
            state.people[index].state = .done
            return true
        }
    }

    func recallTold(_ person: Int64, by receipt: ArticleReceipt, note: String) -> Bool {
        guard recallDone(person, note: note, by: receipt.by, at: receipt.at) else { return false }
        state.withLock { $0.told.append(receipt) }
        return true
    }

    /// What people of the hotline have told for a recall.
    var told: [ArticleReceipt] { state.withLock { $0.told } }
}
