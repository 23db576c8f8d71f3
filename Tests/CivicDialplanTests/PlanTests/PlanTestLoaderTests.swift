import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Reading tests of a plan")
struct PlanTestLoaderTests {
    static func plan() throws -> Plan {
        try #require(
            PlanLoader.load(
                Sample.text("dialplans/county.yaml"), file: "county.yaml", environment: PlansTests.environment()
            ).plan)
    }

    private func load(_ text: String) throws -> (suite: PlanTestSuite?, messages: [String]) {
        let (suite, diagnostics) = PlanTestSuite.load(
            text, file: "t.yaml", plan: try Self.plan(), environment: try PlansTests.environment())
        return (suite, diagnostics.map(\.description))
    }

    private func test(_ lines: String) throws -> (test: PlanTest?, messages: [String]) {
        let (suite, messages) = try load(
            "tests:\n  - name: a\n" + lines.split(separator: "\n").map { "    \($0)\n" }.joined())
        return (suite?.tests.first, messages)
    }

    @Test("three lines are a test; the rest has sensible answers")
    func shortest() throws {
        let (test, messages) = try test("keys: 0\nexpect: { queue: general }")
        #expect(messages == [])
        #expect(test?.name == "a")
        #expect(test?.begin == Sample.morning)
        #expect(
            test?.context == CallerContext(callerNumber: "8613900000001", calledNumber: "12345", language: .mandarin))
        #expect(test?.answers == PlanTest.Answers())
        #expect(
            test?.acts == [
                PlanTest.Act(action: .keys(["0"]), line: 3, column: 11),
                PlanTest.Act(
                    action: .expect([Expectation(kind: .queue("general"), line: 4, column: 22)]), line: 4, column: 13),
            ])
    }

    @Test(
        "a moment is a date and a time, or the first such weekday after a fixed day",
        arguments: [
            ("2026-10-01T08:30", "2026-10-01", 8, 30), ("2026-10-01 8:30", "2026-10-01", 8, 30),
            ("monday 10:00", "2026-11-23", 10, 0), ("Sunday 3:05", "2026-11-22", 3, 5),
            ("friday 23:59", "2026-11-27", 23, 59),
        ])
    func moments(text: String, day: String, hour: Int, minute: Int) throws {
        let (test, messages) = try test("at: \(text)\nexpect: { step: home }")
        #expect(messages == [])
        #expect(test?.begin == Sample.instant(day, hour: hour, minute: minute))
    }

    @Test("'today' moves the weekdays")
    func today() throws {
        let (suite, messages) = try load(
            "today: 2026-12-28\ntests:\n  - { name: a, at: friday 9:00, expect: { step: home } }\n")
        #expect(messages == [])
        #expect(suite?.tests.first?.begin == Sample.instant("2027-01-01", hour: 9))
    }

    @Test("answers are read by the types of their source")
    func answers() throws {
        let (test, messages) = try test(
            """
            look-ups:
              caller: [late, { known: true, candidates: 2 }]
              case-status: { state: closed, due: 2026-12-01, case: "17" }
            cases: [failed, "42"]
            line: joined 3 4-6
            expect: { step: home }
            """)
        #expect(messages == [])
        #expect(
            test?.answers.lookUps == [
                "caller": [.late, .outcome(.found(["known": .flag(true), "candidates": .number(2)]))],
                "case-status": [
                    .outcome(
                        .found([
                            "state": .text("closed"), "due": .date(Sample.instant("2026-12-01", hour: 12)),
                            "case": .text("17"),
                        ]))
                ],
            ])
        #expect(test?.answers.cases == [.failed, .opened("42")])
        #expect(test?.answers.line == [.joined(QueuePlace(position: 3, wait: 4...6))])
    }

    @Test(
        "what cannot be meant is told with its place and a suggestion",
        arguments: [
            (
                "keys: 0",
                "t.yaml:2:5: error: the test expects nothing, so it cannot fail; say what must happen: expect: { say: …, step: …, queue: … } [no-expectation]"
            ),
            (
                "expect: { step: hom }",
                "t.yaml:3:21: error: no step is called 'hom'; did you mean 'home'? [unknown-step]"
            ),
            (
                "expect: { say: menu-hom }",
                "t.yaml:3:20: error: no prompt is called 'menu-hom'; did you mean 'menu-home'? [missing-prompt]"
            ),
            (
                "expect: { say: Please hold the line for us }",
                "t.yaml:3:20: error: no prompt is called 'Please hold the line for us'; what is spoken is expected by 'text' [missing-prompt]"
            ),
            (
                "expect: { queue: genral }",
                "t.yaml:3:22: error: no queue is called 'genral'; did you mean 'general'? [unknown-queue]"
            ),
            (
                "expect: { case: pensoin }",
                "t.yaml:3:21: error: no service is called 'pensoin'; did you mean 'pension'? [unknown-service]"
            ),
            (
                "expect: { language: fr }",
                "t.yaml:3:25: error: the plan does not speak 'fr'; there are: zh-CN, en [unknown-language]"
            ),
            (
                "expect: { hang-up: godbye }",
                "t.yaml:3:24: error: a call never ends by 'godbye'; did you mean 'goodbye'? [wrong-type]"
            ),
            (
                "expect: { leave: bored }",
                "t.yaml:3:22: error: a place in line is never given up by 'bored'; there are: message, overflow, hung-up, closed, call-back [wrong-type]"
            ),
            (
                "expect: { record: tests }",
                "t.yaml:3:23: error: a recording is never for 'tests'; did you mean 'test'? [wrong-type]"
            ),
            ("expect: { tone: 400 }", "t.yaml:3:21: error: the plan plays no tone '400' [wrong-type]"),
            (
                "expect: { stap: home }",
                "t.yaml:3:15: error: nothing that can be expected is called 'stap'; did you mean 'step'? [unknown-word]"
            ),
            (
                "expect: home",
                "t.yaml:3:13: error: 'expect' takes a mapping such as { say: welcome }, found 'home' [wrong-type]"
            ),
            (
                "key: 0\nexpect: { step: home }",
                "t.yaml:3:5: error: unknown key 'key'; did you mean 'keys'? [unknown-key]"
            ),
            (
                "keys: 1a\nexpect: { step: home }",
                "t.yaml:3:11: error: 'keys' takes keys such as 1 2 or \"1 10000017#\", found '1a' [no-such-key]"
            ),
            (
                "at: someday 10:00\nexpect: { step: home }",
                "t.yaml:3:9: error: 'at' takes a moment such as 2026-11-23T10:00 or monday 10:00, found 'someday 10:00' [wrong-type]"
            ),
            (
                "at: monday 24:00\nexpect: { step: home }",
                "t.yaml:3:9: error: 'at' takes a moment such as 2026-11-23T10:00 or monday 10:00, found 'monday 24:00' [wrong-type]"
            ),
            (
                "caller: anonymous\nexpect: { step: home }",
                "t.yaml:3:13: error: 'caller' takes a number such as 8613900000001 or withheld, found 'anonymous' [wrong-type]"
            ),
            (
                "called: \"12346\"\nexpect: { step: home }",
                "t.yaml:3:13: error: the plan does not answer '12346'; did you mean '12345'? [unknown-number]"
            ),
            (
                "calendars: { hotlin: county-office }\nexpect: { step: home }",
                "t.yaml:3:18: error: the plan has no calendar 'hotlin'; did you mean 'hotline'? [unknown-calendar]"
            ),
            (
                "look-ups: { callers: late }\nexpect: { step: home }",
                "t.yaml:3:17: error: no look-up is called 'callers'; did you mean 'caller'? [unknown-lookup]"
            ),
            (
                "look-ups: { caller: slow }\nexpect: { step: home }",
                "t.yaml:3:25: error: a look-up does not answer 'slow'; there are: found, not-found, locked, failed, late [wrong-type]"
            ),
            (
                "look-ups: { caller: { know: true } }\nexpect: { step: home }",
                "t.yaml:3:27: error: the look-up gives no 'know'; did you mean 'known'? [unknown-key]"
            ),
            (
                "look-ups: { caller: { known: 7 } }\nexpect: { step: home }",
                "t.yaml:3:34: error: 'known' takes true or false, found '7' [wrong-type]"
            ),
            (
                "look-ups: { case-status: { due: soon } }\nexpect: { step: home }",
                "t.yaml:3:37: error: 'due' takes a date such as 2026-12-01, found 'soon' [wrong-type]"
            ),
            (
                "look-ups: { case-status: { state: close } }\nexpect: { step: home }",
                "t.yaml:3:39: error: 'state' is never 'close'; did you mean 'closed'? [wrong-type]"
            ),
            (
                "cases: maybe\nexpect: { step: home }",
                "t.yaml:3:12: error: 'cases' takes the number of a new case, failed or late, found 'maybe' [wrong-type]"
            ),
            (
                "line: joined 3 6-4\nexpect: { step: home }",
                "t.yaml:3:11: error: 'line' takes joined with a place and a wait (joined 3 4-6), refused or late, found 'joined 3 6-4' [wrong-type]"
            ),
            (
                "call: [{ expect: { step: home } }, { wait: long }]",
                "t.yaml:3:48: error: 'wait' takes a time of at most a day such as 800ms, 5s or 2m, found 'long' [wrong-type]"
            ),
            ("call: [{ expect: { step: home } }, wait]", "t.yaml:3:40: error: 'wait' needs more: wait: … [wrong-type]"),
            (
                "call: [{ expect: { step: home } }, hangup]",
                "t.yaml:3:40: error: nothing that happens in a call is called 'hangup'; did you mean 'hang-up'? [unknown-word]"
            ),
            (
                "call: [{ expect: { step: home } }, { keys: 1, wait: 1s }]",
                "t.yaml:3:40: error: each entry of 'call' is one thing that happens [wrong-type]"
            ),
            (
                "call: [{ expect: { step: home } }, { silence: 0 }]",
                "t.yaml:3:51: error: 'silence' takes how often, 1 to 100, found '0' [wrong-type]"
            ),
            (
                "call: [{ expect: { step: home } }, { agent: 1 }]",
                "t.yaml:3:49: error: 'agent' takes nothing, found '1' [wrong-type]"
            ),
            (
                "call: [{ expect: { step: home } }, { moved: x }]",
                "t.yaml:3:49: error: 'moved' takes a place and a wait such as 2 or 2 3-5, found 'x' [wrong-type]"
            ),
            (
                "keys: 1\ncall: [{ expect: { step: home } }]",
                "t.yaml:4:11: error: a test with 'call' has its keys and expectations in it; move those of line 3 there [wrong-type]"
            ),
        ])
    func diagnostics(lines: String, message: String) throws {
        #expect(try test(lines).messages == [message])
    }

    @Test("what is wrong with the file as a whole is told too")
    func whole() throws {
        #expect(
            try load("tests: 7\n").messages == [
                "t.yaml:1:8: error: 'tests' takes a list of tests, found '7' [wrong-type]"
            ])
        #expect(
            try load("test: []\n").messages == [
                "t.yaml:1:1: error: 'tests' is missing [missing-key]",
                "t.yaml:1:1: error: unknown key 'test'; did you mean 'tests'? [unknown-key]",
            ])
        #expect(
            try load("tests:\n  - &a { name: a }\n").messages == [
                "t.yaml:2:5: error: anchors and aliases are not taken [anchor]"
            ])
        let twice = "  - { name: a, expect: { step: home } }\n"
        #expect(
            try load("tests:\n\(twice)\(twice)").messages == [
                "t.yaml:3:5: error: another test is called 'a' [duplicate-test]"
            ])
        #expect(
            try load("today: now\ntests:\n\(twice)").messages == [
                "t.yaml:1:8: error: 'today' takes a date such as 2026-11-20, found 'now' [wrong-type]"
            ])
    }

    @Test("the file of tests stands beside the plan")
    func file() {
        #expect(PlanTestSuite.file(for: "a/county.yaml") == "a/county.tests.yaml")
        #expect(PlanTestSuite.file(for: "lab.yml") == "lab.tests.yaml")
    }
}
