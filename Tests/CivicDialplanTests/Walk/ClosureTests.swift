import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Closures of a township in a plan")
struct ClosureTests {
    private static let steps =
        "  start: { identify: caller-number, known: ask, unknown: ask, late: ask }\n"
        + "  ask: { hours: county-office, into: office, open: line, closed: shut, closure: here }\n"
        + "  shut: { say: shut, then: line }\n"
        + "  here:\n    say: [here, { prompt: \"closure.{office.reason}\", when: has office.reason },"
        + " { value: office.opens, as: time }]\n    then: line\n"

    /// Qingshi is closed on Monday, 23 November 2026, until Tuesday noon.
    private static func environment(reason: String? = "flood") -> PlanEnvironment {
        let office = Sample.office
        let calendar = WorkingCalendar(
            id: office.id, timeZone: office.timeZone, weekly: office.weekly, holidays: office.holidays,
            closures: [
                TownshipClosure(
                    township: "青石镇", from: Sample.instant("2026-11-23", hour: 0),
                    until: Sample.instant("2026-11-24", hour: 12), reason: reason)
            ])
        var environment = Sample.environment
        environment.calendars["county-office"] = calendar
        return environment
    }

    private static func caller(
        _ outcome: LookUpOutcome, steps: String = steps, _ environment: PlanEnvironment = environment()
    ) throws -> Caller {
        var caller = Caller(try Sample.plan(Sample.county(steps), environment))
        caller.start()
        let token = try #require(
            caller.effects.compactMap { if case .lookUp(let token, _, _) = $0 { token } else { nil } }.first)
        caller.send(.lookedUp(token, outcome))
        return caller
    }

    @Test("its people hear why and until when; others, and those of whom nobody knows, go on")
    func people() throws {
        let closed = try Self.caller(.found(["known": .flag(false), "township": .text("青石镇")]))
        #expect(closed.said.prefix(2) == ["here", "closure.flood"])
        #expect(closed.walk.variable("office.opens") == .date(Sample.instant("2026-11-24", hour: 14)))
        for outcome in [LookUpOutcome.found(["township": .text("白云乡")]), .found([:]), .notFound, .failed] {
            #expect(try Self.caller(outcome).walk.currentStep == "line")
        }
    }

    @Test("no reason is none, and a plan without the branch takes 'closed'")
    func without() throws {
        let township = LookUpOutcome.found(["township": .text("青石镇")])
        let silent = try Self.caller(township, Self.environment(reason: nil))
        #expect(silent.said.first == "here" && !silent.said.contains { $0.hasPrefix("closure.") })
        let plain = Self.steps.replacing(", closure: here", with: "")
        let bare = try Self.caller(
            township, steps: plain.replacing(", then: line }\n  here", with: ", then: here }\n  here"))
        #expect(bare.said.first == "shut")
        #expect(bare.walk.ways.last?.cause == .outcome("closed"))
    }

    @Test("the proof makes calls from a closed township, and from one that nobody knows", arguments: [true, false])
    func proof(hasBranch: Bool) throws {
        let steps =
            "  start: { identify: caller-number, known: ask, unknown: ask, late: ask }\n"
            + "  ask: { hours: county-office, open: line, closed: \(hasBranch ? "line" : "sorry"), holiday: line,"
            + " lunch: line\(hasBranch ? ", closure: sorry" : "") }\n  sorry: { goodbye: sorry }\n"
        let (_, found) = PlanLoader.load(Sample.county(steps), file: "plan.yaml", environment: Self.environment())
        let lost = try #require(found.first { $0.rule == "no-person" })
        #expect(lost.message.hasSuffix("ask ─\(hasBranch ? "closure" : "closed")→ sorry"))
        if hasBranch {
            #expect(lost.example.first?.contains("county-office in 青石镇: closure") == true)
            #expect(lost.example.contains { $0.contains("township=青石镇") })
            // Without the closure nobody is ever led there.
            let (_, none) = PlanLoader.load(Sample.county(steps), file: "plan.yaml", environment: Sample.environment)
            #expect(!none.contains { $0.rule == "no-person" })
        }
    }

    @Test("keys to a person count at a closed township too")
    func keys() throws {
        let steps =
            "  start: { identify: caller-number, known: ask, unknown: ask, late: ask }\n"
            + "  ask: { hours: county-office, open: line, closed: line, holiday: line, lunch: line, closure: here }\n"
            + "  here: { collect: code, prompt: a, digits: 8, then: line, silence: line, wrong-key: line,"
            + " exhausted: line }\n"
        func far(_ environment: PlanEnvironment) -> [String] {
            PlanLoader.load(
                Sample.county(steps, head: "limits: { keys-to-person: 1 }\n"), file: "plan.yaml",
                environment: environment
            ).diagnostics.filter { $0.rule == "no-person" }.map(\.message)
        }
        #expect(far(Self.environment()).contains { $0.contains("'here'") })
    }

    @Test("a test names the caller's township, beside who the caller is")
    func planTest() throws {
        var environment = Self.environment()
        environment.catalogue = PromptCatalogue(
            entries: ["here", "shut", "goodbye", "closure.flood"].map {
                Prompt(id: $0, kind: .sentence, texts: [.english: "\($0).", .mandarin: "\($0)。"])
            }, languages: [.english, .mandarin])
        let plan = try Sample.plan(Sample.county(Self.steps), environment)
        var loader = PlanTestLoader(file: "t.yaml", plan: plan, environment: environment)
        let tests = loader.load(
            """
            tests:
              - name: closed here
                at: 2026-11-23T10:00
                township: 青石镇
                expect: { say: [here, closure.flood], step: line }
              - name: open there
                at: 2026-11-23T10:00
                township: 白云乡
                expect: { step: line }
                expect-not: { step: here }
              - name: a known caller
                at: 2026-11-23T10:00
                township: 青石镇
                look-ups: { caller: { known: true, candidates: 1 } }
                expect: { step: here }
              - name: a township is a name
                township: [a]
                expect: { step: line }

            """)
        #expect(loader.diagnostics.map(\.rule) == ["wrong-type"])
        for test in tests.prefix(3) {
            var run = PlanTestRun(test, file: "t.yaml", plan: plan, catalogue: try #require(environment.catalogue))
            run.run()
            #expect(run.failure == nil, "\(test.name): \(run.failure?.diagnostic.message ?? "")")
        }
    }
}
