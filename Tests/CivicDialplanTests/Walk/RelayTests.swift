import CivicCore
import Testing

@testable import CivicDialplan

@Suite("relay")
struct RelayTests {
    private static let steps =
        "  start:\n    relay: caller\n    over: bye\n    refused: refused\n    not-now: not-now\n"
        + "    unanswered: unanswered\n  refused: { say: refused, then: bye }\n  not-now: { say: not-now, then: bye }\n"
        + "  unanswered: { say: unanswered, then: bye }\n"

    /// Up to the question whether the call came with leave.
    private func begun() throws -> Caller {
        var caller = Caller(try Sample.plan(Sample.lab(Self.steps)))
        caller.start()
        return caller
    }

    private func keyed() throws -> (Caller, WalkToken) {
        var caller = try begun()
        caller.send(.lookedUp(try #require(caller.lookUp), .notFound))
        caller.heard()
        caller.key("12345678")
        return (caller, try #require(caller.lookUp))
    }

    @Test("a code that holds rings the citizen, whose number is in nothing that the walk wants")
    func rings() throws {
        var (caller, token) = try keyed()
        #expect(
            caller.wants.contains(.lookUp(token, source: "relay", arguments: ["code": .text("12345678")])))
        caller.send(.lookedUp(token, .found(["answer": .text("now")])))
        caller.heard()
        #expect(caller.said == ["relay-ringing"])
        caller.heard()
        let transfers = caller.effects.compactMap { effect in
            if case .transfer(_, let target, let ringFor, let story) = effect { (target, ringFor, story) } else { nil }
        }
        #expect(transfers.map(\.0) == [.relay] && transfers.map(\.1) == [.seconds(40)])
        #expect(transfers.allSatisfy { $0.2 == nil })
    }

    @Test("leave of the page needs no code")
    func leave() throws {
        var caller = try begun()
        caller.send(.lookedUp(try #require(caller.lookUp), .found(["answer": .text("now")])))
        #expect(caller.said == ["relay-ringing"])
    }

    @Test("a citizen has time to hear who calls before the ringing counts as unanswered")
    func taking() throws {
        var (caller, token) = try keyed()
        caller.send(.lookedUp(token, .found(["answer": .text("now")])))
        caller.heard()
        caller.heard()
        caller.wait(.seconds(100))
        #expect(caller.said != ["relay-unanswered"])
        caller.wait(.seconds(21))
        #expect(caller.said == ["relay-unanswered"])
    }

    @Test("a citizen who wants to be called later is not rung, and the hour is told")
    func later() throws {
        var (caller, token) = try keyed()
        caller.send(
            .lookedUp(token, .found(["answer": .text("later"), "from": .date(Sample.morning)])))
        caller.heard()
        #expect(caller.said.first == "relay-later")
        #expect(!caller.effects.contains { if case .transfer = $0 { true } else { false } })
    }

    @Test("the code is in no line of the trail")
    func secret() throws {
        var caller = try begun()
        caller.send(.lookedUp(try #require(caller.lookUp), .notFound))
        caller.heard()
        var all: [WalkEffect] = []
        for key in "12345678" {
            caller.send(.key(key))
            all += caller.effects
        }
        let trail = all.filter { if case .trail = $0 { true } else { false } }
        #expect(!trail.isEmpty && !"\(trail)".contains("12345678"))
    }

    @Test("no other step puts a caller through to a citizen")
    func nowhereElse() {
        let (plan, messages) = Sample.load(
            Sample.lab("  start: { transfer: { relay: citizen }, failed: bye, no-answer: bye }\n"))
        #expect(plan == nil && messages.contains { $0.contains("expected either 'number' or 'unit'") })
        let (_, asked) = Sample.load(
            Sample.lab(
                "  start:\n    look-up: relay\n    with: { code: '\"1\"' }\n    into: relay\n    found: bye\n"
                    + "    not-found: bye\n    late: bye\n    failed: bye\n"))
        #expect(asked.contains { $0.contains("no look-up is called 'relay'") })
    }
}
