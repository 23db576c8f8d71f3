import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Conditions on time, keys and the caller")
struct ConditionsTests {
    private static func branch(_ condition: String) -> String {
        Sample.county(
            "  start:\n    branch:\n      - { when: '\(condition)', then: yes-step }\n    otherwise: no-step\n"
                + "  yes-step: { say: a, then: line }\n  no-step: { say: a, then: line }\n",
            head: "calendar: county-office\n")
    }

    @Test(
        "time and weekday are those of the plan's calendar",
        arguments: [
            ("time >= 10:00", true), ("time < 10:00", false), ("time == 10:00", true),
            ("time > 9:59 and time < 10:01", true),
            ("time >= 24:00", false), ("weekday == \"mon\"", true), ("weekday in [\"sat\", \"sun\"]", false),
            ("weekday not in [\"sat\", \"sun\"]", true), ("not has pressed", true), ("pressed == \"1\"", false),
            ("caller.confidence == \"none\"", true), ("caller.confidence in [\"likely\", \"proven\"]", false),
        ])
    func holds(condition: String, isTrue: Bool) throws {
        var caller = Caller(try Sample.plan(Self.branch(condition)), at: Sample.morning.addingTimeInterval(59))
        caller.start()
        #expect(caller.walk.currentStep == (isTrue ? "yes-step" : "no-step"))
    }

    @Test("a time may be kept and spoken")
    func keptTime() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start: { set: { since: time, until: 17:30 }, then: tell }\n"
                    + "  tell: { say: [{ value: since, as: time }, { value: until, as: time }], then: line }\n",
                head: "calendar: county-office\n"))
        var caller = Caller(plan, at: Sample.morning.addingTimeInterval(300))
        caller.start()
        #expect(caller.said == ["‹timeOfDay(hour: 10, minute: 5)›", "‹timeOfDay(hour: 17, minute: 30)›"])
    }

    @Test("pressed is the last key of a menu, also one that leads several ways to one step")
    func pressed() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    menu: m\n    keys: { 1: next, 2: next }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n  next:\n    branch: [{ when: pressed == \"2\", then: two }]\n"
                    + "    otherwise: line\n  two: { say: a, then: line }\n"))
        var one = Caller(plan)
        one.start()
        one.key("1")
        #expect(one.walk.currentStep == "line")
        var two = Caller(plan)
        two.start()
        two.key("2")
        #expect(two.walk.currentStep == "two")
    }

    private static let identify =
        "  start:\n    identify: caller-number\n    household: { prompt: p }\n    known: case\n    unknown: case\n"
        + "    late: case\n  case:\n    look-up: case-status\n    with: { number: \"1\", proof: \"2\" }\n    into: s\n"
        + "    found: tell\n    not-found: tell\n    late: tell\n    failed: tell\n"
        + "  tell: { say: \"sure-{caller.confidence}\", then: line }\n"

    @Test(
        "how sure it is who calls is the record's word, else what follows from the candidates",
        arguments: [
            (["known": DialplanValue.flag(true), "candidates": .number(1)], "likely"),
            (["known": .flag(true), "candidates": .number(1), "confidence": .text("possible")], "possible"),
            (["known": .flag(false), "candidates": .number(1)], "possible"), ([:], "none"),
        ])
    func confidence(fields: [String: DialplanValue], word: String) throws {
        var caller = Caller(try Sample.plan(Sample.county(Self.identify)))
        caller.start()
        caller.send(.lookedUp(try #require(caller.lookUp), .found(fields)))
        caller.send(.lookedUp(try #require(caller.lookUp), .notFound))
        #expect(caller.said == ["sure-\(word)"])
    }

    @Test("the answer of a household makes it likely, a proof makes it proven, and nothing takes that back")
    func proof() throws {
        var caller = Caller(try Sample.plan(Sample.county(Self.identify)))
        caller.start()
        caller.send(
            .lookedUp(try #require(caller.lookUp), .found(["known": .flag(false), "candidates": .number(3)])))
        #expect(caller.walk.variable("caller.confidence") == .text("possible"))
        caller.key("1957")
        caller.send(.lookedUp(try #require(caller.lookUp), .found(["citizen": .number(7)])))
        #expect(caller.walk.variable("caller.confidence") == .text("likely"))
        caller.send(.lookedUp(try #require(caller.lookUp), .found(["state": .text("closed")])))
        #expect(caller.said == ["sure-proven"])
    }

    @Test("the likeliest candidate's figure decides the word")
    func figures() {
        #expect(CallerConfidence(ofBest: 0) == .none)
        #expect(CallerConfidence(ofBest: 0.3) == .possible)
        #expect(CallerConfidence(ofBest: 0.5) == .likely)
        #expect(CallerConfidence(ofBest: 0.95) == .likely)
    }

    @Test("no variable of every call tells a segment: nobody waits longer for what they are")
    func noSegments() {
        let names = Scope.builtIn(languages: []).keys + LookUpSignature.hotline.values.flatMap(\.fields.keys)
        #expect(!names.contains { $0.contains("segment") })
    }

    static let faulty: [FaultyPlan] = [
        FaultyPlan(
            rule: "a time that there is not", text: branch("time > 08:75"),
            messages: ["plan.yaml:10:25: error: '08:75' is no time of day; there are 00:00 to 24:00 [expression]"]),
        FaultyPlan(
            rule: "a time and a number", text: branch("time > 8"),
            messages: ["plan.yaml:10:25: error: a time of day cannot be compared with a number [wrong-type]"]),
        FaultyPlan(
            rule: "a time and a date", text: branch("now > 08:30"),
            messages: ["plan.yaml:10:24: error: a date cannot be compared with a time of day [wrong-type]"]),
        FaultyPlan(
            rule: "a day that there is not", text: branch("weekday == \"monday\""),
            messages: [
                "plan.yaml:10:29: error: 'weekday' is never 'monday'; "
                    + "it is one of 'fri', 'mon', 'sat', 'sun', 'thu', 'tue', 'wed' [wrong-type]"
            ]),
        FaultyPlan(
            rule: "a day misspelt in a list", text: branch("weekday in [\"mon\", \"tues\"]"),
            messages: ["plan.yaml:10:37: error: 'weekday' is never 'tues'; did you mean 'tue'? [wrong-type]"]),
        FaultyPlan(
            rule: "days have no order", text: branch("weekday < \"wed\""),
            messages: ["plan.yaml:10:26: error: '<' compares numbers, dates and times, not text [wrong-type]"]),
        FaultyPlan(
            rule: "a key that there is not", text: branch("pressed == \"12\""),
            messages: [
                "plan.yaml:10:29: error: 'pressed' is never '12'; did you mean '1'? [wrong-type]"
            ]),
        FaultyPlan(
            rule: "a confidence that there is not", text: branch("caller.confidence == \"certain\""),
            messages: [
                "plan.yaml:10:39: error: 'caller.confidence' is never 'certain'; "
                    + "it is one of 'likely', 'none', 'possible', 'proven' [wrong-type]"
            ]),
        FaultyPlan(
            rule: "a word of the language as a variable",
            text: Sample.lab("  start: { set: { pressed: 1 }, then: bye }\n"),
            messages: ["plan.yaml:7:19: error: 'pressed' is a word of the language [bad-name]"]),
    ]

    @Test("are refused with place and cause", arguments: faulty)
    func exact(_ plan: FaultyPlan) { #expect(Sample.load(plan.text).messages == plan.messages) }
}
