import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("human-first")
struct HumanFirstTests {
    /// - Parameter person: the step that 0 leads to, and what it needs.
    private static func plan(_ person: String, limits: String = "", known: String = "menu") -> String {
        "dialplan: test\nanswers: [\"1\"]\nlanguages: [en]\nperson: person\nstart: start\n\(limits)steps:\n"
            + "  start: { identify: caller-number, human-first: elderly, known: \(known), unknown: menu, late: menu }\n"
            + "  menu: { menu: a, keys: { 1: person }, silence: person, wrong-key: person, exhausted: person }\n"
            + person + "  line: { queue: general, closed: bye }\n  bye: { goodbye: goodbye }\n"
    }

    private static func found(_ text: String) -> [Diagnostic] {
        PlanLoader.load(text, file: "plan.yaml", environment: Sample.environment).diagnostics.filter {
            $0.rule == "human-first"
        }
    }

    @Test("a person who is in line at once, and by day and night, is proven")
    func proven() {
        #expect(
            Self.found(
                Self.plan(
                    "  person: { hours: hotline, open: line, closed: word }\n"
                        + "  word: { record: message, prompt: a, then: case, empty: line }\n"
                        + "  case: { open-case: general, from: recording, into: new, opened: bye, failed: bye }\n")
            ).isEmpty)
    }

    @Test("a menu before the person is shown with the shortest call to it")
    func menu() throws {
        let text = Self.plan(
            "  person: { menu: which, keys: { 1: line, 0: line }, silence: line, wrong-key: line, exhausted: line }\n")
        let found = try #require(Self.found(text).first)
        #expect(
            found.description
                == "plan.yaml:9:3: error: 'person' asks for keys of callers who are to reach a person without a key; "
                + "lead the person's steps to the line or a message, without a menu [human-first]")
        #expect(found.example.first == "A call comes in")
        #expect(found.example.contains { $0.contains("? caller: found") && $0.contains("elderly=true") })
        #expect(
            found.example.suffix(3).map { String($0.drop { "0123456789: ".contains($0) }) } == [
                "· person", "▶ which", "and here a key is asked for, before a person is there",
            ])
    }

    @Test("a menu that stands there at lunch alone is found at lunch")
    func lunch() throws {
        let text = Self.plan(
            "  person: { hours: hotline, open: line, closed: line, holiday: line, lunch: wait }\n"
                + "  wait: { menu: which, keys: { 1: line }, silence: line, wrong-key: line, exhausted: line }\n")
        let found = try #require(Self.found(text).first)
        #expect(found.message.hasPrefix("'wait' asks"))
        #expect(found.example.first?.contains("hotline: lunch") == true)
    }

    @Test("one question is borne where the limits say so, two are not")
    func oneQuestion() {
        let one = "  person: { menu: which, keys: { 1: line }, silence: line, wrong-key: line, exhausted: line }\n"
        let two =
            "  person: { menu: which, keys: { 1: line }, silence: more, wrong-key: line, exhausted: more }\n"
            + "  more: { menu: more, keys: { 1: line }, silence: line, wrong-key: line, exhausted: line }\n"
        #expect(Self.found(Self.plan(one, limits: "limits: { human-first: 1 }\n")).isEmpty)
        #expect(
            Self.found(Self.plan(two, limits: "limits: { human-first: 1 }\n")).map(\.message) == [
                "'more' asks for keys of callers who are to reach a person with one question"
            ])
    }

    @Test("who calls may be answered before something else is asked: the calls do not become one")
    func askedBefore() throws {
        let text = Self.plan(
            "  person: { menu: which, keys: { 1: line }, silence: line, wrong-key: line, exhausted: line }\n"
        ).replacing("start: start\n", with: "start: hello\n").replacing(
            "steps:\n",
            with: "steps:\n  hello: { say: [a, a, a], meanwhile: start, then: surge }\n"
                + "  surge: { announce-surge: [], then: start }\n")
        #expect(Self.found(text).map(\.message).first?.hasPrefix("'person' asks") == true)
    }

    @Test("menus before the caller is known, and those of others, accuse nobody")
    func others() {
        let text = Self.plan("  person: { say: a, then: line }\n").replacing(
            "start: start\n", with: "start: hello\n"
        ).replacing(
            "steps:\n", with: "steps:\n  hello: { any-key: a, then: start, silence: start, exhausted: start }\n")
        #expect(Self.found(text).isEmpty)
    }

    @Test("a plan without people cannot promise one, and nobody else can be meant")
    func faults() {
        let none = Sample.lab(
            "  start: { identify: caller-number, human-first: elderly, known: bye, unknown: bye, late: bye }\n")
        #expect(Self.found(none).map(\.message) == ["the plan has no person that they could be brought to"])
        let (_, messages) = Sample.load(
            Self.plan("  person: { say: a, then: line }\n").replacing("elderly", with: "[elderly, rich]"))
        #expect(messages.contains { $0.contains("'human-first' takes elderly, found 'rich'") })
    }

    // MARK: The walk

    private static func walked(_ fields: [String: DialplanValue], source: String = "caller") throws -> Caller {
        var caller = Caller(try Sample.plan(plan("  person: { say: a, then: line }\n")))
        caller.start()
        let token = try #require(
            caller.effects.compactMap { if case .lookUp(let token, _, _) = $0 { token } else { nil } }.first)
        caller.send(.lookedUp(token, .found(fields)))
        return caller
    }

    @Test("known elders go to the person, in the same line as everybody; others go on")
    func walk() throws {
        let elder = try Self.walked(["known": .flag(true), "elderly": .flag(true)])
        #expect(elder.walk.currentStep == "person")
        #expect(elder.walk.ways.map(\.cause) == [.outcome("human-first")])
        #expect(elder.walk.variable("caller.known") == .flag(true))
        for fields: [String: DialplanValue] in [
            ["known": .flag(true)], ["known": .flag(true), "elderly": .flag(false)],
            ["known": .flag(false), "elderly": .flag(true)],
        ] {
            #expect(try Self.walked(fields).walk.currentStep == "menu")
        }
    }

    @Test("neither age nor township is a variable, so no condition can read them")
    func noVariable() throws {
        let elder = try Self.walked(["known": .flag(true), "elderly": .flag(true), "township": .text("青石镇")])
        #expect(!elder.walk.variables.keys.contains { $0.contains("elderly") || $0.contains("township") })
        let names = Set(Scope.builtIn(languages: []).keys).union(
            LookUpSignature.hotline.values.flatMap(\.fields.keys))
        #expect(!names.contains { $0.contains("elderly") || $0.contains("township") })
        for name in ["caller.elderly", "caller.township"] {
            let (_, messages) = Sample.load(
                Sample.county("  start: { branch: [{ when: has \(name), then: line }], otherwise: line }\n"))
            #expect(messages.contains { $0.contains("unknown-variable") }, "\(name)")
        }
    }
}
