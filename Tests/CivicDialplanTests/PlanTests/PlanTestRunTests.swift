import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Running tests of a plan")
struct PlanTestRunTests {
    private func run(_ test: String) throws -> PlanTestSuite.Report {
        let environment = try PlansTests.environment()
        let (suite, diagnostics) = PlanTestSuite.load(
            "tests:\n" + test, file: "t.yaml", plan: try PlanTestLoaderTests.plan(), environment: environment)
        #expect(diagnostics.map(\.description) == [])
        return try #require(suite).run()
    }

    private func failure(_ test: String) throws -> String? {
        try run(test).results.first?.failure.map { "\($0.diagnostic)" }
    }

    @Test("a failure names the place, what was expected, what was there, and shows the call")
    func failing() throws {
        let report = try run(
            """
              - name: hours by key 3
                caller: withheld
                call:
                  - keys: 2
                  - expect: { language: en }
                  - keys: 2
                  - expect: { say: hours-week }
            """)
        #expect(report.hasFailed)
        #expect(
            report.lines.prefix(9) == [
                "FAILED  hours by key 3",
                "t.yaml:8:24: error: hours by key 3: expected the prompt 'hours-week' to be said; heard: menu-services "
                    + "[plan-test]",
                "  the call so far:",
                "      0.0 s  · language",
                "      0.0 s  ☏ answered",
                "      0.0 s  ▶ says: 您好，这里是县政务服务热线12345。为了保证服务质量，本次通话可能会被录音。普通话服务，请按1。英语服务，请按2。",
                "     11.5 s  ▶ says: Hello. This is the county citizens' hotline, one two three four five. So that we can "
                    + "serve you well, this call may be recorded. For Mandarin, press 1. For English, press 2.",
                "     23.8 s  ⌨ 2",
                "     23.8 s  language: en",
            ])
        #expect(report.lines.contains("1 test, 0 passed"))
    }

    @Test(
        "every kind of expectation can fail, both ways",
        arguments: [
            (
                "keys: 0\n    expect: { step: holiday }",
                "expected the step 'holiday'; came to: language, person, line; the call is in 'line'"
            ),
            ("keys: 0\n    expect-not: { step: line }", "did not expect the step 'line'"),
            ("keys: 0\n    expect: { text: hello world }", "expected 'hello world' to be said; heard: "),
            (
                "keys: 1\n    expect: { queue: general }",
                "expected a place in the queue 'general' to be asked for; queues: nothing; the call is in 'home'"
            ),
            (
                "keys: 0\n    expect-not: { queue: general }",
                "did not expect a place in the queue 'general' to be asked for; queues: general"
            ),
            (
                "keys: 0\n    expect: { case: water }",
                "expected a case for 'water' to be opened; cases: nothing; the call is in 'line'"
            ),
            (
                "keys: 0\n    expect: { look-up: case-status }",
                "expected the look-up 'case-status' to be asked; look-ups: caller"
            ),
            ("keys: 0\n    expect: { record: message }", "expected a recording for 'message'; recordings: nothing"),
            (
                "keys: 0 1\n    expect: { leave: overflow }",
                "expected the place in line to be given up by 'overflow'; given up: message"
            ),
            (
                "keys: 0\n    expect-not: { music: music-comfort }",
                "did not expect the music 'music-comfort'; music: music-comfort"
            ),
            ("keys: 2\n    expect: { language: zh-CN }", "expected the language 'zh-CN'; the caller is served in 'en'"),
            (
                "keys: 2\n    expect: { hang-up: goodbye }",
                "expected the call to be ended by 'goodbye'; ended by: nothing; the call is in 'home'"
            ),
        ])
    func eachKind(lines: String, message: String) throws {
        let told = try #require(try failure("  - name: a\n    \(lines)\n"))
        #expect(told.contains("a: \(message)"), "\(told)")
        #expect(told.hasPrefix("t.yaml:4:"))
    }

    @Test(
        "what cannot happen in the call is a failure",
        arguments: [
            ("speak: 5s", "nothing is being recorded; the call is in 'language'"),
            ("agent", "the caller is not in line; the call is in 'language'"),
            ("{ wait: 24h }\n      - hang-up", "the call is over; it ended in 'goodbye'"),
        ])
    func misfits(act: String, message: String) throws {
        let act = act.hasPrefix("{") ? act : act.contains(":") ? "{ \(act) }" : act
        let told = try failure("  - name: a\n    call:\n      - \(act)\n      - expect: { step: language }\n")
        #expect(told?.contains("a: \(message)") == true, "\(told ?? "passed")")
    }

    @Test("a test that does not come to an end fails with the reason")
    func endless() throws {
        let plan = try Sample.plan(
            """
            dialplan: test
            answers: ["1"]
            languages: [en]
            person: none
            start: start
            limits: { longest-call: 1000d }
            steps:
              start: { quiet: 1000d, then: bye }
              bye: { goodbye: goodbye }
            """)
        let waits = Array(repeating: "      - wait: 24h\n", count: 9).joined()
        let (suite, _) = PlanTestSuite.load(
            "tests:\n  - name: a\n    call:\n\(waits)      - expect: { hang-up: goodbye }\n", file: "t.yaml",
            plan: plan,
            environment: Sample.environment)
        let failure = try #require(suite).run().results.first?.failure
        #expect(
            failure?.diagnostic.description
                == "t.yaml:11:9: error: a: the test does not come to an end; the call is in 'start' [plan-test]")
    }

    @Test("expectations look at what happened since those before")
    func windows() throws {
        let report = try run(
            """
              - name: a
                call:
                  - keys: 2
                  - expect: { say: language-chosen }
                  - expect: { say: menu-home }
                  - keys: 1
                  - expect-not: { say: [language-chosen, menu-home] }
            """)
        #expect(report.results.map(\.failure) == [nil])
    }

    @Test("speech ends with the longest recording, and silence is none")
    func recording() throws {
        let report = try run(
            """
              - name: a
                line: refused
                call:
                  - keys: 0
                  - speak: 10m
                  - expect: { case: general }
            """)
        let effects = try #require(report.results.first)
        #expect(effects.failure == nil)
        #expect(effects.duration < .seconds(300))
    }

    @Test("coverage counts steps and branches, and tells those that were not taken")
    func coverage() throws {
        let plan = try Sample.plan(
            Sample.lab(
                """
                  start:
                    menu: m
                    keys: { 1: other }
                    silence: start
                    wrong-key: start
                    exhausted: bye
                  other: { say: m, then: bye }

                """))
        let text = "tests:\n  - name: a\n    keys: 5\n    expect: { step: start }\n"
        let (suite, _) = PlanTestSuite.load(text, file: "t.yaml", plan: plan, environment: Sample.environment)
        #expect(
            try #require(suite).run().lines == [
                "ok      a", "1 test, all passed",
                "test: 1 of 3 steps (33 %), 1 of 5 branches (20 %) are taken by the tests",
                "  plan.yaml:7: start: not taken: key 1, silence, exhausted",
                "  plan.yaml:13: other: never come to", "  plan.yaml:14: bye: never come to",
            ])
    }
}
