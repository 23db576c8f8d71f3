import CivicCore
import CivicDaemon
import CivicDialplan
import Foundation
import Testing

@Suite("Rules of the configuration's files")
struct ConfigurationRulesTests {
    private static let root = PlanKeeperTests.root

    /// Ids that sources give to diagnostics, wherever they do so.
    private static func used() throws -> Set<String> {
        let folder = root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var found: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            found.formUnion(text.matches(of: #/rule: "([a-z][a-z-]+)"/#).map { String($0.1) })
            for match in text.matches(of: #/rule: [A-Za-z]+ \? "([a-z][a-z-]+)" : "([a-z][a-z-]+)"/#) {
                found.formUnion([String(match.1), String(match.2)])
            }
            found.formUnion(text.matches(of: #/refuse\("[^"]*", "([a-z][a-z-]+)"\)/#).map { String($0.1) })
            found.formUnion(text.matches(of: #/error: [^"\n]*\[([a-z][a-z-]+)\]"/#).map { String($0.1) })
        }
        return found
    }

    @Test("every diagnostic that there is has an explanation, and no explanation is of nothing")
    func complete() throws {
        let used = try Self.used()
        #expect(used.count > 120)
        #expect(used.isSuperset(of: ["bad-address", "missing-secret", "article-expired", "unreadable-file"]))
        #expect(used.filter { DiagnosticRule.meaning(of: $0) == nil }.sorted() == [])
        #expect(DiagnosticRule.configuration.map(\.id).filter { !used.contains($0) } == [])
    }

    @Test("ids are unique, and every entry says something in every field")
    func filled() {
        let rules = DiagnosticRule.all
        #expect(Set(rules.map(\.id)).count == rules.count)
        for rule in DiagnosticRule.configuration {
            #expect(!rule.title.isEmpty && !rule.title.hasSuffix("."), "\(rule.id)")
            #expect(rule.reason.hasSuffix("."), "\(rule.id)")
            #expect(!rule.example.isEmpty && rule.remedy.count > 10, "\(rule.id)")
        }
    }

    @Test("docs/configuration-diagnostics.md is the page of the table; CIVICLINE_WRITE_PAGES=1 writes it anew")
    func page() throws {
        let file = Self.root.appending(path: "docs/configuration-diagnostics.md")
        if ProcessInfo.processInfo.environment["CIVICLINE_WRITE_PAGES"] != nil {
            try DiagnosticRule.configurationPage.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == DiagnosticRule.configurationPage)
    }
}
