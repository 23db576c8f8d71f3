import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Calling back")
struct CallBackTests {
    private static func plan(_ words: String = "") throws -> Plan {
        try Sample.plan(
            "dialplan: test\nanswers: [\"1\"]\nlanguages: [en]\nperson: line\nstart: line\nsteps:\n"
                + "  line:\n    queue: general\n    call-back: { key: 2, to: back, greeting: call-back-greeting }\n"
                + "    closed: bye\n"
                + "  back:\n    call-back: caller\n\(words)    arranged: bye\n    failed: bye\n    exhausted: line\n"
                + "  bye: { goodbye: goodbye }\n")
    }

    /// In line, and the key for the call-back pressed.
    private static func asked(_ words: String = "", number: String? = "+8613900000001") throws -> Caller {
        var caller = Caller(try plan(words), number: number)
        caller.start()
        let token = try #require(caller.queue)
        caller.send(.queue(token, .joined(position: 2, wait: nil)))
        caller.key("2")
        #expect(caller.wants.contains(.leaveQueue(token, .callBack)), "the place is kept, not left")
        return caller
    }

    private func answerWays(_ caller: inout Caller, _ number: String?) throws {
        let token = try #require(caller.lookUp)
        #expect(caller.wants.contains(.lookUp(token, source: "call-back-ways", arguments: ["times": .number(2)])))
        caller.send(
            .lookedUp(
                token,
                .found([
                    "number": number.map { .text($0) } ?? .absent,
                    "first": .date(Sample.instant("2026-11-23", hour: 14)), "second": .absent,
                ])))
        caller.heard()
    }

    @Test("reads the number back, writes it, and promises only then")
    func own() throws {
        var caller = try Self.asked()
        try answerWays(&caller, "13900000001")
        #expect(caller.said == ["call-back-number", "‹digits(\"13900000001\")›", "call-back-number-keys"])
        caller.key("1")
        let token = try #require(caller.lookUp)
        #expect(caller.wants.contains(.lookUp(token, source: "call-back", arguments: ["number": .text("13900000001")])))
        #expect(caller.said == ["one-moment"])
        caller.heard()
        caller.send(.lookedUp(token, .found([:])))
        #expect(caller.said == ["call-back-promised"])
        caller.heard()
        #expect(caller.said == ["goodbye"])
    }

    @Test("asks who withholds the number for one, and reads it back as well")
    func withheld() throws {
        var caller = try Self.asked(number: nil)
        try answerWays(&caller, nil)
        #expect(caller.said == ["call-back-enter"])
        caller.key("059112345678#")
        #expect(caller.said == ["call-back-number", "‹digits(\"059112345678\")›", "call-back-number-keys"])
        caller.key("1")
        let token = try #require(caller.lookUp)
        #expect(
            caller.wants.contains(.lookUp(token, source: "call-back", arguments: ["number": .text("059112345678")])))
        caller.send(.lookedUp(token, .notFound))
        caller.heard()
        #expect(caller.said == ["call-back-wrong-number"])
        caller.heard()
        #expect(caller.said == ["call-back-enter"])
    }

    @Test("offers times of day where the plan says so; one that is not there means as soon as possible")
    func chosen() throws {
        for (key, source) in [("1", "call-back"), ("2", "call-back-at"), ("3", "call-back")] {
            var caller = try Self.asked("    when: chosen\n")
            try answerWays(&caller, "13900000001")
            caller.key("1")
            #expect(caller.said.first == "call-back-when" && caller.said.contains("call-back-press-2"))
            #expect(!caller.said.contains("call-back-press-3"))
            caller.key(key)
            let asked = caller.wants.compactMap { effect -> (String, [String: DialplanValue])? in
                if case .lookUp(_, let source, let arguments) = effect { (source, arguments) } else { nil }
            }
            #expect(asked.first?.0 == source)
            #expect(asked.first?.1["at"] == (key == "2" ? .date(Sample.instant("2026-11-23", hour: 14)) : nil))
        }
    }

    @Test("who presses nothing is back in the line")
    func exhausted() throws {
        var caller = try Self.asked()
        try answerWays(&caller, "13900000001")
        for _ in 0..<2 {
            caller.heard()
            caller.wait(.seconds(6))
        }
        #expect(caller.queue != nil)
    }

    @Test("a word that 'when' does not know is refused")
    func unknownTime() {
        let (_, messages) = Sample.load(
            Sample.county(
                "  start:\n    call-back: caller\n    when: later\n    arranged: bye\n    failed: bye\n    exhausted: line\n"
            ))
        #expect(messages.contains { $0.contains("'when' takes now or chosen, found 'later'") }, "\(messages)")
    }

    // MARK: Our call

    private static func answered() throws -> Caller {
        var caller = Caller(try plan())
        let begins = caller.walk.begin(callingBackIn: "general")
        #expect(begins)
        caller.start()
        return caller
    }

    @Test("who answers hears at once who calls, and is in line only after the key")
    func taken() throws {
        var caller = try Self.answered()
        #expect(caller.said == ["call-back-greeting"])
        #expect(!caller.wants.contains(.answer), "the call is up already")
        #expect(caller.queue == nil)
        caller.key("5")
        #expect(caller.queue == nil)
        caller.key("1")
        let token = try #require(caller.queue)
        caller.send(.queue(token, .joined(position: 1, wait: nil)))
        caller.send(.queue(token, .answered))
        #expect(caller.walk.isWithAgent)
    }

    @Test("nobody who presses nothing is put through: the greeting comes three times, and the call ends")
    func notTaken() throws {
        var caller = try Self.answered()
        for round in 1...3 {
            #expect(caller.said == ["call-back-greeting"], "\(round)")
            caller.heard()
            caller.wait(.seconds(5))
        }
        #expect(caller.wants.contains(.hangUp(.goodbye)))
        #expect(caller.walk.isOver)
    }

    @Test("who hangs up during the greeting leaves no line")
    func hungUp() throws {
        var caller = try Self.answered()
        caller.send(.hungUp)
        #expect(caller.wants == [])
    }

    @Test("a queue without call-back calls nobody")
    func none() throws {
        var walk = Caller(try Sample.plan(Sample.county("  start: { say: hello, then: line }\n"))).walk
        let begins = walk.begin(callingBackIn: "general")
        #expect(!begins)
    }

    @Test("its record is walked again to the same")
    func replayed() throws {
        let plan = try Self.plan()
        let context = CallerContext(callerNumber: "+861", calledNumber: "1", language: .english)
        var walk = RecordedWalk(plan: plan, context: context, at: .zero, wallClock: Sample.morning)
        let begins = walk.begin(callingBackIn: "general")
        #expect(begins)
        for (at, event) in [(0, WalkEvent.started), (900, .key("1")), (1_500, .hungUp)] {
            _ = walk.handle(event, at: .zero + .milliseconds(at))
        }
        let replay = Replay(try WalkRecord(text: walk.kept.text), of: plan)
        #expect(replay.isFaithful)
        #expect(walk.kept.calledBackIn == "general")
    }

    @Test("a key cannot both leave a message and keep the place")
    func twice() {
        let (_, messages) = Sample.load(
            Sample.lab(
                "  start: { queue: general, choices: { 2: bye }, call-back: { key: 2, to: bye, greeting: hello }, closed: bye }\n"
            ))
        #expect(messages.contains { $0.contains("key 2 is one of 'choices' already") }, "\(messages)")
    }
}
