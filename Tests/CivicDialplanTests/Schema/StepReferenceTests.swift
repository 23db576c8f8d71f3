import Foundation
import Testing

@testable import CivicDialplan

@Suite("The reference of the steps")
struct StepReferenceTests {
    @Test("docs/steps.md is the page that the table gives; CIVICLINE_WRITE_PAGES=1 writes it anew")
    func page() throws {
        let file = Sample.root.appending(path: "docs/steps.md")
        if ProcessInfo.processInfo.environment["CIVICLINE_WRITE_PAGES"] != nil {
            try StepReference.markdown.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == StepReference.markdown)
    }

    @Test("has a chapter for every step, with every word of it and an example", arguments: StepWord.allCases)
    func complete(word: StepWord) throws {
        let form = try #require(StepForm.of(word))
        let page = StepReference.markdown
        let begin = try #require(page.firstRange(of: "\n## \(word.rawValue)\n"))
        let chapter = page[begin.upperBound...].prefix(while: { _ in true }).components(separatedBy: "\n## ")[0]
        for word in form.words {
            #expect(chapter.contains("| `\(word.name)` |"), "\(word.name)")
        }
        #expect(chapter.contains("```yaml"))
        let explained = StepReference.explain(form)
        #expect(explained.hasPrefix("\(word.rawValue): \(form.summary)"))
        #expect(form.words.allSatisfy { explained.contains("  \($0.name)") })
    }

    @Test("its links lead somewhere, and its ways out are those of the readers")
    func links() throws {
        let page = StepReference.markdown
        let heads = Set(page.matches(of: /\n## ([^\n]+)/).map { $0.1.lowercased().replacing(" ", with: "-") })
        for match in page.matches(of: /\]\(#([a-z-]+)\)/) { #expect(heads.contains(String(match.1)), "\(match.1)") }
        #expect(StepReference.ways(of: try #require(StepForm.of(.hours))).hasPrefix("open, closed, holiday where"))
        #expect(StepReference.ways(of: try #require(StepForm.of(.goodbye))) == "the end")
    }

    @Test("the YAML of its general chapters compiles where it is a plan's own")
    func chapters() throws {
        let text = StepChapters.general.joined()
        let sub = try #require(text.firstMatch(of: /```yaml\n(sub-plans:[^`]*)```/))
        let steps =
            sub.1.replacing("\nsteps:\n", with: "\nsteps:\n  start: { say: welcome, then: water }\n")
            + "  told: { say: { value: new-case, as: case-number }, then: person }\n"
            + "  person: { queue: general, closed: bye }\n  bye: { goodbye: goodbye-thanks }\n"
        let plan = "dialplan: test\nanswers: [\"1\"]\nlanguages: [en]\nperson: person\nstart: start\n" + steps
        let (_, messages) = Sample.load(plan)
        #expect(messages.filter { $0.contains("error:") } == [])
    }
}
