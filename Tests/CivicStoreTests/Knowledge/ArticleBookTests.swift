import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Versions of articles")
struct ArticleBookTests {
    private let fixture: StoreFixture
    private let now = StoreFixture.now

    init() throws { fixture = try StoreFixture() }

    static func article(_ version: Int, _ text: String = "One.", id: String = "renewal", lastDay: String = "2027-08-31")
        -> Article
    {
        Article(
            id: id, version: version, names: [.mandarin: "认证", .english: "Renewal"], unit: "bureau",
            services: ["pension"], reviewBy: LocalDate("2027-03-01") ?? LocalDate(dayNumber: 0),
            lastDay: LocalDate(lastDay) ?? LocalDate(dayNumber: 0), parts: [.mandarin: ["一。"], .english: [text]],
            short: [.english: "Short: \(text)"])
    }

    @Test("the newest is what is told; all stay readable with who, when and why, also after a restart")
    func versions() async throws {
        let store = fixture.store
        try await store.publish([Self.article(1)], isFromFile: true, by: "file", note: "first", at: now)
        try await store.publish([Self.article(2, "Two.")], isFromFile: false, by: "wu", note: "a new sum", at: now)
        try await store.publish([Self.article(1, id: "water")], isFromFile: true, by: "file", note: "", at: now)
        let again = try fixture.reopen()
        #expect(try await again.articles().map(\.article) == [Self.article(2, "Two."), Self.article(1, id: "water")])
        let versions = try await again.articleVersions(of: "renewal")
        #expect(versions.map(\.article.version) == [2, 1])
        #expect(versions.first?.author == "wu" && versions.first?.note == "a new sum" && versions.first?.at == now)
        #expect(Set(versions.map(\.hash)).count == 2)
        #expect(try await again.articlesFromFile().map(\.article.version) == [1, 1])
        let kinds = try await store.ledger.events(after: 0, limit: 9).map { "\($0.kind) \($0.actor)" }
        #expect(kinds == ["article-published file", "article-published wu", "article-published file"])
    }

    @Test("a version that is there already is refused, and the others with it")
    func refused() async throws {
        let store = fixture.store
        try await store.publish([Self.article(2)], isFromFile: false, by: "wu", note: "", at: now)
        await #expect(throws: ArticleRefusal.changedMeanwhile(by: "wu", version: 2)) {
            try await store.publish(
                [Self.article(1, id: "water"), Self.article(2, "Other.")], isFromFile: false, by: "lin", note: "",
                at: now)
        }
        #expect(try await store.articles().map(\.article.id) == ["renewal"])
    }

    @Test("nobody changes or deletes what was kept")
    func appendOnly() async throws {
        let store = fixture.store
        try await store.publish([Self.article(1)], isFromFile: true, by: "file", note: "", at: now)
        for sql in ["UPDATE article_version SET content = '{}'", "DELETE FROM article_version"] {
            await #expect(throws: DatabaseError.self) { try await store.pool.write { try $0.execute(sql: sql) } }
        }
    }
}
