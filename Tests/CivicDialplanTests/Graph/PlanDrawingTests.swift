import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("The drawing of a plan")
struct PlanDrawingTests {
    private static let folder = "Tests/CivicDialplanTests/Fixtures/Graph"

    private static func drawing(_ file: String, in language: Language) throws -> PlanDrawing {
        let environment = try PlansTests.environment()
        let (plan, diagnostics) = PlanLoader.load(try Sample.text(file), file: file, environment: environment)
        #expect(diagnostics.filter { $0.severity == .error } == [])
        var drawing = PlanDrawing(plan: try #require(plan), language: language, catalogue: environment.catalogue)
        drawing.diagnostics = diagnostics
        return drawing
    }

    /// Every kind of step stands in kinds.yaml. After a wanted change: CIVICLINE_GOLDEN=write swift test, and read the
    /// difference.
    @Test(
        "is the one that was looked at last",
        arguments: [
            ("dialplans/county.yaml", "county.dot", Language.mandarin), ("dialplans/lab/lab.yaml", "lab.dot", .english),
            ("\(folder)/kinds.yaml", "kinds.dot", .english),
        ])
    func golden(file: String, golden: String, language: Language) throws {
        let dot = try Self.drawing(file, in: language).dot
        let place = Sample.root.appending(path: "\(Self.folder)/\(golden)")
        if ProcessInfo.processInfo.environment["CIVICLINE_GOLDEN"] == "write" {
            try dot.write(to: place, atomically: true, encoding: .utf8)
        }
        #expect(dot == (try String(contentsOf: place, encoding: .utf8)))
    }

    private func line(_ start: String, of drawing: PlanDrawing) -> String? {
        drawing.dot.split(separator: "\n").map(String.init).first { $0.hasPrefix("  \(start) ") }
    }

    @Test("0 to the person is drawn once, also where a menu says it itself")
    func zero() throws {
        let dot = try Self.drawing("dialplans/county.yaml", in: .english).dot
        #expect(dot.contains("  \"0\" -> \"person\""))
        #expect(!dot.contains("0, exhausted"))
        #expect(!dot.contains("label=\" 0 \""))
    }

    @Test("what is said is told in the language that is asked for")
    func languages() throws {
        let english = try Self.drawing("dialplans/county.yaml", in: .english)
        let mandarin = try Self.drawing("dialplans/county.yaml", in: .mandarin)
        #expect(line("\"goodbye\"", of: english)?.contains("Thank you for calling. Goodbye.") == true)
        #expect(line("\"goodbye\"", of: mandarin)?.contains("感谢您的来电，再见。") == true)
    }

    @Test("a warning and an error colour the step that they stand in, and are in its title")
    func diagnostics() throws {
        var drawing = try Self.drawing("\(Self.folder)/kinds.yaml", in: .english)
        let forgotten = try #require(line("\"forgotten\"", of: drawing))
        #expect(forgotten.contains("color=\"#e07000\", penwidth=3"))
        #expect(forgotten.contains("warning: no call ever reaches 'forgotten'"))
        let greet = try #require(drawing.plan.step(named: "greet"))
        drawing.diagnostics = [
            Diagnostic(
                file: drawing.plan.file, line: greet.line, column: 9, message: "no \"such\" <prompt>", rule: "x"),
            Diagnostic(file: "other.yaml", line: 10, column: 1, message: "elsewhere", rule: "x"),
        ]
        #expect(
            line("\"greet\"", of: drawing)?.hasSuffix(
                ##"color="#c00000", penwidth=3, tooltip="say: greet. Hello. This is the county citizens' hotline, "##
                    + ##"one two three four five.; error: no \"such\" <prompt>"]"##) == true)
        #expect(!drawing.dot.contains("elsewhere"))
    }

    @Test("traffic makes edges wide and tells the share; ways that lead to the same step count together")
    func traffic() throws {
        var drawing = try Self.drawing("dialplans/county.yaml", in: .english)
        let language = try #require(drawing.plan.step(named: "language")).id
        drawing.traffic = [
            PlanCoverage.Way(step: language, cause: .key("1")): 0.16,
            PlanCoverage.Way(step: language, cause: .key("2")): 0.09,
        ]
        #expect(
            line("\"language\" -> \"language-chosen\"", of: drawing)
                == #"  "language" -> "language-chosen" [label=" 1, 2 · 25 % ", penwidth=4.5, "#
                + #"tooltip="language, key 1, key 2: language-chosen"]"#)
        #expect(line("\"known\" -> \"news\"", of: drawing)?.contains("label=\" 0 % \", penwidth=0.5") == true)
    }

    @Test(
        "text folds at words and between Chinese signs, and is cut after three lines",
        arguments: [
            ("", []), ("short", ["short"]),
            (
                "one two three four five six seven eight nine ten",
                ["one two three four five six", "seven eight nine ten"]
            ),
            ("您好，这里是县政务服务热线12345。为了保证服务质量", ["您好，这里是县政务服务热线", "12345。为了保证服务质量"]),
            (
                String(repeating: "word ", count: 30),
                ["word word word word word word", "word word word word word word", "word word word word word word…"]
            ),
        ])
    func folding(text: String, lines: [String]) {
        #expect(PlanDrawingText.folded(text) == lines)
    }
}
