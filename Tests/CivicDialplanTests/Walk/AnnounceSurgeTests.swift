import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

@Suite("announce-surge")
struct AnnounceSurgeTests {
    private static let steps =
        "  start: { any-key: a, then: surge, silence: surge, exhausted: line }\n"
        + "  surge: { announce-surge: notice, active: told, then: more }\n"
        + "  told: { say: told, then: line }\n  more: { any-key: more, then: line, silence: more, exhausted: line }\n"

    /// In front of the step, where the house has been asked.
    private static func asked(_ steps: String = steps) throws -> (Caller, WalkToken) {
        var caller = Caller(try Sample.plan(Sample.county(steps)))
        caller.start()
        caller.key("5")
        return (caller, try question(of: caller))
    }

    private static func question(of caller: Caller) throws -> WalkToken {
        let tokens = caller.effects.compactMap { effect -> WalkToken? in
            guard case .lookUp(let token, "surge", let arguments) = effect else { return nil }
            #expect(arguments == ["plan": .text("test"), "language": .text("en")])
            return token
        }
        return try #require(tokens.first)
    }

    private static func found(_ text: String) -> LookUpOutcome { .found(["text": .text(text)]) }

    @Test("says the words before it and the text, then takes 'active'")
    func on() throws {
        var (caller, token) = try Self.asked()
        caller.send(.lookedUp(token, Self.found("surge.flood")))
        #expect(caller.said == ["notice", "surge.flood"])
        caller.heard()
        #expect(caller.said == ["told"])
        #expect(caller.walk.ways.map(\.cause) == [.outcome("active")])
    }

    @Test("without 'active' it goes on at 'then' after the text")
    func noActive() throws {
        var (caller, token) = try Self.asked(
            Self.steps.replacing("active: told, ", with: "").replacing("  told: { say: told, then: line }\n", with: ""))
        caller.send(.lookedUp(token, Self.found("surge.flood")))
        caller.heard()
        #expect(caller.said == ["more"])
        #expect(caller.walk.ways.map(\.cause) == [.then])
    }

    @Test(
        "whatever is off, wrong or missing is silence, and the call goes on at 'then'",
        arguments: [
            LookUpOutcome.notFound, .failed, .locked, .found([:]), .found(["text": .absent]),
            .found(["text": .number(3)]),
        ])
    func silent(outcome: LookUpOutcome) throws {
        var (caller, token) = try Self.asked()
        caller.send(.lookedUp(token, outcome))
        #expect(caller.said == ["more"])
        #expect(caller.walk.ways.map(\.cause) == [.then])
    }

    @Test("a house that does not answer costs half a second")
    func late() throws {
        var (caller, token) = try Self.asked()
        caller.wait(.milliseconds(499))
        #expect(caller.said == [])
        caller.wait(.milliseconds(1))
        #expect(caller.said == ["more"])
        caller.send(.lookedUp(token, Self.found("surge.flood")))
        #expect(caller.said == [])
    }

    @Test("an ordinary day leaves no line on the agent's screen; a text does", arguments: [true, false])
    func trail(isOn: Bool) throws {
        var (caller, token) = try Self.asked()
        let effects = caller.send(.lookedUp(token, isOn ? Self.found("surge.flood") : .notFound))
        let isTold = effects.contains {
            if case .trail("surge", .lookedUp) = $0 { true } else { false }
        }
        #expect(isTold == isOn)
    }

    @Test("a key ends the text and counts in the next step; what was keyed before does not end it")
    func keys() throws {
        var (caller, token) = try Self.asked()
        caller.key("7")
        caller.send(.lookedUp(token, Self.found("surge.flood")))
        #expect(caller.said == ["notice", "surge.flood"])
        caller.key("0")
        #expect(caller.effects.contains(.stopSpeaking))
        #expect(caller.walk.currentStep != "surge")
    }

    @Test("in a text that is not interruptible keys wait")
    func whole() throws {
        var (caller, token) = try Self.asked(Self.steps.replacing("active:", with: "interruptible: false, active:"))
        caller.send(.lookedUp(token, Self.found("surge.flood")))
        caller.key("0")
        #expect(caller.walk.currentStep == "surge")
        #expect(!caller.effects.contains(.stopSpeaking))
    }

    @Test("a call that comes to the step again asks again")
    func again() throws {
        var (caller, token) = try Self.asked(Self.steps.replacing("told, then: line", with: "told, then: start"))
        caller.send(.lookedUp(token, Self.found("surge.flood")))
        caller.heard()
        caller.heard()
        caller.key("5")
        #expect(try Self.question(of: caller) != token)
    }

    private static func catalogue(_ texts: [String: [Language: String]]) -> PromptCatalogue {
        PromptCatalogue(
            entries: texts.sorted { $0.key < $1.key }.map { Prompt(id: $0.key, kind: .sentence, texts: $0.value) },
            languages: [.english, .mandarin])
    }

    // MARK: Proof

