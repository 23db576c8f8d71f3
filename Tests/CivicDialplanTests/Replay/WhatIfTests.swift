import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Past calls on another plan")
struct WhatIfTests {
    private static func county(_ changes: [(String, String)] = []) throws -> Plan {
        var text = try Sample.text("dialplans/county.yaml")
        for (old, new) in changes {
            #expect(text.contains(old), "the plan has no \(old)")
            text = text.replacingOccurrences(of: old, with: new)
        }
        let (plan, messages) = Sample.load(text)
        #expect(messages.filter { $0.contains("error") } == [])
        return try #require(plan)
    }

    /// A call of these keys, each at the caller's turn; a person answers, or the caller hangs up.
    private static func call(
        _ plan: Plan, keys: String, isAnswered: Bool = true, speaks: Bool = true
    ) throws -> Replay {
        let context = CallerContext(callerNumber: "", calledNumber: "12345", language: .mandarin)
        let catalogue = try Sample.catalogue()
        var call = VirtualCall(plan: plan, context: context, catalogue: catalogue, begin: Sample.morning)
        var recorder = RecordedWalk(plan: plan, context: context, at: .zero, wallClock: Sample.morning)
        var keys = keys[...]
        var isTold = false
        call.send(.started)
        for _ in 0..<2_000 where !call.isOver {
            if let question = call.lookUps.first {
                call.answer(question.token, .notFound)
            } else if let token = call.openings.first {
                call.answer(token, caseNumber: "10000017")
            } else if call.queue != nil, !isTold {
                isTold = true
                call.tell(.joined(position: 2, wait: nil))
                if isAnswered { call.tell(QueueNews.answered) }
            } else if call.queue != nil, isAnswered {
                call.tell(.served)
            } else if call.recording != nil, call.walk.isCallersTurn {
                call.pass(to: call.elapsed + .seconds(7))
                call.endRecording(heardSpeech: speaks)
            } else if call.walk.isCallersTurn, let key = keys.popFirst() {
                call.send(.key(key))
            } else if call.walk.isCallersTurn, keys.isEmpty, !isAnswered {
                call.send(.hungUp)
            } else if let next = call.nextEvent {
                _ = call.step(until: next)
            }
        }
        for occurrence in call.occurrences {
            let now = MonotonicInstant.zero + occurrence.at
            _ = occurrence.event.map { recorder.handle($0, at: now) } ?? recorder.advance(to: now)
        }
        return Replay(try WalkRecord(text: recorder.kept.text), of: plan)
    }

    /// The calls of a morning.
    private static func morning(_ plan: Plan) throws -> [(name: String, replay: Replay)] {
        [
            ("C-PERSON", try call(plan, keys: "10")), ("C-SILENT", try call(plan, keys: "")),
            ("C-WATER", try call(plan, keys: "1231")), ("C-LOST", try call(plan, keys: "13", isAnswered: false)),
            ("C-GONE", try call(plan, keys: "1", isAnswered: false)),
            ("C-WAITED", try call(plan, keys: "10", isAnswered: false)),
        ]
    }

    private static func whatIf(_ plan: Plan) throws -> WhatIf {
        var whatIf = WhatIf(plan, catalogue: try Sample.catalogue())
        for (name, replay) in try morning(county()) { whatIf.add(replay, named: name) }
        return whatIf
    }

