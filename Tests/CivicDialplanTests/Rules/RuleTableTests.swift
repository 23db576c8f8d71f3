import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("The table of rules")
struct RuleTableTests {
    /// Ids that stand behind `rule:` in the sources of a room.
    private static func used(in room: String) throws -> Set<String> {
        let folder = Sample.root.appending(path: "Sources/\(room)")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var found: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            found.formUnion(text.matches(of: #/rule: "([a-z-]+)"/#).map { String($0.1) })
            // `rule: "\(key)-missing"` stands for every key that is compulsory.
            guard text.contains(#"rule: "\(key)-missing""#) else { continue }
            found.formUnion(text.matches(of: #/compulsory\("([a-z-]+)"/#).map { "\($0.1)-missing" })
        }
        return found
    }

    @Test("has every rule that the compiler notes, and no other")
    func complete() throws {
        let used = try Self.used(in: "CivicDialplan").union(Self.used(in: "CivicYAML"))
        let known = Set(DiagnosticRule.dialplan.map(\.id))
        #expect(used.subtracting(known).sorted() == [])
        #expect(known.subtracting(used).sorted() == [])
        #expect(used.isSuperset(of: ["silence-missing", "too-many-values", "menu-too-long"]))
    }

    @Test("no rule is put together in a way that the test above cannot see")
    func visible() throws {
        for room in ["CivicDialplan", "CivicYAML"] {
            let folder = Sample.root.appending(path: "Sources/\(room)")
            let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                let odd = text.matches(of: #/rule: "[^"\n]*\\\([^"\n]*"/#).map { String($0.0) }
                #expect(odd.allSatisfy { $0 == #"rule: "\(key)-missing""# }, "\(file.lastPathComponent): \(odd)")
            }
        }
    }

    @Test("ids are unique, and every entry says something in every field")
    func filled() {
        let rules = DiagnosticRule.dialplan
        #expect(Set(rules.map(\.id)).count == rules.count)
        for rule in rules {
            #expect(!rule.title.isEmpty && !rule.title.hasSuffix("."), "\(rule.id)")
            #expect(rule.reason.hasSuffix("."), "\(rule.id)")
            #expect(!rule.example.isEmpty && rule.remedy.count > 10, "\(rule.id)")
        }
    }

    @Test("docs/diagnostics.md is the page that the table gives; CIVICLINE_WRITE_PAGES=1 writes it anew")
    func page() throws {
        if ProcessInfo.processInfo.environment["CIVICLINE_WRITE_PAGES"] != nil {
            let file = Sample.root.appending(path: "docs/diagnostics.md")
            try DiagnosticRule.page.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try Sample.text("docs/diagnostics.md") == DiagnosticRule.page)
    }

    @Test("a rule is explained with how it is silenced; a misspelt one has a nearest name")
    func explanations() throws {
        let lint = try #require(DiagnosticRule.explanation(of: "menu-too-long"))
        #expect(lint.hasPrefix("menu-too-long (warning): a menu with more choices than callers keep in mind\n"))
        #expect(
            lint.hasSuffix(
                "To silence it, give the cause in the step, or in the head of the plan for all steps:\n\n"
                    + "    allow: { menu-too-long: \"who decided what, and when\" }"))
        let error = try #require(DiagnosticRule.explanation(of: "no-person"))
        #expect(error.hasSuffix("It cannot be silenced."))
        #expect(DiagnosticRule.explanation(of: "menu-to-long") == nil)
        #expect(DiagnosticRule.closest(to: "menu-to-long") == "menu-too-long")
        #expect(DiagnosticRule.closest(to: "weather") == nil)
    }
}
