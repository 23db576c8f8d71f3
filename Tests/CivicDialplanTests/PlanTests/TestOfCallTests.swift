import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("A trial call becomes a test")
struct TestOfCallTests {
    private struct Scene {
        let plan: Plan
        let environment: PlanEnvironment

        init() throws {
            plan = try PlanTestLoaderTests.plan()
            environment = try PlansTests.environment()
        }

        func call(_ lines: [String], number: String? = "8613900000001", at begin: Date = Sample.morning) throws
            -> VirtualCall
        {
            var simulator = WalkSimulator(
                plan: plan,
                context: CallerContext(callerNumber: number, calledNumber: "12345", language: .mandarin),
                catalogue: try #require(environment.catalogue), begin: begin)
            _ = simulator.start()
            for line in lines { _ = simulator.run(line) }
            return simulator.call
        }

        func added(_ lines: [String], to text: String = "") throws -> AddedTest? {
            PlanTestSuite.adding(
                try call(lines), to: text, file: "t.yaml", plan: plan, environment: environment)
        }
    }

    @Test("with its keys, what the host answered, and where it came to")
    func text() throws {
        let scene = try Scene()
        let added = try #require(try scene.added(["2", "not-found", "", "0", "joined 3 4-6"]))
        #expect(added.holds)
        #expect(added.line == 2)
        #expect(
            added.text == """
                tests:
                  - name: "keys 20 → line"
                    at: 2026-11-23T10:00
                    caller: "8613900000001"
                    look-ups:
                      caller: not-found
                    line: joined 3 4-6
                    call:
                      - keys: "2 0"
                      - expect:
                          language: en
                          look-up: caller
                          queue: general
                          say: connecting-person
                          step: line

                """)
    }

    @Test(
        "that holds on the plan which was called",
        arguments: [
            [], ["1"], ["", "", "", ""], ["2", "", "1", "1", "0", "0", "0", "0", "0", "1", "7", "4821#"],
            [
                "not-found", "1", "", "1", "", "10000017", "", "4821#",
                "found case=10000017 state=in-work due=2026-12-01 updated=2026-11-20", "", "1",
            ],
            ["1 1 10000017 4821#", "not-found", "not-found"], ["found state=in-work known=true", "1"],
            ["1 1 10000017 4821#", "wait 5s"],
            ["1 2 1", "", "recorded 12", "case 10000023", "", "#"], ["1 2 1", "", "", "recorded silent", ""],
            ["1 2 1", "", "", "wait 7s", "#", "case failed"], ["1 2 3 2", "", "", "wait 6s", "hangup"],
            ["0", "", "joined 2 1-3", "wait 20s", "moved 1 1", "offered", "agent", "wait 3m", "served"],
            ["0", "", "refused", "", "", "recorded 9", "case 5"], ["0", "", "joined", "wait 30s", "1"],
            ["1 9 9 9"], ["hangup"], ["0", "", "joined", "wait 9m"], ["1 2 1", "", "", "wait 5s", "shutdown"],
        ] as [[String]])
    func holds(lines: [String]) throws {
        let scene = try Scene()
        let added = try #require(try scene.added(lines))
        #expect(added.holds, "\(added.text)")
        // It is a test, so that another plan fails it.
        let (suite, diagnostics) = PlanTestSuite.load(
            added.text, file: "t.yaml", plan: scene.plan, environment: scene.environment)
        #expect(diagnostics.isEmpty)
        #expect(try #require(suite).tests.map(\.name) == [added.name])
    }

    @Test("at the end of those that are there, with their indentation and a name of its own")
    func adding() throws {
        let scene = try Scene()
        let old = "today: 2026-11-20\ntests:\n- name: a\n  keys: 0\n  expect: { queue: general }\n\n\n"
        let first = try #require(try scene.added(["0"], to: old))
        #expect(first.text.hasPrefix(old.dropLast(2) + "\n- name: \"keys 0 → "))
        let second = try #require(try scene.added(["0"], to: first.text))
        #expect(second.holds)
        #expect(second.name == "\(first.name) (2)")
        #expect(
            second.text.split(separator: "\n", omittingEmptySubsequences: false)[second.line - 1].hasPrefix("- name"))
    }

    @Test("nothing is put behind a file whose list of tests is not its end")
    func notLast() throws {
        let old = "tests:\n  - name: a\n    keys: 0\n    expect: { queue: general }\ntoday: 2026-11-20\n"
        #expect(try Scene().added(["0"], to: old) == nil)
    }

    @Test("a file with errors takes it all the same, unproven")
    func faulty() throws {
        let old = "tests:\n  - name: a\n    keys: 0\n    expect: { queue: generl }\n"
        let added = try #require(try Scene().added(["0"], to: old))
        #expect(!added.holds && added.text.hasPrefix(old))
    }

    @Test("a call that a calendar decides takes its moment along")
    func moment() throws {
        let scene = try Scene()
        let call = try scene.call(["0"], number: nil, at: Sample.instant("2026-11-22", hour: 3, minute: 5))
        let text = TestOfCall(call, timing: .inTurn).text(named: "\"x\"\u{7}", indent: 0)
        #expect(text.contains("\n  at: 2026-11-22T03:05\n  caller: withheld\n"))
        #expect(text.hasPrefix("- name: \"\\\"x\\\"\\U00000007\"\n"))
    }

    @Test("the words for completion are those that the reader takes")
    func vocabulary() throws {
        let scene = try Scene()
        for word in PlanTestVocabulary.test {
            let (_, diagnostics) = PlanTestSuite.load(
                "tests:\n  - name: a\n    \(word): 1\n", file: "t.yaml", plan: scene.plan,
                environment: scene.environment)
            #expect(!diagnostics.contains { $0.rule == "unknown-key" && $0.message.contains("'\(word)'") }, "\(word)")
        }
    }
}