    @Test("the proof of a case is not in the record of the county's call, its number is")
    func proof() throws {
        let replay = try Self.call(Self.county(), keys: "11100000174711#", isAnswered: false)
        #expect(replay.isFaithful)
        let keys = replay.record.moments.compactMap { $0.event?.key }.joined()
        #expect(keys.hasPrefix("1110000017••••#"), "\(keys)")
        #expect(!(try replay.record.text.contains("4711")))
        #expect(
            replay.occurrences.contains { occurrence in
                occurrence.effects.contains { if case .lookUp(_, "case-status", _) = $0 { true } else { false } }
            })
    }

    @Test("calls land where they did on their own plan")
    func unchanged() throws {
        let landings = try Self.morning(Self.county()).map(\.replay.landing.label)
        #expect(
            landings == [
                "person in general", "person in general", "case for water", "hung up in services-menu",
                "hung up in home", "person in general",
            ])
        let whatIf = try Self.whatIf(Self.county())
        #expect(whatIf.calls == 6 && whatIf.faithful == 6 && whatIf.unclear == 0)
        #expect(whatIf.same == 6)
        #expect(whatIf.elsewhere == [])
        #expect(whatIf.questions == [:])
        #expect(whatIf.secondsBefore == whatIf.secondsAfter)
        #expect(whatIf.secondsBefore?.calls == 3)
    }

    @Test("a key that leads elsewhere is found by those who pressed it")
    func swapped() throws {
        let whatIf = try Self.whatIf(
            Self.county([("1: topic-water, 2: topic-power", "2: topic-water, 1: topic-power")]))
        #expect(whatIf.same == 5)
        #expect(
            whatIf.elsewhere == [
                WhatIf.Shift(
                    from: "case for water", to: "case for power", after: "topic-utilities", calls: 1,
                    examples: ["C-WATER"])
            ])
        #expect(whatIf.losesHelp == 0)
        // One of six presses 1 there, before and after, and what it leads to has changed.
        var drawing = PlanDrawing(plan: whatIf.plan, language: .english, catalogue: nil)
        drawing.traffic = whatIf.traffic.after
        drawing.trafficBefore = whatIf.traffic.before
        let edges = drawing.dot.split(separator: "\n").filter { $0.contains("\"topic-utilities\" -> ") }
        #expect(edges.contains { $0.contains("topic-power") && $0.contains(" 1 · 17 % ") }, "\(edges)")
        let told = drawing.dot.split(separator: "\n").filter { $0.contains("\"topic-power\" -> ") }
        #expect(told.allSatisfy { $0.contains("0 → 17 %") && $0.contains("#0060c0") }, "\(told)")
        let left = drawing.dot.split(separator: "\n").filter { $0.contains("\"topic-water\" -> ") }
        #expect(left.allSatisfy { $0.contains("17 → 0 %") && $0.contains("#d06000") }, "\(left)")
    }

    @Test("a new question before the menu is told, and what silence comes to")
    func newQuestion() throws {
        let whatIf = try Self.whatIf(
            Self.county([
                ("    then: language-chosen\n", "    then: age\n"),
                (
                    "  language-chosen:\n",
                    """
                      age:
                        menu: menu-home
                        keys: { 1: language-chosen, 0: person }
                        attempts: 2
                        silence: age
                        wrong-key: age
                        exhausted: person
                      language-chosen:

                    """
                ),
            ]))
        // Who was silent at the language goes past the question.
        #expect(whatIf.questions == ["age": 5])
        #expect(whatIf.same == 3)
        #expect(whatIf.elsewhere.map(\.to) == Array(repeating: "person in general", count: whatIf.elsewhere.count))
        #expect(whatIf.gainsPerson == 3)
        #expect((whatIf.secondsAfter?.median ?? 0) > (whatIf.secondsBefore?.median ?? 0))
    }

    @Test("who would lose the way to a person is counted")
    func losesPerson() throws {
        // Closed by day: the person is a message.
        let whatIf = try Self.whatIf(
            Self.county([("    open: line\n", "    open: closed\n"), ("person: person", "person: line")]))
        #expect(whatIf.losesPerson == 3)
        #expect(whatIf.elsewhere.contains { $0.from == "person in general" && $0.after == "person" })
    }

    @Test("a random caller lands in the rehearsal where the call did, for nearly all")
    func fidelity() throws {
        let plan = try Self.county()
        var whatIf = WhatIf(plan, catalogue: try Sample.catalogue())
        var random = SplitMix64(seed: 11)
        for number in 0..<200 {
            let keys = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                "0123123#*".randomElement(using: &random) ?? "1"
            }
            let replay = try Self.call(
                plan, keys: String(keys), isAnswered: .random(using: &random), speaks: .random(using: &random))
            whatIf.add(replay, named: "C-\(number)")
        }
        #expect(whatIf.faithful == 200)
        #expect(whatIf.unclear <= 4, "\(whatIf.unclear) of 200")
        #expect(whatIf.same == whatIf.compared)
    }

    @Test("hours that have changed since a call are not taken for the draft's doing")
    func hoursOfThen() throws {
        let then = try Self.county()
        var now = then
        now.calendars["hotline"] = WorkingCalendar(
            id: "hotline", timeZone: then.timeZone, weekly: [:], holidays: [:], makeUpDays: [], makeUpSpans: nil)
        // Of now, somebody who asks for a person at that time would not get one.
        #expect(try Self.call(then, keys: "10").landing.isPerson)
        #expect(try !Self.call(now, keys: "10").landing.isPerson)
        var whatIf = WhatIf(now, catalogue: try Sample.catalogue())
        for (name, replay) in try Self.morning(then) { whatIf.add(replay, named: name) }
        #expect(whatIf.same == whatIf.compared && whatIf.compared == 6)
        #expect(whatIf.losesPerson == 0)
    }
}
