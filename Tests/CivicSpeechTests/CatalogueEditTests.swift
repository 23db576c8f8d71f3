import CivicCore
import CivicSpeech
import Foundation
import Testing

@Suite("A text of the catalogue is edited in its place")
struct CatalogueEditTests {
    static let source: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appending(path: "prompts/catalogue.yaml"), encoding: .utf8)) ?? ""
    }()

    static func edit(_ id: String, _ language: Language, _ text: String, in source: String = source) throws -> String {
        try CatalogueEdit.text(of: id, in: language, becomes: text, source: source, file: "catalogue.yaml")
    }

    /// Lines of the two texts that differ.
    static func changed(_ new: String, _ old: String) -> [String] {
        zip(
            new.split(separator: "\n", omittingEmptySubsequences: false),
            old.split(separator: "\n", omittingEmptySubsequences: false)
        )
        .filter { $0 != $1 }.map { String($0.0) }
    }

    @Test(
        "one line changes, comments and all else stay",
        arguments: [
            ("menu-benefits", Language.english, "For subsidies, press 1. He said: \"now\" \\ never."),
            ("menu-benefits", .mandarin, "补贴请按1。"), ("number.3", .mandarin, "叁"),
            ("lab-key", .english, "  Press a key: # or *.  "),
        ])
    func oneLine(id: String, language: Language, text: String) throws {
        let edited = try Self.edit(id, language, text)
        #expect(Self.changed(edited, Self.source).count == 1)
        let catalogue = try PromptCatalogue.load(edited, file: "catalogue.yaml")
        #expect(catalogue.entries[id]?.texts[language] == text.trimmingCharacters(in: .whitespaces))
    }

    @Test("texts from all over the catalogue can be edited")
    func manyTexts() throws {
        let catalogue = try PromptCatalogue.load(Self.source, file: "catalogue.yaml")
        let ids = stride(from: 0, to: catalogue.order.count, by: 41).map { catalogue.order[$0] }
        for id in ids {
            for language in (catalogue.entries[id]?.texts ?? [:]).keys {
                let edited = try Self.edit(id, language, "Something else.")
                #expect(Self.changed(edited, Self.source).count == 1, "\(id)")
            }
        }
    }

    @Test("other quotes and none are read, several lines are left to people")
    func forms() throws {
        func replaced(_ written: String) throws -> String {
            let from = "    en: \"Press any key for the next level.\""
            #expect(Self.source.contains(from))
            let source = Self.source.replacing(from, with: "    en: \(written)")
            return try Self.changed(Self.edit("lab-menu", .english, "New.", in: source), source).joined()
        }
        #expect(try replaced("'It''s here' # said slowly") == "    en: \"New.\" # said slowly")
        #expect(try replaced("Press any key") == "    en: \"New.\"")
        #expect(throws: CatalogueEditRefusal.self) { try replaced("\"Press\n      any key\"") }
        #expect(throws: CatalogueEditRefusal.self) { try replaced(">\n      Press\n      any key") }
    }

    @Test(
        "what nobody can say is refused",
        arguments: ["", "   ", "two\nlines", "\u{202E}evil", "\u{7}", String(repeating: "a", count: 1_001)])
    func unsayable(text: String) {
        #expect(throws: CatalogueEditRefusal.self) { try Self.edit("lab-menu", .english, text) }
    }

    @Test("a prompt or a language that is not there is told")
    func unknown() {
        #expect(throws: CatalogueEditRefusal.unknownPrompt) { try Self.edit("nothing", .english, "New.") }
        #expect(throws: CatalogueEditRefusal.unknownPrompt) {
            try Self.edit("lab-menu", Language(tag: "ti"), "New.")
        }
        #expect(throws: CatalogueEditRefusal.unknownPrompt) { try Self.edit("beep", .english, "New.") }
    }
}
