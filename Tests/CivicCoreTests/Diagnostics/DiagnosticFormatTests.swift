import CivicCore
import Foundation
import Testing

@Suite("Diagnostics for other programs")
struct DiagnosticFormatTests {
    private static let step = Diagnostic(
        file: "dialplans/county.yaml", line: 12, column: 5, message: "no step is called 'pensoin'",
        suggestion: "did you mean 'pension'?", rule: "unknown-step")
    private static let whole = Diagnostic(
        file: "乡镇 1.yaml", line: 0, column: 0, severity: .warning, message: "a \"quote\",\nand 100 %: \u{1}", rule: "x",
        example: ["silence"])
    private static let rule = DiagnosticRule(
        "unknown-step", "a way to a step that is not there", reason: "The call would have nowhere to go.",
        example: "then: pensoin", remedy: "Correct the name.")

    @Test("json is one document whose keys are always there, in one order")
    func json() {
        #expect(
            DiagnosticFormat.json.report([Self.step, Self.whole])
                == #"""
                {
                  "version": 1,
                  "diagnostics": [
                    {
                      "file": "dialplans/county.yaml",
                      "line": 12,
                      "column": 5,
                      "severity": "error",
                      "rule": "unknown-step",
                      "message": "no step is called 'pensoin'",
                      "suggestion": "did you mean 'pension'?",
                      "example": []
                    },
                    {
                      "file": "乡镇 1.yaml",
                      "line": 0,
                      "column": 0,
                      "severity": "warning",
                      "rule": "x",
                      "message": "a \"quote\",\nand 100 %: \u0001",
                      "suggestion": null,
                      "example": [
                        "silence"
                      ]
                    }
                  ],
                  "counts": {
                    "error": 1,
                    "warning": 1,
                    "note": 0
                  }
                }

                """#)
    }

    @Test("json without a finding is a document too")
    func emptyJSON() throws {
        let document = try JSONSerialization.jsonObject(with: Data(DiagnosticFormat.json.report([]).utf8))
        let entries = try #require(document as? [String: Any])
        #expect((entries["diagnostics"] as? [Any])?.isEmpty == true)
        #expect(entries["counts"] as? [String: Int] == ["error": 0, "warning": 0, "note": 0])
    }

    @Test("sarif is read back with its rules, levels and places")
    func sarif() throws {
        let text = DiagnosticFormat.sarif.report([Self.step, Self.whole], rules: [Self.rule])
        let log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        #expect(run["columnKind"] as? String == "unicodeCodePoints")
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        let rules = try #require(driver["rules"] as? [[String: Any]])
        #expect(driver["name"] as? String == "civicline")
        #expect(rules.map { $0["id"] as? String } == ["unknown-step", "x"])
        #expect(rules[0]["fullDescription"] as? [String: String] == ["text": "The call would have nowhere to go."])
        #expect(rules[0]["defaultConfiguration"] as? [String: String] == ["level": "error"])

        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.map { $0["ruleIndex"] as? Int } == [0, 1])
        #expect(results.map { $0["level"] as? String } == ["error", "warning"])
        #expect(
            results.map { ($0["message"] as? [String: String])?["text"] } == [
                "no step is called 'pensoin'; did you mean 'pension'?", "a \"quote\",\nand 100 %: \u{1}\nsilence",
            ])
        let places = results.map { result in
            ((result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]) ?? [:]
        }
        #expect(places[0]["region"] as? [String: Int] == ["startLine": 12, "startColumn": 5])
        #expect(places[1]["region"] == nil)
        #expect(
            places.map { ($0["artifactLocation"] as? [String: String])?["uri"] } == [
                "dialplans/county.yaml", "%E4%B9%A1%E9%95%87%201.yaml",
            ])
    }

    @Test("an absolute file is a file URI in sarif")
    func absoluteURI() {
        var diagnostic = Self.step
        diagnostic.file = "/etc/civicline/a b.yaml"
        #expect(DiagnosticFormat.sarif.report([diagnostic]).contains(#""uri": "file:///etc/civicline/a%20b.yaml""#))
    }

    @Test("a workflow command is one line, whatever stands in it")
    func github() {
        var odd = Self.whole
        odd.file = "a,b:c%.yaml"
        odd.severity = .note
        odd.message = "one\r\ntwo"
        #expect(
            DiagnosticFormat.github.report([Self.step, odd])
                == """
                ::error file=dialplans/county.yaml,line=12,col=5,title=unknown-step::no step is called 'pensoin'%0Ahelp: did you mean 'pension'?
                ::notice file=a%2Cb%3Ac%25.yaml,title=x::one%0D%0Atwo%0Aa call that shows it:%0Asilence

                """)
    }

    @Test("a rule explains itself: meaning, reason, example, remedy, and how it is silenced")
    func explanation() {
        #expect(
            Self.rule.explanation(silence: nil)
                == """
                unknown-step (error): a way to a step that is not there

                The call would have nowhere to go.

                For example:

                    then: pensoin

                Correct the name.
                It cannot be silenced.
                """)
        #expect(Self.rule.explanation(silence: "Say 'allow'.").hasSuffix("Correct the name.\nSay 'allow'."))
        var long = Self.rule
        long.reason = Array(repeating: "word", count: 45).joined(separator: " ")
        let lengths = long.explanation(silence: nil).split(separator: "\n").dropFirst().prefix(3).map(\.count)
        #expect(lengths == [99, 99, 24])
    }
}
