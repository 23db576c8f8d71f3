import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("The table of steps")
struct StepFormTests {
    /// A plan around one example.
    static func plan(_ example: String) -> String {
        let lines = example.split(separator: "\n").map { "    \($0)\n" }.joined()
        return """
            dialplan: test
            answers: ["1"]
            languages: [en, zh-CN]
            person: person
            start: start
            sub-plans:
              ask-topic:
                parameters: { kind: text }
                ends: [done]
                steps:
                  ask: { set: { asked: kind }, then: end done }
            steps:
              start:
            \(lines)  next: { say: welcome, then: person }
              other: { say: welcome, then: person }
              who: { identify: caller-number, known: next, unknown: next, late: next }
              person: { queue: general, closed: bye }
              bye: { goodbye: goodbye-thanks }

            """
    }

    @Test("has every kind of step once", arguments: StepWord.allCases)
    func complete(word: StepWord) {
        #expect(StepForm.all.count { $0.word == word } == 1)
    }

    @Test("its examples compile and use every word that it names", arguments: StepWord.allCases)
    func examples(word: StepWord) throws {
        let form = try #require(StepForm.of(word))
        #expect(form.words.first?.name == word.rawValue)
        for example in form.examples {
            let (_, diagnostics) = PlanLoader.load(
                Self.plan(example), file: "plan.yaml", environment: Sample.environment)
            // What the proof says of the made-up plan around it is another matter.
            let faults = diagnostics.filter {
                $0.severity == .error && !["no-person", "unbounded-loop"].contains($0.rule)
            }
            #expect(faults.map(\.description) == [], "\(example)")
        }
        let used = form.examples.joined(separator: "\n")
        for word in form.words {
            #expect(used.contains(try Regex("(?m)^\(word.name):")), "no example uses '\(word.name)'")
        }
    }

    @Test("names every word that the readers of the steps ask for")
    func readers() throws {
        let folder = Sample.root.appending(path: "Sources/CivicDialplan/Steps")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        var asked: Set<String> = []
        for file in files {
            let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            // The readers of what stands inside of a word are another level.
            for match in source.matches(of: /\breader\.(?:yaml\.)?\w+\("([a-z-]+)"/) { asked.insert(String(match.1)) }
        }
        let inside: Set = [
            // Of household, overflow, call-back, confirm, a question, a comment, digits, goto and transfer.
            "prompt", "again", "attempts", "wait", "after", "to", "ask", "yes", "no", "name", "longest", "least",
            "most",
            "plan", "door", "number", "unit", "when", "then", "key", "greeting",
        ]
        let named = Set(StepForm.all.flatMap(\.words).map(\.name))
        #expect(asked.subtracting(named).subtracting(inside).sorted() == [])
        #expect(named.count > 60)
    }

    @Test("becomes a schema that is JSON, with the house's own names")
    func schema() throws {
        let text = PlanSchema(environment: try PlansTests.environment()).text
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let definitions = try #require(document["$defs"] as? [String: Any])
        for word in StepWord.allCases { #expect(definitions["step-\(word.rawValue)"] != nil) }
        #expect(text.contains("\"menu-home\"") && text.contains("\"county-office\""))
        // Words of the grammars may be said as well, as county.yaml does.
        #expect(text.contains("\"time-at\""))
        // Every reference leads somewhere.
        for match in text.matches(of: /"#\/\$defs\/([a-z-]+)"/) {
            #expect(definitions[String(match.1)] != nil, "\(match.1)")
        }
    }
}
