import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("answer")
struct AnswerTests {
    private static let steps =
        "  start: { any-key: a, then: read, silence: start, exhausted: line }\n"
        + "  read: { answer: pension-renewal, then: more, expired: old }\n  more: { say: more, then: line }\n"
        + "  old: { say: old, then: line }\n"
    private static let parts = (1...3).map { "article.pension-renewal.1.\($0)" }

    private func reading(at begin: Date = Sample.morning) throws -> Caller {
        var caller = Caller(try Sample.plan(Sample.county(Self.steps)), at: begin)
        caller.start()
        caller.key("5")
        return caller
    }

    private func receipt(_ caller: Caller) -> (heard: Int, seconds: Int)? {
        caller.effects.lazy.compactMap { effect -> (heard: Int, seconds: Int)? in
            guard case .receipt(let article, .english, let heard, let seconds) = effect else { return nil }
            #expect(article.version == 1)
            return (heard, seconds)
        }.first
    }

    @Test("reads all parts, one after the other, and leaves a receipt of all of them")
    func all() throws {
        var caller = try reading()
        #expect(caller.said == ["article-keys"])
        for part in Self.parts {
            caller.heard()
            #expect(caller.said.last == part)
            #expect(receipt(caller) == nil)
            caller.wait(.seconds(10))
        }
        caller.heard()
        #expect(caller.said == ["more"])
        #expect(receipt(caller).map { [$0.heard, $0.seconds] } == [3, 30])
    }

    @Test("1 reads a part again, another key goes on, and what was skipped was not heard")
    func keys() throws {
        var caller = try reading()
        caller.key("2")
        #expect(caller.said == [Self.parts[0]])
        caller.key("1")
        #expect(caller.said == [Self.parts[0]])
        caller.heard()
        caller.key("2")
        #expect(caller.said.last == Self.parts[2])
        caller.key("9")
        #expect(caller.said == ["more"])
        #expect(receipt(caller)?.heard == 1)
    }

    @Test(
        "what was begun leaves a receipt, whichever way the caller leaves",
        arguments: [
            WalkEvent.key("#"), .key("0"), .hungUp, .shuttingDown,
        ])
    func leaving(event: WalkEvent) throws {
        var caller = try reading()
        caller.heard()
        caller.heard()
        caller.wait(.seconds(3))
        caller.send(event)
        #expect(receipt(caller).map { [$0.heard, $0.seconds] } == [1, 3])
        #expect(caller.effects.count { if case .receipt = $0 { true } else { false } } == 1)
    }

    @Test(
        "who leaves before the first part has been told nothing", arguments: [WalkEvent.key("#"), .key("0"), .hungUp])
    func nothing(event: WalkEvent) throws {
        var caller = try reading()
        caller.send(event)
        #expect(receipt(caller) == nil)
    }

    @Test("0 is the person, and pound goes on")
    func ways() throws {
        var caller = try reading()
        caller.heard()
        caller.key("0")
        #expect(caller.queue != nil)
        caller = try reading()
        caller.heard()
        caller.key("#")
        #expect(caller.said == ["more"])
    }

    @Test("it is read on its last day and not on the next, by the plan's calendar")
    func expiry() throws {
        // The plan names no calendar, so its days are those of Greenwich.
        let midnight = Date(timeIntervalSince1970: 1_830_297_600)
        #expect(try reading(at: midnight - 1).said == ["article-keys"])
        var caller = try reading(at: midnight)
        #expect(caller.said == ["article-expired"])
        caller.heard()
        #expect(caller.said == ["old"])
        #expect(receipt(caller) == nil)
    }

    @Test("the proof looks at the days after the last one too")
    func proof() {
        let faulty = Self.steps.replacing("old: { say: old, then: line }", with: "old: { say: old, then: bye }")
            .replacing("  start: { any-key: a, then: read, silence: start, exhausted: line }\n", with: "")
            .replacing("  read:", with: "  start:")
        let messages = Sample.load(Sample.county(faulty)).messages
        #expect(messages.count == 1)
        #expect(messages.first?.contains("start ─expired→ old ─then→ bye [no-person]") == true, "\(messages)")
    }

    @Test("an article that is not there is told with the nearest")
    func unknown() {
        let messages = Sample.load(
            Sample.county(Self.steps.replacing("answer: pension-renewal", with: "answer: pension-renewl"))
        )
        .messages
        #expect(
            messages == [
                "plan.yaml:8:19: error: no article is called 'pension-renewl'; did you mean 'pension-renewal'? [unknown-article]"
            ])
    }
}
