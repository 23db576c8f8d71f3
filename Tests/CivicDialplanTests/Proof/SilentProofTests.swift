import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Callers who press nothing")
struct SilentProofTests {
    func diagnostics(_ text: String) -> [Diagnostic] {
        PlanLoader.load(text, file: "plan.yaml", environment: Sample.environment).diagnostics.filter {
            ["no-person", "call-too-long", "unbounded-loop"].contains($0.rule)
        }
    }

    @Test("a first silence that ends the call is found, though the last attempt leads to a person")
    func firstSilence() {
        let found = diagnostics(
            Sample.county(
                "  start:\n    menu: a\n    keys: { 1: line }\n    silence: bye\n    wrong-key: line\n    exhausted: line\n"
            ))
        #expect(
            found.map(\.description) == [
                "plan.yaml:7:3: error: a caller who presses nothing never meets a person: start ─silence→ bye [no-person]"
            ])
        #expect(
            found.first?.example == [
                "A call comes in",
                "0:00  · start",
                "0:00  ▶ a",
                "0:06  … no key is pressed",
                "0:06  · bye",
                "0:06  ▶ goodbye",
                "0:07  ☏ hung up: goodbye",
            ])
    }

    @Test("in a plan that nobody dials silence may end the call; a key still leads to a person")
    func ownCalls() {
        let text = Sample.county(
            "  start:\n    menu: a\n    keys: { 1: line }\n    silence: bye\n    wrong-key: bye\n    exhausted: bye\n")
        let own = text.replacing(#"answers: ["1"]"#, with: "answers: []")
        #expect(own != text && !diagnostics(text).isEmpty)
        #expect(diagnostics(own).isEmpty)
        let keyless = own.replacing("keys: { 1: line }", with: "keys: { 0: bye, 1: bye }")
        #expect(diagnostics(keyless).map(\.rule) == ["no-person"])
    }

    @Test("an answer that waits for its step tells calls apart, though something else is asked before")
    func answeredBefore() {
        let found = diagnostics(
            Sample.county(
                "  start: { say: [a, b], meanwhile: who, then: surge }\n  surge: { announce-surge: [], then: who }\n"
                    + "  who: { identify: caller-number, known: bye, unknown: line, late: line }\n"))
        #expect(
            found.map(\.message) == [
                "a caller who presses nothing never meets a person: start ─then→ surge ─then→ who ─known→ bye"
            ])
    }

    @Test("a last attempt that silence never comes to accuses nobody")
    func unreachableExhausted() {
        #expect(
            diagnostics(
                Sample.county(
                    "  start:\n    menu: a\n    keys: { 1: line }\n    silence: line\n    wrong-key: line\n    exhausted: bye\n"
                )
            ).isEmpty)
    }

    @Test("hours that two steps ask for are the same hours in one call")
    func sameHours() {
        let plan = Sample.county(
            "  start: { hours: hotline, open: again, closed: line }\n"
                + "  again: { hours: hotline, open: line, closed: bye, holiday: bye, lunch: bye }\n")
        #expect(diagnostics(plan).isEmpty)
        // Lunch is no closed: here it is.
        let lunch = Sample.county(
            "  start: { hours: hotline, open: line, closed: line, lunch: again }\n"
                + "  again: { hours: county-office, open: line, closed: line, lunch: bye }\n")
        #expect(
            diagnostics(lunch).map(\.message) == [
                "a caller who presses nothing never meets a person: start ─lunch→ again ─lunch→ bye"
            ])
        #expect(
            diagnostics(lunch).first?.example.first?.hasSuffix(
                "(county-office: lunch, hotline: lunch), a call comes in")
                == true)
    }

    @Test("every answer of a look-up is tried, also none, and those that a condition tells apart")
    func lookUps() {
        func plan(_ late: String, _ otherwise: String) -> String {
            Sample.county(
                "  start:\n    look-up: case-status\n    with: { number: \"10000017\", proof: \"1234\" }\n    into: status\n"
                    + "    found: told\n    not-found: line\n    late: \(late)\n    failed: line\n"
                    + "  told:\n    branch:\n      - { when: 'status.state == \"closed\"', then: \(otherwise) }\n"
                    + "    otherwise: line\n")
        }
        #expect(diagnostics(plan("line", "line")).isEmpty)
        #expect(
            diagnostics(plan("bye", "line")).map(\.message) == [
                "a caller who presses nothing never meets a person: start ─late→ bye"
            ])
        let closed = diagnostics(plan("line", "bye"))
        #expect(
            closed.map(\.message) == [
                "a caller who presses nothing never meets a person: start ─found→ told ─when (line 17)→ bye"
            ])
        #expect(closed.first?.example.contains { $0.contains("state=closed") } == true)
    }

    @Test("a case that cannot be written is tried as well")
    func caseFails() {
        let plan = Sample.county(
            "  start: { open-case: water, from: keys, into: c, opened: line, failed: bye }\n")
        #expect(diagnostics(plan).map(\.message).first?.hasSuffix("start ─failed→ bye") == true)
    }

    @Test("a transfer that nobody takes is tried as well; one that is taken is help")
    func transfers() {
        func plan(_ noAnswer: String) -> String {
            Sample.county(
                "  start: { transfer: { number: \"110\" }, failed: line, no-answer: \(noAnswer), over: bye }\n")
        }
        #expect(diagnostics(plan("line")).isEmpty)
        #expect(
            diagnostics(plan("bye")).map(\.message) == [
                "a caller who presses nothing never meets a person: start ─no-answer→ bye"
            ])
    }

    @Test("a caller who is kept in a menu beyond the longest call is found, with the time")
    func tooLong() {
        let text = Sample.county(
            "  start:\n    menu: a\n    keys: { 1: line }\n    attempts: 9\n    wait: 30s\n    silence: start\n"
                + "    wrong-key: start\n    exhausted: line\n", head: "limits: { longest-call: 2m }\n")
        let found = diagnostics(text)
        #expect(
            found.map(\.description) == [
                "plan.yaml:8:3: warning: only limits.longest-call (2 min) brings a caller who presses nothing to a person; "
                    + "lead 'exhausted' to the person earlier [call-too-long]"
            ])
        #expect(found.first?.example.last == "2:00  and still no person")
        #expect(diagnostics(text.replacing("longest-call: 2m", with: "longest-call: 6m")).isEmpty)
    }

    @Test("classes of hours are those that there are")
    func hourClasses() throws {
        let plan = try Sample.plan(
            Sample.county("  start: { hours: hotline, open: line, closed: line }\n"))
        let classes = HourClass.all(of: plan).map(\.statuses)
        #expect(Set(classes.map { $0["hotline"] ?? "" }) == ["open", "closed", "lunch", "holiday"])
        #expect(classes.count == 4)
        let both = try Sample.plan(
            Sample.county(
                "  start: { hours: hotline, open: line, closed: next }\n"
                    + "  next: { hours: county-office, open: line, closed: line }\n"))
        // The desk keeps the office's hours here, so the two are never apart.
        #expect(HourClass.all(of: both).count == 4)
    }

    @Test("the county's plan holds, and its proof is no guess by graph")
    func county() throws {
        let text = try Sample.text("dialplans/county.yaml")
        let plan = try #require(PlanLoader.load(text, file: "county.yaml", environment: Sample.environment).plan)
        let proof = SilentProof(plan: plan, environment: Sample.environment, hours: HourClass.all(of: plan))
        #expect(try #require(proof.failures()).isEmpty)
    }

    @Test("a person who is too far is shown by the way to where that is so")
    func farPerson() {
        let text = Sample.county(
            "  start:\n    menu: a\n    keys: { 1: second }\n    silence: line\n    wrong-key: line\n    exhausted: line\n"
                + "  second:\n    menu: b\n    keys: { 1: bye, 0: bye }\n    silence: line\n    wrong-key: line\n"
                + "    exhausted: line\n")
        let found = diagnostics(text)
        #expect(found.map(\.message) == ["no keys lead from 'second' to a person"])
        #expect(
            found.first?.example == [
                "A call comes in", "· start", "▶ a", "⌨ 1", "· second", "▶ b", "and from here no key leads to a person",
            ])
    }
}
