import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("config/articles.yaml")
struct ArticleFileTests {
    private static let catalogue = ServiceCatalogue(
        services: [
            Service(
                id: "pension", names: [.english: "Pension"], unit: "bureau", calendar: "office",
                dispatch: .time(.seconds(3_600)), answer: .days(2))
        ], units: [HandlingUnit(id: "bureau", names: [.english: "Bureau"], kind: .department)], calendars: [:])

    private static let sound = """
        renewal:
          version: 2
          name: { zh-CN: 认证, en: Renewal }
          unit: bureau
          services: [pension]
          review-by: 2027-03-01
          last-day: 2027-08-31
          text:
            zh-CN: [ 第一段。, 第二段。 ]
            en: [ One., Two. ]

        """

    private func messages(_ text: String) -> [String] {
        do {
            _ = try ArticleFile.parse(text, file: "articles.yaml", catalogue: Self.catalogue)
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test("an article has a version, an owner, two days and as many parts in each language")
    func reads() throws {
        let article = try #require(
            try ArticleFile.parse(Self.sound, file: "articles.yaml", catalogue: Self.catalogue).first)
        #expect(article.id == "renewal")
        #expect(article.version == 2)
        #expect(article.unit == "bureau")
        #expect(article.lastDay == LocalDate("2027-08-31"))
        #expect(article.parts[.english] == ["One.", "Two."])
        #expect(article.partCount == 2)
        // A new version has new recordings.
        #expect(article.prompt(part: 1) == "article.renewal.2.1")
    }

    @Test(
        "what is wrong is told at its place with a remedy",
        arguments: [
            (
                "unit: bureau", "unit: burea",
                "4:9: error: no unit is called 'burea'; did you mean 'bureau'? [unknown-unit]"
            ),
            (
                "[pension]", "[pensoin]",
                "5:14: error: no service is called 'pensoin'; did you mean 'pension'? [unknown-service]"
            ),
            (
                "2027-03-01", "2027-09-01",
                "6:14: error: it would be looked at again after its last day, 2027-08-31; give an earlier day [wrong-day]"
            ),
            (
                "2027-08-31", "soon",
                "7:13: error: 'last-day' takes a day such as 2027-08-31, found 'soon' [wrong-type]"
            ),
            (
                "[ One., Two. ]", "[ One. ]",
                "9:5: error: the text has not as many parts in every language: en 1, zh-CN 2 [wrong-length]"
            ),
            ("en: [ One., Two. ]", "fr: [ Un., Deux. ]", "9:5: error: the text in en is missing [missing-language]"),
            (
                "version: 2", "version: 0",
                "2:12: error: 'version' takes a whole number from 1 to 1000000, found '0' [wrong-type]"
            ),
            ("version: 2", "version: 2\n  tag: x", "3:3: error: unknown key 'tag' [unknown-key]"),
        ])
    func refuses(old: String, new: String, message: String) {
        #expect(messages(Self.sound.replacing(old, with: new)) == ["articles.yaml:" + message])
    }

    @Test("a part is no longer than somebody can take in by ear")
    func length() {
        let long = String(repeating: "x", count: ArticleFile.longestPart + 1)
        #expect(messages(Self.sound.replacing("One.", with: long)).first?.contains("make two parts of it") == true)
        let many = Array(repeating: "One.", count: ArticleFile.mostParts + 1).joined(separator: ", ")
        #expect(messages(Self.sound.replacing("One., Two.", with: many)).count == 1)
    }
}