    @Test("callers who hear a text are proven as well as those who do not", arguments: ["active", "then"])
    func proof(way: String) throws {
        let other = way == "active" ? "then" : "active"
        let (_, messages) = Sample.load(
            Sample.county(
                "  start: { announce-surge: notice, \(way): away, \(other): line }\n"
                    + "  away: { goodbye: sorry }\n"))
        let found = try #require(messages.first { $0.contains("no-person") })
        #expect(found.contains("never meets a person: start ─\(way)→ away"))
    }

    @Test("a text counts for the longest call: the longest that is prepared")
    func longest() throws {
        var environment = Sample.environment
        environment.catalogue = Self.catalogue([
            "surge.a": [.english: "Short."], "surge.b": [.english: String(repeating: "very long, ", count: 60)],
        ])
        let answers = LookUpAnswers(
            plan: try Sample.plan(Sample.county(Self.steps)), environment: environment
        ).all(for: .lookUp(WalkToken(value: 1), source: "surge"))
        #expect(answers.contains(.lookedUp(.found(["text": .text("surge.b")]))))
        #expect(answers.contains(.lookedUp(.notFound)) && answers.contains(.late))
    }

    @Test("a prepared text that lacks a language of the plan is found before a flood does")
    func missingLanguage() throws {
        var environment = Sample.environment
        environment.catalogue = Self.catalogue([
            "goodbye": [.english: "Bye.", .mandarin: "再见。"], "surge.a": [.english: "Short.", .mandarin: "短。"],
            "surge.b": [.english: "Only English."],
        ])
        let (_, messages) = Sample.load(Sample.county("  start: { announce-surge: [], then: line }\n"), environment)
        #expect(messages.contains { $0.contains("'surge.b' has no text in zh-CN") && $0.contains("missing-prompt") })
    }

    // MARK: Elsewhere

    @Test("plans cannot ask for it by a look-up of their own")
    func noLookUp() {
        let (_, messages) = Sample.load(
            Sample.county(
                "  start:\n    look-up: surge\n    with: { plan: language, language: language }\n    into: s\n"
                    + "    found: line\n    not-found: line\n    late: line\n    failed: line\n"))
        #expect(messages.contains { $0.contains("unknown-lookup") })
    }

    @Test("a record holds what the call was told, and is walked again to the same")
    func replay() throws {
        let plan = try Sample.plan(Sample.county(Self.steps))
        let context = CallerContext(callerNumber: nil, calledNumber: "1", language: .english)
        for outcome in [Self.found("surge.own.1234"), .notFound] {
            var walk = RecordedWalk(plan: plan, context: context, at: .zero, wallClock: Sample.morning)
            _ = walk.handle(.started, at: .zero)
            let effects = walk.handle(.key("5"), at: .zero + .seconds(1))
            let token = try #require(
                effects.compactMap { if case .lookUp(let token, "surge", _) = $0 { token } else { nil } }.first)
            _ = walk.handle(.lookedUp(token, outcome), at: .zero + .seconds(1))
            _ = walk.handle(.hungUp, at: .zero + .seconds(3))
            let kept = try WalkRecord(text: walk.kept.text)
            #expect(kept.moments.contains { $0.event?.event == .lookedUp(token, outcome) })
            #expect(Replay(kept, of: plan).isFaithful)
        }
    }

    @Test("the simulator puts a text in front and takes it away")
    func simulator() throws {
        let environment = try PlansTests.environment()
        let plan = try PlanTestLoaderTests.plan()
        var simulator = WalkSimulator(
            plan: plan,
            context: CallerContext(callerNumber: nil, calledNumber: "12345", language: .mandarin),
            catalogue: try #require(environment.catalogue), begin: Sample.morning)
        _ = simulator.start()
        #expect(simulator.run("surge flod").first?.hasPrefix("'surge' takes off, or one of flood, quake") == true)
        #expect(simulator.run("surge flood") == ["! surge.flood is put in front"])
        let lines = simulator.run("2") + simulator.run("") + simulator.run("")
        #expect(lines.contains { $0.contains("After heavy rain, floods and landslides") })
        #expect(simulator.walk.currentStep == "surge-choice")

        let test = try #require(
            PlanTestSuite.adding(
                simulator.call, to: "", file: "t.yaml", plan: plan, environment: environment))
        #expect(test.holds)
        #expect(test.text.contains("surge: flood"))
    }

    @Test("a test that names a text which there is none of is told what there is")
    func unknownText() throws {
        let environment = try PlansTests.environment()
        let plan = try PlanTestLoaderTests.plan()
        var loader = PlanTestLoader(file: "t.yaml", plan: plan, environment: environment)
        _ = loader.load("tests:\n  - name: x\n    surge: flod\n    expect: { step: home }\n")
        #expect(
            loader.diagnostics.map(\.description) == [
                "t.yaml:3:12: error: no text is called 'flod'; did you mean 'flood'? [unknown-surge]"
            ])
    }
}
