import CivicCore
import Testing

@testable import CivicDialplan

@Suite("Look-ups")
struct InquiryTests {
    private static let caller =
        "  start: { say: welcome, meanwhile: who, then: who }\n"
        + "  who:\n    identify: caller-number\n    deadline: 800ms\n"
        + "    household: { prompt: shared, again: shared-again, attempts: 2, wait: 6s }\n"
        + "    known: known\n    unknown: unknown\n    late: late\n"
        + "  known: { say: known, then: line }\n  unknown: { say: unknown, then: line }\n"
        + "  late: { say: late, then: line }\n"

    private func arrived(number: String? = "8613900000001") throws -> (caller: Caller, token: WalkToken?) {
        var caller = Caller(try Sample.plan(Sample.county(Self.caller)), number: number)
        caller.start()
        return (caller, caller.lookUp)
    }

    private func found(_ candidates: Int, known: Bool) -> LookUpOutcome {
        .found([
            "candidates": .number(candidates), "known": .flag(known), "open-cases": .number(1),
            "citizen": known ? .number(7) : .absent, "language": .text("en"),
        ])
    }

    @Test("the caller is looked up while the greeting plays, and an answer during it costs no time")
    func meanwhile() throws {
        var (caller, token) = try arrived()
        let asked = try #require(token)
        #expect(
            caller.wants.contains(.lookUp(asked, source: "caller", arguments: ["number": .text("8613900000001")])))
        #expect(caller.said == ["welcome"])
        caller.send(.lookedUp(asked, found(1, known: true)))
        #expect(caller.effects.isEmpty)
        caller.heard()
        #expect(caller.said == ["known"])
        #expect(caller.walk.variable("caller.known") == .flag(true))
    }

    @Test("the deadline counts from where the caller has to wait; what comes later is ignored")
    func late() throws {
        var (caller, token) = try arrived()
        let asked = try #require(token)
        caller.wait(.seconds(5))
        caller.heard()
        #expect(caller.said == [])
        caller.wait(.milliseconds(799))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(1))
        #expect(caller.said == ["late"])
        caller.send(.lookedUp(asked, found(1, known: true)))
        #expect(caller.effects.isEmpty)
        #expect(caller.walk.variable("caller.known") == .absent)
    }

    @Test("a withheld number is asked about nowhere and known to nobody")
    func anonymous() throws {
        var (caller, token) = try arrived(number: nil)
        #expect(token == nil)
        caller.heard()
        #expect(caller.said == ["unknown"])
    }

    @Test("records that fail are late, and a number without people is unknown")
    func outcomes() throws {
        for (outcome, said) in [
            (LookUpOutcome.failed, "late"), (.notFound, "unknown"), (found(2, known: true), "known"),
        ] {
            var (caller, token) = try arrived()
            caller.heard()
            caller.send(.lookedUp(try #require(token), outcome))
            #expect(caller.said == [said])
        }
    }

    @Test("a shared phone asks for the year of birth, and knows the one it fits")
    func household() throws {
        var (caller, token) = try arrived()
        caller.heard()
        caller.send(.lookedUp(try #require(token), found(3, known: false)))
        #expect(caller.said == ["shared"])
        caller.key("1950#")
        let second = try #require(caller.lookUp)
        #expect(
            caller.wants.contains(
                .lookUp(
                    second, source: "household-member",
                    arguments: ["number": .text("8613900000001"), "birth-year": .text("1950")])))
        caller.send(.lookedUp(second, .found(["citizen": .number(9)])))
        #expect(caller.said == ["known"])
        #expect(caller.walk.variable("caller.citizen") == .number(9))
    }

    @Test("a year that fits nobody is asked again once, and then the call goes on as unknown")
    func wrongYear() throws {
        var (caller, token) = try arrived()
        caller.heard()
        caller.send(.lookedUp(try #require(token), found(3, known: false)))
        caller.key("1950")
        caller.send(.lookedUp(try #require(caller.lookUp), .notFound))
        #expect(caller.said == ["shared-again"])
        caller.key("1951")
        caller.send(.lookedUp(try #require(caller.lookUp), .notFound))
        #expect(caller.said == ["unknown"])
    }

    @Test("a household that says nothing or presses pound goes on as unknown, and 0 is a person")
    func householdSilent() throws {
        var (caller, token) = try arrived()
        caller.heard()
        caller.send(.lookedUp(try #require(token), found(3, known: false)))
        var pound = caller
        pound.key("#")
        #expect(pound.said == ["unknown"])
        var zero = caller
        zero.key("0")
        #expect(zero.walk.currentStep == "line")  // No year begins with 0: nothing is waited for.
        caller.heard()
        caller.wait(.seconds(6))
        #expect(caller.said == ["shared-again"])
        caller.heard()
        caller.wait(.seconds(6))
        #expect(caller.said == ["unknown"])
    }

    private static let status =
        "  start: { set: { number: \"10000017\", proof: \"123*\" }, then: ask }\n"
        + "  ask:\n    look-up: case-status\n    with: { number: number, proof: proof }\n    into: status\n"
        + "    prompt: looking\n    deadline: 3s\n    found: told\n    not-found: unknown\n    late: late\n"
        + "    failed: failed\n"
        + "  told:\n    say:\n      - { value: status.case, as: case-number }\n      - \"case-state.{status.state}\"\n"
        + "      - { value: status.due, as: date }\n      - { prompt: overdue, when: status.due < now }\n"
        + "      - { value: status.updated, as: weekday-date }\n      - { value: status.updated, as: time }\n"
        + "    then: line\n"
        + "  unknown: { say: unknown, then: line }\n  late: { say: late, then: line }\n"
        + "  failed: { say: failed, then: line }\n"

    @Test("fields of the answer are spoken in the calendar's zone, and what has no value is left out")
    func fields() throws {
        let head = "calendar: county-office\n"
        var caller = Caller(try Sample.plan(Sample.county(Self.status, head: head)))
        caller.start()
        let token = try #require(caller.lookUp)
        #expect(
            caller.wants.contains(
                .lookUp(
                    token, source: "case-status", arguments: ["number": .text("10000017"), "proof": .text("123*")])))
        #expect(caller.said == ["looking"])
        // The prompt is heard to its end.
        caller.send(
            .lookedUp(
                token,
                .found([
                    "case": .text("10000017"), "state": .text("in-work"),
                    "due": .date(Sample.instant("2027-01-04", hour: 17, minute: 30)),
                    "updated": .date(Sample.instant("2026-11-20", hour: 0, minute: 5)),
                ])))
        #expect(caller.effects.isEmpty)
        caller.heard()
        #expect(
            caller.said == [
                "‹caseNumber(\"10000017\")›", "case-state.in-work",
                "‹date(year: Optional(2027), month: 1, day: 4, weekday: nil)›",
                "‹date(year: nil, month: 11, day: 20, weekday: Optional(5))›", "‹timeOfDay(hour: 0, minute: 5)›",
            ])
    }

    @Test("every outcome has its branch, and the answer may still come while the prompt plays past the deadline")
    func branches() throws {
        let plan = try Sample.plan(Sample.county(Self.status))
        for (outcome, said) in [(LookUpOutcome.notFound, "unknown"), (.failed, "failed")] {
            var caller = Caller(plan)
            caller.start()
            let token = try #require(caller.lookUp)
            caller.wait(.seconds(4))
            caller.send(.lookedUp(token, outcome))
            caller.heard()
            #expect(caller.said == [said])
        }
        var late = Caller(plan)
        late.start()
        late.heard()
        late.wait(.seconds(3))
        #expect(late.said == ["late"])
        #expect(late.effects.contains(.trail(step: "ask", .lookedUp(source: "case-status", outcome: .late))))
    }
}
