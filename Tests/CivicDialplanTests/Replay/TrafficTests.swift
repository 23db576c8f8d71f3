import CivicCore
import CivicSpeech
import Testing

@testable import CivicDialplan

@Suite("What calls do on the graphs of the plans that they come into")
struct TrafficTests {
    private static let home = """
        dialplan: home
        answers: ["1"]
        languages: [en, zh-CN]
        person: line
        start: start
        steps:
          start:
            menu: m
            keys: { 1: on, 2: line }
            silence: line
            wrong-key: line
            exhausted: line
          on: { goto: tax }
          line: { queue: general, closed: bye }
          bye: { goodbye: goodbye }

        """

    private static let tax = """
        dialplan: tax
        languages: [en, zh-CN]
        doors: {}
        person: line
        start: welcome
        steps:
          welcome: { say: tax, then: which }
          which:
            menu: m
            keys: { 1: pressed, 2: back }
            silence: line
            wrong-key: line
            exhausted: line
          pressed:
            branch:
              - { when: 'pressed == "2"', then: bye }
              - { when: 'pressed == "1"', then: line }
            otherwise: line
          back: { goto: home }
          line: { queue: general, closed: bye }
          bye: { goodbye: goodbye }

        """

    private static func plans(tax: String = Self.tax) throws -> [Plan] {
        let plans = try [Self.home, tax].enumerated().map { index, text in
            let (plan, messages) = Sample.load(text, file: "\(index).yaml")
            #expect(messages.filter { $0.contains("error:") } == [])
            return try #require(plan)
        }
        return plans.linked.plans
    }

    private static func report(_ plan: Plan, _ tests: String) throws -> PlanTestSuite.Report {
        var environment = Sample.environment
        environment.catalogue = nil
        let (suite, diagnostics) = PlanTestSuite.load(
            tests, file: "tests.yaml", plan: plan, environment: environment)
        #expect(diagnostics.map(\.description) == [])
        return try #require(suite).run()
    }

    private static let tests = """
        tests:
          - { name: taxes, keys: 1 1, expect: { queue: general } }
          - { name: there and back, keys: 1 2 2, expect: { queue: general } }
          - { name: the line, keys: 2, expect: { queue: general } }

        """

    @Test("a test that goes on in another plan covers that plan's steps and ways too, and its own after it comes back")
    func coverage() throws {
        let plans = try Self.plans()
        let home = try Self.report(plans[0], Self.tests)
        #expect(home.results.compactMap(\.failure).map(\.diagnostic.message) == [])
        let there = try #require(home.elsewhere["tax"])
        func names(_ steps: Set<StepID>, of plan: Plan) -> Set<String> { Set(steps.map { plan[$0].name }) }
        #expect(names(there.steps, of: plans[1]) == ["welcome", "which", "pressed", "back", "line"])
        #expect(names(home.taken.steps, of: plans[0]) == ["start", "on", "line"])
        #expect(home.taken.calls == 3 && there.calls == 2)
        let start = try #require(plans[0].step(named: "start")).id
        // Once after the call has come back.
        #expect(home.taken.ways[PlanCoverage.Way(step: start, cause: .key("2"))] == 2)
        let which = try #require(plans[1].step(named: "which")).id
        #expect(there.ways[PlanCoverage.Way(step: which, cause: .key("1"))] == 1)

        // The other plan's own tests take less; together they take what either takes.
        let entry = "tests:\n  - { name: a person, keys: 0, expect: { queue: general } }\n"
        var plan = plans[1]
        #expect(try Self.plans()[1].answers == [])
        plan = try Self.plans(tax: Self.tax.replacing("doors: {}", with: "answers: [\"2\"]\ndoors: {}"))[1]
        var own = try Self.report(plan, entry)
        #expect(own.coverage.steps.taken == 3)
        own.add([home], in: plan)
        #expect(own.coverage.steps.taken == 5 && own.taken.calls == 3)
    }

    @Test("a call is counted once for each way, in every plan that it came into, by names that hold over versions")
    func walked() throws {
        let plans = try Self.plans()
        var walk = RecordedWalk(
            plan: plans[0], context: CallerContext(callerNumber: nil, calledNumber: "1", language: .english),
            at: .zero, wallClock: Sample.morning)
        _ = walk.handle(.started, at: .zero)
        var now = MonotonicInstant.zero
        // There and back and there again; conditions count by their order.
        for key in "12112" {
            _ = walk.handle(.key(key), at: now)
            now += .seconds(1)
        }
        #expect(walk.walked.editions.map(\.plan).sorted() == ["home", "tax"])
        let ways = walk.walked.ways.map { "\($0.edition.plan)/\($0.step) \($0.way)" }.sorted()
        #expect(
            ways == [
                "home/start key 1", "tax/pressed when 2", "tax/welcome then", "tax/which key 1", "tax/which key 2",
            ])
        #expect(walk.walked.editions.contains { $0.version == plans[1].contentHash })
    }

    @Test("counts become shares on another version's graph, by the names of its steps")
    func shares() throws {
        let plan = try Self.plans(tax: Self.tax.replacing("which", with: "what"))[1]
        let shares = plan.traffic(
            [("welcome", "then", 8), ("which", "key 1", 4), ("what", "key 2", 2), ("pressed", "when 2", 4)], of: 8)
        func share(_ step: String, _ cause: Exit.Cause) throws -> Double? {
            shares[PlanCoverage.Way(step: try #require(plan.step(named: step)).id, cause: cause)]
        }
        #expect(try share("welcome", .then) == 1)
        #expect(try share("what", .key("1")) == 0, "the step has another name")
        #expect(try share("what", .key("2")) == 0.25)
        let pressed = try #require(plan.step(named: "pressed"))
        #expect(try share("pressed", pressed.exits[1].cause) == 0.5)
        var drawing = PlanDrawing(plan: plan, language: .english, catalogue: nil)
        drawing.traffic = shares
        #expect(drawing.dot.contains("\"welcome\" -> \"what\" [label=\" 100 % \", penwidth=8.5"))
    }
}
