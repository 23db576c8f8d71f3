import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Articles")
struct ArticleTests {
    static func article(_ parts: [Language: [String]] = [.mandarin: ["第一段。", "第二段。"], .english: ["One.", "Two."]])
        -> Article
    {
        Article(
            id: "renewal", version: 3, names: [.mandarin: "认证", .english: "Renewal"], unit: "bureau",
            services: ["pension"], reviewBy: LocalDate("2027-03-01") ?? LocalDate(dayNumber: 0),
            lastDay: LocalDate("2027-08-31") ?? LocalDate(dayNumber: 0), parts: parts, words: ["年审"])
    }

    private func day(_ text: String) -> LocalDate { LocalDate(text) ?? LocalDate(dayNumber: 0) }

    @Test("one article has a text for each channel")
    func renderings() {
        var article = Self.article()
        #expect(article.text(for: .speech, in: .english) == "One.\nTwo.")
        #expect(article.text(for: .sms, in: .english) == "One. Two.")
        #expect(article.text(for: .sms, in: .mandarin) == "第一段。第二段。")
        #expect(article.text(for: .letter, in: .english) == "Renewal\n\nOne.\n\nTwo.")
        #expect(article.text(for: .speech, in: Language(tag: "fr")) == nil)
        article.short = [.english: "Brief."]
        article.written = [.english: "At length."]
        #expect(article.text(for: .sms, in: .english) == "Brief.")
        #expect(article.text(for: .web, in: .english) == "Renewal\n\nAt length.")
        #expect(article.text(for: .speech, in: .english) == "One.\nTwo.")
    }

    @Test("a text that is too long for a message is not cut: there is none")
    func longText() {
        let long = String(repeating: "长", count: Article.longestShort + 1)
        var article = Self.article([.mandarin: [long], .english: ["One."]])
        #expect(article.text(for: .sms, in: .mandarin) == nil)
        article.short = [.mandarin: "短。"]
        #expect(article.text(for: .sms, in: .mandarin) == "短。")
    }

    @Test(
        "what has to be done about it follows from its days",
        arguments: [
            ("2027-01-15", Article.Need.nothing), ("2027-02-10", .soon), ("2027-03-01", .soon), ("2027-03-02", .review),
            ("2027-08-31", .review), ("2027-09-01", .expired),
        ])
    func need(today: String, need: Article.Need) {
        #expect(Self.article().need(on: day(today)) == need)
        #expect(Self.article().isTold(on: day(today)) == (need != .expired))
    }

    @Test("the content comes back as it was, and says nothing of the version")
    func content() throws {
        var article = Self.article()
        article.short = [.english: "Brief."]
        article.isPrivate = true
        let content = try article.content
        #expect(try Article(id: "renewal", version: 3, content: content) == article)
        article.version = 4
        #expect(try article.content == content)
        #expect(try Article(id: "x", version: 1, content: content.replacing("2027-08-31", with: "soon")) == nil)
        #expect(throws: (any Error).self) { _ = try Article(id: "x", version: 1, content: "{}") }
    }

    // MARK: The form

    private static let catalogue = (units: ["bureau"], services: ["pension"])

    @Test("what is typed makes the article that it was made from")
    func form() {
        var article = Self.article()
        article.written = [.mandarin: "书面。"]
        let (read, faults) = ArticleForm(article).article(Self.catalogue, version: 3)
        #expect(read == article && faults.isEmpty)
    }

    @Test(
        "each fault is told with its field",
        arguments: [
            ("id", "New Article", ArticleForm.Fault("id", .notAnId)), ("id", "new", ArticleForm.Fault("id", .notAnId)),
            ("unit", "burea", ArticleForm.Fault("unit", .unknown)),
            ("services", "pensoin", ArticleForm.Fault("services", .unknown)),
            ("review-by", "2027-09-01", ArticleForm.Fault("review-by", .reviewTooLate)),
            ("last-day", "soon", ArticleForm.Fault("last-day", .notADay)),
            ("name.en", " ", ArticleForm.Fault("name.en", .missing)),
            ("parts.en", "One.", ArticleForm.Fault("parts.en", .unequalParts)),
            ("parts.zh-CN", "", ArticleForm.Fault("parts.zh-CN", .missing)),
        ])
    func faults(field: String, typed: String, fault: ArticleForm.Fault) {
        var form = ArticleForm(Self.article())
        form.fields[field] = typed
        let (article, faults) = form.article(Self.catalogue, version: 3)
        #expect(article == nil && faults == [fault])
    }

    @Test("an empty line begins the next part, whatever system typed it; commas of either script stand between words")
    func separators() throws {
        var form = ArticleForm(Self.article())
        form.fields["parts.en"] = "One\r\nline.\r\n \r\nTwo."
        form.fields["words"] = "年审，老年证, proof of life"
        let article = try #require(form.article(Self.catalogue, version: 3).article)
        #expect(article.parts[.english] == ["One line.", "Two."])
        #expect(article.words == ["年审", "老年证", "proof of life"])
    }
}
